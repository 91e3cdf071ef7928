// The drawing of the network with the numbers of the chosen sample.

import { buildDrawing, layout, parts } from "./drawing.js";
import { description, format } from "./elements.js";
import { entry, exit } from "./layout.js";
import { isKnown, page } from "./page.js";

let drawnShape; // what the drawing was made for

export function drawNetwork() {
  const { layers, values } = page.state;
  const widths = Object.values(values).map((row) => row.length);
  const shape = JSON.stringify([layers, widths, page.sample, page.state.target]);
  if (shape !== drawnShape) buildDrawing();
  drawnShape = shape;
  updateDrawing();
}

function updateDrawing() {
  const { layers, values, parameters, gradients, predicted, sample_loss: loss } = page.state;
  for (const { weights, biases } of layers) {
    if (!weights) continue;
    const column = layout.columns.find((each) => each.weights === weights);
    const largest = Math.max(1e-300, ...parameters[weights].map((row) => Math.max(...row.map(Math.abs))));
    if (column.isBundled) bundle(column, parameters[weights], largest);
    else
      parameters[weights].forEach((row, i) =>
        row.forEach((weight, j) => {
          const name = `${weights}[${i}][${j}]`;
          const { line } = parts.get(name);
          line.setAttribute("class", weight < 0 ? "edge negative" : "edge positive");
          line.setAttribute("stroke-width", (0.4 + (3.6 * Math.abs(weight)) / largest).toFixed(2));
          show(name, weight, gradients[`d${weights}`]?.[i][j], 3);
        }),
      );
    parameters[biases][0].forEach((bias, j) => show(`${biases}[0][${j}]`, bias, gradients[`d${biases}`]?.[0][j], 3));
  }
  const known = isKnown("forward");
  for (const [output, row] of Object.entries(values)) {
    const largest = Math.max(1e-300, ...row.map(Math.abs));
    row.forEach((value, j) => {
      const name = `${output}[${page.sample}][${j}]`;
      show(name, known || output === "x" ? value : null, gradients[`d${output}`]?.[j], 4);
      parts.get(name).fill?.setAttribute("fill-opacity", known ? (Math.abs(value) / largest).toFixed(2) : 0);
      if (output === "p" && row.length > 1)
        parts.get(name).group.classList.toggle("predicted", known && j === predicted);
    });
  }
  show(`L[${page.sample}]`, isKnown("loss") ? loss : null, undefined, 4);
}

function show(name, value, gradient, digits) {
  const { group, value: text, gradient: small } = parts.get(name);
  if (!page.isRunning) group.setAttribute("aria-label", description(name, value));
  if (text) text.textContent = value === null ? "?" : format(value, digits);
  if (small) small.textContent = gradient === undefined ? "" : format(gradient, 3);
}

// All weights of a large matrix as two paths, without those too small to be seen; the matrices show each number.
function bundle(column, matrix, largest) {
  const before = layout.columns[layout.columns.indexOf(column) - 1];
  const paths = { positive: "", negative: "" };
  matrix.forEach((row, i) =>
    row.forEach((weight, j) => {
      if (Math.abs(weight) > 0.4 * largest)
        paths[weight < 0 ? "negative" : "positive"] += `M${exit(before, i).join(" ")}L${entry(column, j).join(" ")}`;
    }),
  );
  for (const [sign, d] of Object.entries(paths)) parts.get(column.weights + sign).line.setAttribute("d", d);
}
