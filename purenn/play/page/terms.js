// Formulas as rows of chips: each number with its name over its value, a button to its own formula.

import { hasFormula } from "./ask.js";
import { html } from "./elements.js";

function chip(token, answers) {
  if (typeof token === "string")
    return html("span", { class: "operator" }, token.replaceAll("*", " · ").replaceAll("-log(", "−log("));
  if (!token.name) return html("span", { class: "constant" }, token.text);
  const isButton = answers(token.name);
  const derivative =
    token.derivative_text !== undefined && html("span", { class: "derivative" }, `d ${token.derivative_text}`);
  const content = [
    html("span", { class: "name" }, token.name),
    html("span", { class: "value" }, token.text),
    derivative,
  ];
  return html(isButton ? "button" : "span", { class: "chip", "data-name": isButton && token.name }, ...content);
}

// The tokens by terms of the sum, so that a line is broken only between terms.
function grouped(tokens) {
  const groups = [[]];
  for (const token of tokens) {
    const pieces = typeof token === "string" ? token.split(/(?= [+] )/) : [token];
    for (const piece of pieces) {
      if (typeof piece === "string" && piece.startsWith(" + ") && groups[groups.length - 1].length) groups.push([]);
      if (piece !== "") groups[groups.length - 1].push(piece);
    }
  }
  return groups;
}

const terms = (tokens, answers) =>
  grouped(tokens).map((group) => html("span", { class: "term" }, ...group.map((token) => chip(token, answers))));

// A formula with its result, after its name where one is given. `answers(name)` says which numbers have a formula to show.
export function formula({ name, tokens, text, derivative_text: derivative, reason }, answers = hasFormula) {
  const result = `= ${text}${derivative === undefined ? "" : `   d ${derivative}`}${reason ? ` because ${reason}` : ""}`;
  const isConstant = tokens.length === 1 && tokens[0].text === text && !tokens[0].name;
  const start = name ? [html("b", {}, name), html("span", { class: "operator" }, " = ")] : [];
  return html(
    "div",
    { class: "formula" },
    ...start,
    ...(isConstant ? [] : terms(tokens, answers)),
    html("div", { class: "result" }, result),
  );
}
