// The page by keyboard: a key for each action, and the arrow keys from number to number.

import { choose, step } from "./actions.js";
import { $ } from "./elements.js";
import { showFormula, showNone } from "./formula.js";
import { STEPS, inTurn, page, phase } from "./page.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const press = (id) => () => $(id).click();
const stepIfNext = (what) => () => inTurn(() => STEPS[phase()] === what && step(what)); // after the keys typed before
const ACTIONS = {
  f: stepIfNext("forward"),
  l: stepIfNext("loss"),
  b: stepIfNext("backward"),
  u: stepIfNext("update"),
  e: press("epoch-step"),
  z: press("back"),
  r: press("restart"),
  " ": press("run"),
  "[": () => inTurn(() => choose(page.sample - 1)),
  "]": () => inTurn(() => choose(page.sample + 1)),
  g: () => $("name").select(),
  Escape: () => showNone(),
};

// The number that is nearest in the direction of an arrow.
function neighbour(here, [right, down]) {
  const middle = (element) => {
    const area = (element.querySelector(".node") || element).getBoundingClientRect();
    return [area.left + area.width / 2, area.top + area.height / 2];
  };
  const [x, y] = middle(here);
  let nearest = null;
  let least = Infinity;
  for (const other of here.closest("[role=tabpanel]").querySelectorAll("[data-name]:not([aria-hidden])")) {
    const [otherX, otherY] = middle(other);
    const along = (otherX - x) * right + (otherY - y) * down;
    const across = Math.abs((otherX - x) * down) + Math.abs((otherY - y) * right);
    const distance = along + 2.5 * across;
    if (other !== here && along > 2 && distance < least) [nearest, least] = [other, distance];
  }
  return nearest;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { key, target } = event;
  const number = target.closest("#network [data-name], #matrices [data-name]");
  if (number && ARROWS[key]) {
    event.preventDefault();
    const next = neighbour(number, ARROWS[key]);
    if (!next) return;
    number.setAttribute("tabindex", -1);
    next.setAttribute("tabindex", 0);
    next.focus();
  } else if (number && number.tagName !== "BUTTON" && (key === "Enter" || key === " ")) {
    event.preventDefault();
    inTurn(() => showFormula(number.dataset.name));
  } else if (target.id === "plane" && (key === "ArrowLeft" || key === "ArrowRight")) {
    event.preventDefault();
    inTurn(() => choose(page.sample + ARROWS[key][0]));
  } else if (ACTIONS[key] && !target.closest("input, select, summary") && !(key === " " && target.closest("button"))) {
    event.preventDefault();
    ACTIONS[key]();
  }
});
