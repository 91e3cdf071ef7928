// Loss and accuracy by epoch, read with the pointer.

import { $, format, svg } from "./elements.js";
import { page } from "./page.js";

const WIDTH = 300;
const HEIGHT = 90;
const MOST_POINTS = 300; // of a line: as many as can be told apart

const epochX = (epoch) => (epoch / Math.max(1, page.history.loss.length - 1)) * WIDTH;

function curve(values, largest) {
  const stride = Math.max(1, Math.ceil(values.length / MOST_POINTS));
  let path = "";
  for (let n = 0; n < values.length; n += stride)
    path += `${path ? "L" : "M"}${epochX(n).toFixed(1)} ${((1 - values[n] / largest) * HEIGHT).toFixed(1)}`;
  return path && `${path}h0`; // h0: a dot, if there is one epoch only
}

export function drawCurves() {
  const { loss, accuracy } = page.history;
  const last = loss.length - 1;
  let largest = 1e-9;
  for (const value of loss) largest = Math.max(largest, value);
  $("curves").setAttribute("viewBox", `-38 -6 ${WIDTH + 46} ${HEIGHT + 26}`);
  $("curves").replaceChildren(
    svg("path", { class: "axis", d: `M0 0V${HEIGHT}H${WIDTH}M0 0H${WIDTH}` }),
    svg("text", { x: -4, y: 4, "text-anchor": "end" }, last < 0 ? "" : format(largest, 3)),
    svg("text", { x: -4, y: HEIGHT, "text-anchor": "end" }, "0"),
    svg("text", { x: WIDTH, y: HEIGHT + 15, "text-anchor": "end" }, last < 0 ? "no epoch yet" : `epoch ${last}`),
    svg("path", { class: "loss-line", d: curve(loss, largest) }),
    svg("path", { class: "accuracy-line", d: curve(accuracy, 1) }),
    svg("path", { class: "cursor" }),
  );
  readCurves(last);
}

function readCurves(epoch) {
  const { loss, accuracy } = page.history;
  const isThere = epoch >= 0 && epoch < loss.length;
  $("curves-tip").textContent = isThere
    ? `epoch ${epoch}: loss ${format(loss[epoch])} (solid), accuracy ${format(accuracy[epoch], 4)} (dashed)`
    : "";
  $("curves")
    .querySelector(".cursor")
    .setAttribute("d", isThere ? `M${epochX(epoch).toFixed(1)} 0V${HEIGHT}` : "");
}

$("curves").addEventListener("pointermove", (event) => {
  const area = $("curves").getBoundingClientRect();
  const at = ((event.clientX - area.left) / area.width) * (WIDTH + 46) - 38;
  readCurves(Math.round((at / WIDTH) * (page.history.loss.length - 1)));
});
$("curves").addEventListener("pointerleave", () => readCurves(page.history.loss.length - 1));
