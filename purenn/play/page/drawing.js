// Makes the drawing of the network: boxes or dots for the numbers of neurons, lines for the weights, and labels on them.
// Each number is a button; network.js fills the values in.

import { $, svg } from "./elements.js";
import { BOX, boxTop, dotX, entry, exit, layOut, placeLabels } from "./layout.js";
import { page } from "./page.js";

export const parts = new Map(); // name of a number: the elements that show it
export let layout;

// A group that acts as a button, with the elements that show value and gradient where they fit.
function part(name, shown, ...children) {
  const group = svg("g", { "data-name": name, role: "button", tabindex: -1 }, ...children);
  parts.set(name, { group, ...shown });
  return group;
}

export function buildDrawing() {
  const focused = document.activeElement?.closest("#network [data-name]")?.dataset.name;
  parts.clear();
  layout = layOut(page.state);
  const { columns, loss, width, height } = layout;
  const lines = [];
  const labels = [];
  const nodes = [];
  for (const [n, column] of columns.entries()) {
    if (n) connect(columns[n - 1], column, lines, labels);
    for (let j = 0; j < column.size; j++) nodes.push(...(column.isBoxed ? boxes(column, j) : dots(column, j)));
  }
  const output = columns[columns.length - 1];
  for (let j = 0; j < output.size; j++) {
    const isTarget = j === page.state.target || output.size === 1;
    const d = `M${exit(output, j).join(" ")}L${loss.x - BOX.width / 2} ${loss.y}`;
    lines.push(svg("path", { class: isTarget ? "to-loss target" : "to-loss", d }));
  }
  nodes.push(box(`L[${page.sample}]`, loss.x - BOX.width / 2, loss.y - BOX.height / 2));
  const titles = [...columns, { ...loss, title: "loss" }].map(({ x, title }, n) =>
    svg("text", { class: "title", x: n ? x : 2, y: 13, "text-anchor": n ? "middle" : "start" }, title),
  );
  const attributes = {
    class: layout.isLabelled ? "" : "many",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "group",
    "aria-label": "The network; the arrow keys go from number to number",
  };
  $("network").replaceChildren(svg("svg", attributes, ...titles, ...lines, ...placed(labels), ...nodes));
  const current = parts.get(focused) || parts.get(page.name) || parts.get(`x[${page.sample}][0]`);
  current.group.setAttribute("tabindex", 0);
  if (focused) current.group.focus();
}

// The labels of the lines, each at its place.
function placed(labels) {
  placeLabels(labels);
  return labels.map(({ name, place: [x, y], value, gradient }) => {
    for (const text of [value, gradient]) text.setAttribute("x", x.toFixed(1));
    value.setAttribute("y", (y + 4).toFixed(1));
    gradient.setAttribute("y", (y + 15).toFixed(1));
    return svg("g", { "data-name": name, "aria-hidden": true }, value, gradient);
  });
}

// The lines from the neurons of one column to those of the next.
function connect(before, column, lines, labels) {
  if (column.isBundled) {
    for (const sign of ["positive", "negative"]) {
      const line = svg("path", { class: `edge bundle ${sign}` });
      parts.set(column.weights + sign, { line });
      lines.push(line);
    }
    return;
  }
  for (let i = 0; i < before.size; i++)
    for (let j = 0; j < column.size; j++) {
      const name = `${column.weights}[${i}][${j}]`;
      const from = exit(before, i);
      const to = entry(column, j);
      const d = `M${from.join(" ")}L${to.join(" ")}`;
      const line = svg("path", { class: "edge", d });
      const shown = { line };
      if (layout.isLabelled) {
        shown.value = svg("text", { class: "value outlined", "text-anchor": "middle" });
        shown.gradient = svg("text", { class: "gradient outlined", "text-anchor": "middle" });
        labels.push({ name, from, to, ...shown });
      }
      const area = svg("path", { class: layout.isLabelled ? "target-area" : "target-area thin", d });
      lines.push(part(name, shown, area, line));
    }
}

function box(name, x, y) {
  const value = svg("text", { class: "value", x: x + 5, y: y + 23.5 });
  const gradient = svg("text", { class: "gradient", x: x + 5, y: y + 35 });
  const rectangle = svg("rect", { class: "node", x, y, width: BOX.width, height: BOX.height, rx: 6 });
  const title = svg("text", { class: "name", x: x + 5, y: y + 11 }, name);
  return part(name, { value, gradient }, rectangle, title, value, gradient);
}

// The bias of a neuron, and a box for each of its outputs.
function boxes(column, j) {
  const x = column.x - BOX.width / 2;
  const made = [];
  if (column.biases) {
    const name = `${column.biases}[0][${j}]`;
    const y = boxTop(column, j, 0) - 4;
    const value = svg("text", { class: "value outlined", x: x + 46, y });
    const gradient = svg("text", { class: "gradient outlined", x: x + 12, y: y - 11 });
    const square = svg("rect", { class: "node", x, y: y - 8, width: 8, height: 8 });
    const title = svg("text", { class: "name outlined", x: x + 12, y }, `${column.biases}[${j}]`);
    made.push(part(name, { value, gradient }, square, title, value, gradient));
  }
  return made.concat(column.names.map((name, k) => box(`${name}[${page.sample}][${j}]`, x, boxTop(column, j, k))));
}

// The same in small.
function dots(column, j) {
  const made = [];
  const cy = column.y[j];
  const r = Math.min(5.5, 0.44 * column.pitch);
  if (column.biases) {
    const square = svg("rect", { class: "node", x: dotX(column, 0) - 18, y: cy - 3, width: 6, height: 6 });
    made.push(part(`${column.biases}[0][${j}]`, {}, square));
  }
  for (const [k, name] of column.names.entries()) {
    const cx = dotX(column, k);
    const fill = svg("circle", { class: "fill", cx, cy, r: r - 1, "fill-opacity": 0 });
    made.push(part(`${name}[${page.sample}][${j}]`, { fill }, svg("circle", { class: "node", cx, cy, r }), fill));
  }
  return made;
}
