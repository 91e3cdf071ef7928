// The drawing of the network with the numbers of the chosen sample. Each number is a button that shows its formula.

import { $, format, svg } from "./elements.js";
import { BOX, boxTop, dotX, entry, exit, layOut, placeLabels } from "./layout.js";
import { isKnown, page } from "./page.js";

let layout, drawnShape;
const parts = new Map(); // name of a number: the elements that show it

export function drawNetwork() {
  const { layers, values } = page.state;
  const shape = JSON.stringify([layers, Object.values(values).map((row) => row.length), page.sample, page.state.target]);
  if (shape !== drawnShape) buildDrawing();
  drawnShape = shape;
  updateDrawing();
}

// A group that acts as a button, with the elements that show value and gradient where they have room.
function part(name, shown, ...children) {
  const group = svg("g", { "data-name": name, role: "button", tabindex: -1 }, ...children);
  parts.set(name, { group, ...shown });
  return group;
}

function buildDrawing() {
  const focused = document.activeElement?.closest("#network [data-name]")?.dataset.name;
  parts.clear();
  layout = layOut(page.state);
  const { columns, loss, width, height } = layout;
  const lines = [], labels = [], nodes = [];
  for (const [n, column] of columns.entries()) {
    if (n) connect(columns[n - 1], column, lines, labels);
    for (let j = 0; j < column.size; j++) nodes.push(...(column.isBoxed ? boxes(column, j) : dots(column, j)));
  }
  const output = columns[columns.length - 1];
  for (let j = 0; j < output.size; j++) {
    const [x, y] = exit(output, j);
    const isTarget = j === page.state.target || output.size === 1;
    lines.push(svg("path", { class: isTarget ? "to-loss target" : "to-loss", d: `M${x} ${y}L${loss.x - BOX.width / 2} ${loss.y}` }));
  }
  nodes.push(box(`L[${page.sample}]`, loss.x - BOX.width / 2, loss.y - BOX.height / 2));
  placeLabels(labels);
  for (const { place, value, gradient } of labels)
    for (const [text, dy] of [[value, 4], [gradient, 15]]) {
      text.setAttribute("x", place[0].toFixed(1));
      text.setAttribute("y", (place[1] + dy).toFixed(1));
    }
  const titles = [...columns, { ...loss, title: "loss" }].map(({ x, title }, n) =>
    svg("text", { class: "title", x: n ? x : 2, y: 13, "text-anchor": n ? "middle" : "start" }, title));
  const texts = labels.map(({ name, value, gradient }) => svg("g", { "data-name": name, "aria-hidden": true }, value, gradient));
  const attributes = { class: layout.isLabelled ? "" : "many", viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": "The network; the arrow keys go from number to number" };
  $("network").replaceChildren(svg("svg", attributes, ...titles, ...lines, ...texts, ...nodes));
  const current = parts.get(focused) || parts.get(page.name) || parts.get(`x[${page.sample}][0]`);
  current.group.setAttribute("tabindex", 0);
  if (focused) current.group.focus();
}

function connect(before, column, lines, labels) {
  const name = column.weights;
  if (column.isBundled) {
    for (const sign of ["positive", "negative"]) {
      const line = svg("path", { class: `edge bundle ${sign}` });
      parts.set(name + sign, { line });
      lines.push(line);
    }
    return;
  }
  for (let i = 0; i < before.size; i++)
    for (let j = 0; j < column.size; j++) {
      const from = exit(before, i), to = entry(column, j);
      const d = `M${from.join(" ")}L${to.join(" ")}`;
      const line = svg("path", { class: "edge", d });
      const shown = { line };
      if (layout.isLabelled) {
        shown.value = svg("text", { class: "value outlined", "text-anchor": "middle" });
        shown.gradient = svg("text", { class: "gradient outlined", "text-anchor": "middle" });
        labels.push({ name: `${name}[${i}][${j}]`, from, to, ...shown });
      }
      lines.push(part(`${name}[${i}][${j}]`, shown, svg("path", { class: layout.isLabelled ? "target-area" : "target-area thin", d }), line));
    }
}

function box(name, x, y) {
  const value = svg("text", { class: "value", x: x + 5, y: y + 23.5 }), gradient = svg("text", { class: "gradient", x: x + 5, y: y + 35 });
  const rectangle = svg("rect", { class: "node", x, y, width: BOX.width, height: BOX.height, rx: 6 });
  return part(name, { value, gradient }, rectangle, svg("text", { class: "name", x: x + 5, y: y + 11 }, name), value, gradient);
}

function boxes(column, j) {
  const x = column.x - BOX.width / 2, made = [];
  if (column.biases) {
    const name = `${column.biases}[0][${j}]`, y = boxTop(column, j, 0) - 4;
    const value = svg("text", { class: "value outlined", x: x + 46, y }), gradient = svg("text", { class: "gradient outlined", x: x + 12, y: y - 11 });
    const square = svg("rect", { class: "node", x, y: y - 8, width: 8, height: 8 });
    made.push(part(name, { value, gradient }, square, svg("text", { class: "name outlined", x: x + 12, y }, `${column.biases}[${j}]`), value, gradient));
  }
  return made.concat(column.names.map((name, k) => box(`${name}[${page.sample}][${j}]`, x, boxTop(column, j, k))));
}

function dots(column, j) {
  const made = [], cy = column.y[j], r = Math.min(5.5, 0.44 * column.pitch);
  if (column.biases) {
    const square = svg("rect", { class: "node", x: dotX(column, 0) - 18, y: cy - 3, width: 6, height: 6 });
    made.push(part(`${column.biases}[0][${j}]`, {}, square));
  }
  for (const [k, name] of column.names.entries()) {
    const fill = svg("circle", { class: "fill", cx: dotX(column, k), cy, r: r - 1, "fill-opacity": 0 });
    made.push(part(`${name}[${page.sample}][${j}]`, { fill }, svg("circle", { class: "node", cx: dotX(column, k), cy, r }), fill));
  }
  return made;
}

function updateDrawing() {
  const { layers, values, parameters, gradients, predicted, sample_loss: loss } = page.state;
  for (const { weights, biases } of layers) {
    if (!weights) continue;
    const column = layout.columns.find((each) => each.weights === weights);
    const largest = Math.max(1e-300, ...parameters[weights].map((row) => Math.max(...row.map(Math.abs))));
    if (column.isBundled) bundle(column, parameters[weights], largest);
    else
      parameters[weights].forEach((row, i) => row.forEach((weight, j) => {
        const name = `${weights}[${i}][${j}]`, { line } = parts.get(name);
        line.setAttribute("class", weight < 0 ? "edge negative" : "edge positive");
        line.setAttribute("stroke-width", (0.4 + (3.6 * Math.abs(weight)) / largest).toFixed(2));
        show(name, weight, gradients[`d${weights}`]?.[i][j], 3);
      }));
    parameters[biases][0].forEach((bias, j) => show(`${biases}[0][${j}]`, bias, gradients[`d${biases}`]?.[0][j], 3));
  }
  const known = isKnown("forward");
  for (const [output, row] of Object.entries(values)) {
    const largest = Math.max(1e-300, ...row.map(Math.abs));
    row.forEach((value, j) => {
      const name = `${output}[${page.sample}][${j}]`;
      show(name, known || output === "x" ? value : null, gradients[`d${output}`]?.[j], 4);
      parts.get(name).fill?.setAttribute("fill-opacity", known ? (Math.abs(value) / largest).toFixed(2) : 0);
      if (output === "p" && row.length > 1) parts.get(name).group.classList.toggle("predicted", known && j === predicted);
    });
  }
  show(`L[${page.sample}]`, isKnown("loss") ? loss : null, undefined, 4);
}

function show(name, value, gradient, digits) {
  const { group, value: text, gradient: small } = parts.get(name);
  if (!page.isRunning) group.setAttribute("aria-label", value === null ? `${name}, not computed yet` : `${name} = ${format(value)}`);
  if (text) text.textContent = value === null ? "?" : format(value, digits);
  if (small) small.textContent = gradient === undefined ? "" : format(gradient, 3);
}

// All weights of a large matrix as two paths, without those too small to be seen; the matrices show each number.
function bundle(column, matrix, largest) {
  const before = layout.columns[layout.columns.indexOf(column) - 1];
  const paths = { positive: "", negative: "" };
  matrix.forEach((row, i) => row.forEach((weight, j) => {
    if (Math.abs(weight) > 0.4 * largest) paths[weight < 0 ? "negative" : "positive"] += `M${exit(before, i).join(" ")}L${entry(column, j).join(" ")}`;
  }));
  for (const [sign, d] of Object.entries(paths)) parts.get(column.weights + sign).line.setAttribute("d", d);
}
