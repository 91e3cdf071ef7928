// Connects the controls of the page with what they do, and starts it.

import { choose, chooseAxes, create, edit, followAddress, run, setLearningRate, step } from "./actions.js";
import { exported, isReload } from "./ask.js";
import { $ } from "./elements.js";
import { setArithmetic, showFormula, showNone, showPrevious } from "./formula.js";
import "./keys.js";
import { inTurn, page, say } from "./page.js";
import { describe, sampleAt } from "./plane.js";
import { parseSettings, showSettings } from "./settings.js";
import { toggleTour } from "./tour.js";
import { draw } from "./view.js";

const onClick = (id, action) => $(id).addEventListener("click", () => inTurn(action));
const onChange = (id, action) => $(id).addEventListener("change", () => inTurn(action));

// -- steps and training ---------------------------------------------------------------------------------------------

for (const button of document.querySelectorAll("[data-step]"))
  button.addEventListener("click", () => inTurn(() => step(button.dataset.step)));
onClick("restart", () => step("restart"));
onClick("back", () => step("back"));
onClick("epoch-step", () => step("epoch"));
$("run").addEventListener("click", run);

// -- settings, keys and tour ----------------------------------------------------------------------------------------

for (const [button, section] of [
  ["show-settings", "settings"],
  ["show-keys", "keys"],
])
  $(button).addEventListener("click", () => {
    $(section).hidden = !$(section).hidden;
    $(button).setAttribute("aria-expanded", !$(section).hidden);
  });
$("show-tour").addEventListener("click", toggleTour);
$("settings").addEventListener("change", (event) => {
  if (event.target.name === "optimizer") $("settings").elements.learning_rate.value = ""; // each has its default
  showSettings();
});
$("settings").addEventListener("submit", (event) => {
  event.preventDefault();
  const isGiven = ([name, text]) => text !== "" && !$("settings").elements[name].closest("label").hidden;
  const shown = [...new FormData($("settings"))].filter(isGiven);
  const { hidden1, hidden2, ...settings } = parseSettings(shown);
  if (hidden1) settings.hidden = hidden2 ? [hidden1, hidden2] : [hidden1];
  inTurn(() => create(settings));
});
onClick("set-rate", () => setLearningRate(Number($("settings").elements.learning_rate.value)));

// -- samples --------------------------------------------------------------------------------------------------------

onClick("previous-sample", () => choose(page.sample - 1));
onClick("next-sample", () => choose(page.sample + 1));
onChange("sample", () => choose($("sample").value));
for (const id of ["axis-x", "axis-y"])
  onChange(id, () => chooseAxes(Number($("axis-x").value), Number($("axis-y").value)));
$("plane").addEventListener("click", (event) => {
  const sample = sampleAt(event);
  if (sample !== null) inTurn(() => choose(sample));
});
$("plane").addEventListener("pointermove", (event) => describe(sampleAt(event)));
$("plane").addEventListener("pointerleave", () => describe(null));

// -- formulas -------------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const element = event.target.closest("[data-name]");
  if (element) inTurn(() => showFormula(element.dataset.name));
});
onClick("back-to-number", showPrevious);
$("close").addEventListener("click", showNone);
onChange("name", async () => {
  if (!$("name").value.trim()) return;
  await showFormula($("name").value.trim());
  $("panel").focus(); // so that the keys act again
});
onChange("digits", () => {
  page.digits = Number($("digits").value);
  return page.name && showFormula(page.name, true);
});
$("formula").addEventListener("submit", (event) => {
  event.preventDefault();
  inTurn(() => edit(page.name, event.target.querySelector("input").value));
});
$("formula").addEventListener("change", (event) => {
  if (event.target.name === "arithmetic") inTurn(() => setArithmetic(event.target.value));
});

// -- network and matrices -------------------------------------------------------------------------------------------

const tabs = [...document.querySelectorAll("[role=tab]")];
for (const tab of tabs) {
  tab.addEventListener("click", () => {
    for (const each of tabs) {
      each.setAttribute("aria-selected", each === tab);
      each.tabIndex = each === tab ? 0 : -1;
      $(each.getAttribute("aria-controls")).hidden = each !== tab;
    }
    draw();
  });
  tab.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = tabs.find((each) => each !== tab);
    other.click();
    other.focus();
  });
}

// -- start ----------------------------------------------------------------------------------------------------------

if (exported) {
  for (const id of ["show-tour", "show-settings"]) $(id).hidden = true;
  for (const control of document.querySelectorAll(".bar button, .bar select, .controls *")) control.disabled = true;
}
window.addEventListener("hashchange", () => inTurn(() => followAddress(false)));
inTurn(() => followAddress(isReload));
inTurn(() => {
  const others = "To train, edit or choose another sample, run python3 -m purenn play.";
  if (exported) say(`An exported page: it shows the numbers of sample ${page.sample}. ${others}`);
  document.body.dataset.ready = "yes";
});
