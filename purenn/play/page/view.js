// Brings everything on the page up to date with the state.

import { exported } from "./ask.js";
import { drawCurves } from "./curves.js";
import { $, format } from "./elements.js";
import { highlight } from "./formula.js";
import { drawMatrices } from "./matrices.js";
import { drawNetwork } from "./network.js";
import { STEPS, isKnown, page, phase } from "./page.js";
import { markSamples } from "./plane.js";

export function draw() {
  const { state, data, sample } = page;
  const known = isKnown("loss");
  $("epoch").textContent = state.epoch;
  $("loss").textContent = known ? format(state.loss, 7) : "?";
  $("accuracy").textContent = known ? format(state.accuracy, 4) : "?";
  $("sample").value = sample;
  $("back").disabled = exported || state.undo === 0;
  for (const button of document.querySelectorAll("[data-step]")) {
    const n = STEPS.indexOf(button.dataset.step);
    button.className = n < phase() ? "done" : n === phase() ? "next" : "";
    button.disabled = exported || n !== phase();
  }
  const prediction = isKnown("forward") ? `, predicted: ${data.labels[state.predicted]}` : "";
  $("chosen-sample").textContent = `sample ${sample}: ${data.labels[state.target]}${prediction}`;
  if ($("network").hidden) drawMatrices();
  else drawNetwork();
  if (!page.isRunning) highlight();
  drawCurves();
  markSamples();
}
