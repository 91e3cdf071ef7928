// The numbers of the chosen sample, the parameters and their gradients as matrices. Each entry shows its formula.

import { $, description, format, html } from "./elements.js";
import { isKnown, page } from "./page.js";

let cells = []; // [button, matrix, row, column] of each entry
let tablesShape;

// The matrices in the order of computation: { name, about, rows, entry(i, j) the name of an entry, known, isGradient }.
function matrices() {
  const { layers, parameters, values, gradients, sample_loss: loss } = page.state;
  const s = page.sample;
  const ofSample = (name, about, known, row, isGradient = false) => ({
    name: `${name}[${s}]`,
    about,
    rows: [row],
    entry: (i, j) => `${name}[${s}][${j}]`,
    known,
    isGradient,
  });
  const ofLayer = (name, about, rows, isGradient = false) => ({
    name,
    about,
    rows,
    entry: (i, j) => `${name}[${i}][${j}]`,
    known: true,
    isGradient,
  });
  const found = [ofSample("x", "inputs", true, values.x)];
  let before = "x";
  for (const { kind, name, weights, biases } of layers) {
    if (weights) found.push(ofLayer(weights, `weights of ${kind}`, parameters[weights]));
    if (biases) found.push(ofLayer(biases, `biases of ${kind}`, parameters[biases]));
    const about = weights ? `${before} · ${weights} + ${biases}` : `${kind} of ${before}`;
    found.push(ofSample(name, about, isKnown("forward"), values[name]));
    before = name;
  }
  const name = `L[${s}]`;
  found.push({ name, about: "loss of the sample", rows: [[loss]], entry: () => name, known: isKnown("loss") });
  for (const { name, weights, biases } of [...layers].reverse()) {
    if (gradients[`d${name}`])
      found.push(ofSample(`d${name}`, `gradient of ${name}`, true, gradients[`d${name}`], true));
    for (const parameter of [weights, biases])
      if (parameter && gradients[`d${parameter}`])
        found.push(ofLayer(`d${parameter}`, `gradient of ${parameter}`, gradients[`d${parameter}`], true));
  }
  return found;
}

export function drawMatrices() {
  const all = matrices();
  const shape = JSON.stringify(all.map(({ name, rows }) => [name, rows.length, rows[0].length]));
  if (shape !== tablesShape) buildTables(all);
  tablesShape = shape;
  for (const [button, m, i, j] of cells) {
    const { rows, known } = all[m];
    button.textContent = known ? format(rows[i][j], 4) : "?";
    if (!page.isRunning) button.setAttribute("aria-label", description(button.dataset.name, known ? rows[i][j] : null));
  }
}

function buildTables(all) {
  const focused = document.activeElement?.closest("#matrices [data-name]")?.dataset.name;
  cells = [];
  $("matrices").replaceChildren(
    ...all.map((matrix, m) => {
      const { name, about, rows, isGradient } = matrix;
      const heading = html("h3", {}, html("b", {}, name), ` ${about}, ${rows.length} × ${rows[0].length}`);
      const kind = isGradient ? "matrix of-gradients" : "matrix";
      return html("div", { class: kind }, heading, html("div", { class: "scroll" }, tableOf(matrix, m)));
    }),
  );
  if (focused) cells.find(([button]) => button.dataset.name === focused)?.[0].focus();
}

// The table of a matrix, the m-th. Only its first entry is reached by tab, the others by arrow keys.
function tableOf({ rows, entry }, m) {
  const cell = (i, j) => {
    const name = entry(i, j);
    const button = html("button", { "data-name": name, title: name, tabindex: i || j ? -1 : 0 });
    cells.push([button, m, i, j]);
    return html("td", {}, button);
  };
  const index = (i) => html("th", { scope: "row" }, rows.length > 1 ? String(i) : "");
  return html("table", {}, ...rows.map((row, i) => html("tr", {}, index(i), ...row.map((_, j) => cell(i, j)))));
}
