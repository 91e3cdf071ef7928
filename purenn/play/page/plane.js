// The samples in the plane of two features, and the class that the network predicts at each place of it.

import { get } from "./ask.js";
import { $, format, html, svg } from "./elements.js";
import { isKnown, page } from "./page.js";

const SIDE = 400; // of the drawing, in its own units
const darkScheme = matchMedia("(prefers-color-scheme: dark)");
let bounds; // of the plane: lowest and highest value of each axis

const feature = (s, axis) => page.data.X[s][page.axes[axis]];

function position(s) {
  return [0, 1].map((axis) => {
    const [low, high] = bounds[axis];
    const fraction = (feature(s, axis) - low) / (high - low);
    return (axis ? 1 - fraction : fraction) * SIDE;
  });
}

function colour(k) {
  const colours = darkScheme.matches ? page.data.style.dark : page.data.style.light;
  return colours[k % colours.length];
}

function marker(x, y, k) {
  const shapes = page.data.style.shapes;
  return svg("path", {
    class: "sample",
    d: `M${x.toFixed(1)} ${y.toFixed(1)}${shapes[k % shapes.length]}`,
    fill: colour(k),
  });
}

export function drawPlane() {
  const { X, y, labels, columns } = page.data;
  bounds = page.axes.map((n) => page.data.ranges[n]);
  const circles = ["halo", "ring"].map((name) => svg("circle", { class: name, r: 9 }));
  $("samples").setAttribute("viewBox", `0 0 ${SIDE} ${SIDE}`);
  $("samples").replaceChildren(...X.map((_, s) => marker(...position(s), y[s])), ...circles);
  const key = (k) => svg("svg", { viewBox: "-7 -7 14 14", "aria-hidden": true }, marker(0, 0, k));
  $("legend").replaceChildren(
    ...labels.map((label, k) => html("span", {}, key(k), label)),
    html("span", { class: "note" }, "thick outline: wrong prediction"),
  );
  $("axes").hidden = columns.length < 3;
  for (const [axis, select] of [$("axis-x"), $("axis-y")].entries()) {
    select.replaceChildren(...columns.map((column, n) => html("option", { value: n }, column)));
    select.value = page.axes[axis];
  }
  $("scale-x").textContent = `${columns[page.axes[0]]}: ${bounds[0].map((value) => format(value, 3)).join(" to ")}`;
  $("scale-y").textContent = `${columns[page.axes[1]]}: ${bounds[1].map((value) => format(value, 3)).join(" to ")}`;
}

export function markSamples() {
  const markers = $("samples").querySelectorAll(".sample");
  const known = isKnown("loss");
  markers.forEach((each, s) => each.classList.toggle("wrong", known && page.state.wrong[s] === "1"));
  const [cx, cy] = position(page.sample);
  for (const circle of $("samples").querySelectorAll("circle")) {
    circle.setAttribute("cx", cx);
    circle.setAttribute("cy", cy);
  }
}

export async function drawRegions(cells = 50) {
  const query = { cells, axes: page.axes.join(","), sample: page.sample };
  const { classes, confidence, cells: side } = await get("regions", query);
  const colours = page.data.labels.map((_, k) => [1, 3, 5].map((n) => parseInt(colour(k).slice(n, n + 2), 16)));
  const image = new ImageData(side, side);
  for (let n = 0; n < side * side; n++) image.data.set([...colours[classes[n]], 40 + 11 * confidence[n]], 4 * n);
  $("regions").width = $("regions").height = side;
  $("regions").getContext("2d").putImageData(image, 0, 0);
}

// The sample under the pointer, or null.
export function sampleAt(event) {
  const area = $("plane").getBoundingClientRect();
  const x = ((event.clientX - area.left) / area.width) * SIDE;
  const y = ((event.clientY - area.top) / area.height) * SIDE;
  let nearest = null;
  let least = 18 ** 2;
  for (let s = 0; s < page.data.X.length; s++) {
    const [px, py] = position(s);
    const distance = (px - x) ** 2 + (py - y) ** 2;
    if (distance < least) [nearest, least] = [s, distance];
  }
  return nearest;
}

export function describe(s) {
  $("plane-tip").hidden = s === null;
  if (s === null) return;
  const { y, labels } = page.data;
  const [x, top] = position(s);
  $("plane-tip").textContent = `${s}: ${labels[y[s]]} (${format(feature(s, 0), 3)}, ${format(feature(s, 1), 3)})`;
  $("plane-tip").style.left = `${Math.min(55, (100 * x) / SIDE + 3)}%`;
  $("plane-tip").style.top = `${(100 * top) / SIDE + (top > SIDE - 60 ? -9 : 3)}%`;
}

darkScheme.addEventListener("change", () => {
  drawPlane();
  markSamples();
  drawRegions();
});
