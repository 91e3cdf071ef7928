// The panel that shows one number: its formula, why it is what it is, what it goes into, and what may be done to it.

import { exported, get, hasFormula } from "./ask.js";
import { $, html, numberButton } from "./elements.js";
import { page, say } from "./page.js";
import { formula } from "./terms.js";
import { compare, whatIf } from "./whatif.js";

const isInput = (name) => /^[wbx]/.test(name); // dual numbers differentiate by it
const cause = (reason) => reason.split(" = ")[0]; // the name in "z1[1][0] = -0.0001 <= 0"

// Shows the formula of a number. Unless it is only refreshed, the one before is kept for the way back.
export async function showFormula(name, isRefresh = false) {
  if (page.arithmetic === "dual" && isInput(name)) page.variable = name;
  const query = { name, sample: page.sample, digits: page.digits, arithmetic: page.arithmetic };
  if (page.arithmetic === "dual") query.by = page.variable;
  const number = await get("number", query);
  if (!isRefresh && page.name && page.name !== name) page.trail.push(page.name);
  page.name = name;
  page.operands = (number.tokens || []).map((token) => token.name).filter(Boolean);
  if (number.reason) page.operands.push(cause(number.reason));
  $("panel").classList.remove("empty");
  $("back-to-number").disabled = page.trail.length === 0;
  $("name").value = name;
  const hadFocus = $("formula").contains(document.activeElement);
  $("formula").replaceChildren(...content(name, number).filter(Boolean));
  if (hadFocus) $("panel").focus({ preventScroll: true }); // so that the next tab goes to its first control
  if (!isRefresh) $("panel").scrollTop = 0;
  highlight();
  if (number.what_if && !exported) compare(name);
}

export async function showPrevious() {
  const name = page.trail.pop();
  if (name) await showFormula(name, true);
}

export function showNone() {
  page.name = null;
  page.operands = [];
  page.trail = [];
  const s = page.sample;
  const names = [`${page.state.layers[0].name}[${s}][0]`, `p[${s}][0]`, `L[${s}]`, "L"];
  const weights = page.state.layers.find((layer) => layer.weights)?.weights;
  if (weights) names.push(`${weights}[0][0]`, `d${weights}[0][0]`);
  $("panel").classList.add("empty");
  $("back-to-number").disabled = true;
  $("name").value = "";
  $("formula").replaceChildren(
    html("p", {}, "Every number has a formula. Choose one in the network or the matrices, or enter its name above."),
    html("p", { class: "names" }, "For example", ...names.map((each) => numberButton(each))),
  );
  highlight();
}

function content(name, number) {
  const ofOther = number.sample !== page.sample ? `, sample ${number.sample}` : "";
  return [
    html("h2", { class: "head" }, name, html("span", { class: "operator" }, " = "), number.text),
    html("p", { class: "note" }, number.section + ofOther),
    number.tokens && formula({ ...number, name: null, reason: null }),
    number.reason &&
      html(
        "p",
        { class: "reason" },
        "because ",
        html("button", { class: "plain", "data-name": cause(number.reason) }, number.reason),
      ),
    number.editable && !exported && editor(name, number),
    number.gradient && html("p", { class: "names" }, "gradient", numberButton(number.gradient)),
    number.uses.length > 0 &&
      html(
        "p",
        { class: "names" },
        "goes into",
        ...number.uses.map((use) => numberButton(use)),
        number.more_uses > 0 && `and ${number.more_uses} more`,
      ),
    !exported && arithmetic(),
    number.what_if && !exported && whatIf(name),
    number.update && nextUpdate(number.update),
    number.lines && html("p", {}, html("button", { on: { click: () => copy(number.lines) } }, "Copy as text")),
  ];
}

// main.js listens for the form.
function editor(name, number) {
  const input = html("input", {
    inputmode: "decimal",
    autocomplete: "off",
    value: String(number.value),
    "aria-label": `new value of ${name}`,
  });
  return html("form", { class: "editor" }, input, html("button", {}, "Set value"));
}

function nextUpdate(steps) {
  const answers = (name) => hasFormula(name) && /^d?[wb]\d+\[/.test(name); // not the optimizer's own, such as its momentums
  const summary = html("summary", {}, "After the next update: ", html("b", {}, steps[steps.length - 1].text));
  return html(
    "details",
    { class: "panel", open: page.state.phase === "backward" },
    summary,
    ...steps.map((step) => formula(step, answers)),
  );
}

function arithmetic() {
  const choice = (value, text) =>
    html(
      "label",
      {},
      html("input", { type: "radio", name: "arithmetic", value, checked: page.arithmetic === value }),
      text,
    );
  const isDual = page.arithmetic === "dual";
  return html(
    "fieldset",
    { class: "arithmetic" },
    html("legend", {}, isDual ? `Dual numbers: d is the derivative with respect to ${page.variable}.` : "Arithmetic"),
    choice("float64", "float64"),
    choice("float32", "float32"),
    choice("dual", "dual numbers"),
  );
}

export async function setArithmetic(kind) {
  page.arithmetic = kind;
  if (kind === "dual" && !page.variable)
    page.variable = `${page.state.layers.find((layer) => layer.weights).weights}[0][0]`;
  await showFormula(page.name, true);
  document.querySelector(`.arithmetic [value="${kind}"]`).focus();
}

function copy(lines) {
  navigator.clipboard.writeText(lines.join("\n    ")).then(
    () => say("Copied."),
    () => say("The browser does not allow copying.", true),
  );
}

// Marks the chosen number and its operands in the drawing and the matrices.
export function highlight() {
  const all = (css) => [$("network"), $("matrices")].flatMap((part) => [...part.querySelectorAll(css)]);
  for (const element of all(".chosen, .operand")) element.classList.remove("chosen", "operand");
  const mark = (name, kind) => {
    for (const element of all(`[data-name="${CSS.escape(name)}"]`)) element.classList.add(kind);
  };
  page.operands.forEach((name) => mark(name, "operand"));
  if (page.name) mark(page.name, "chosen");
}
