// What if a number were a little larger: the loss there, the difference quotient, two derivatives, and the loss curve.

import { get, post } from "./ask.js";
import { $, format, html, svg } from "./elements.js";
import { page, say } from "./page.js";

const AREA = { width: 320, height: 110 }; // of the loss curve
const PAUSE = 200; // milliseconds before the curve, which takes longest, so that it delays no other click

export function whatIf(name) {
  const slide = () => {
    page.h = Number(`1e-${power.value}`);
    compare(name);
  };
  const value = -Math.round(Math.log10(page.h));
  const power = html("input", {
    type: "range",
    min: 1,
    max: 11,
    value,
    "aria-label": "h is 10 to the power of minus",
    on: { input: slide },
  });
  const heading = html("h3", {}, `What if ${name} changed by h?`);
  const comparison = html("div", { id: "comparison", "aria-live": "polite" });
  return html(
    "section",
    { class: "panel" },
    heading,
    html("label", {}, "h = ", html("b", { id: "h" }, format(page.h)), power),
    comparison,
    html("div", { id: "loss-curve" }),
  );
}

export async function compare(name) {
  const h = page.h;
  const isWanted = () => page.name === name && page.h === h && !page.isRunning;
  try {
    const result = await post("whatif", { name, h, sample: page.sample });
    if (!isWanted()) return;
    const row = (label, number, kind) =>
      html("tr", { class: kind }, html("th", { scope: "row" }, label), html("td", {}, format(number, 12)));
    $("h").textContent = format(h);
    const lines = [
      html(
        "table",
        {},
        row("loss at −h", result.minus),
        row("loss at 0", result.at),
        row("loss at +h", result.plus),
        row("difference quotient", result.quotient, "line-above"),
        row("backward pass", result.backward),
        row("dual number", result.dual),
      ),
      html("p", {}, `${result.agree}.`),
    ];
    if (result.crossed) lines.push(html("p", {}, corners(result.crossed)));
    $("comparison").replaceChildren(...lines);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    if (!isWanted()) return;
    const half = Math.max(0.05, 2 * Math.abs(result.value));
    const widest = Math.max(...Object.values(page.state.values).map((row) => row.length));
    const curve = await get("curve", { name, half, points: widest > 16 ? 11 : 21 });
    if (isWanted()) drawCurve(curve, result);
  } catch (error) {
    say(error.message, true);
  }
}

const corners = (crossed) =>
  `Between −h and +h, ${crossed} ${crossed === 1 ? "sample crosses" : "samples cross"} the corner of a ReLU, ` +
  "where the loss has no single slope.";

function drawCurve({ x, loss }, { value, at, backward }) {
  const low = Math.min(...loss);
  const high = Math.max(...loss);
  const first = x[0];
  const last = x[x.length - 1];
  const reach = (last - first) * 0.22;
  const place = (number, height) =>
    [((number - first) / (last - first)) * AREA.width, (1 - (height - low) / (high - low || 1)) * AREA.height].map(
      (n) => n.toFixed(1),
    );
  const [cx, cy] = place(value, at);
  const tangent = [-reach, reach].map((by) => place(value + by, at + by * backward).join(" "));
  const title = "The loss as a function of this number, with the tangent whose slope is the backward pass's derivative";
  $("loss-curve").replaceChildren(
    svg(
      "svg",
      { viewBox: `-4 -16 ${AREA.width + 8} ${AREA.height + 34}`, role: "img", "aria-label": title },
      svg("path", { class: "axis", d: `M0 0V${AREA.height}H${AREA.width}` }),
      svg("path", { class: "loss-line", d: `M${x.map((number, n) => place(number, loss[n]).join(" ")).join("L")}` }),
      svg("path", { class: "tangent", d: `M${tangent.join("L")}` }),
      svg("circle", { class: "here", cx, cy, r: 4.5 }),
      svg("text", { x: 4, y: -5 }, `loss ${format(high, 8)}`),
      svg("text", { x: 4, y: AREA.height - 4 }, format(low, 8)),
      svg("text", { x: 0, y: AREA.height + 14 }, format(first, 3)),
      svg("text", { x: AREA.width, y: AREA.height + 14, "text-anchor": "end" }, format(last, 3)),
    ),
    html("p", { class: "note" }, `${title}.`),
  );
}
