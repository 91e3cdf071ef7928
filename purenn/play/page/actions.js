// What the user can do: step, run, choose a sample, edit a number, create another network.

import { exported, get, post } from "./ask.js";
import { $, format } from "./elements.js";
import { showFormula, showNone } from "./formula.js";
import { inTurn, page, say } from "./page.js";
import { drawPlane, drawRegions } from "./plane.js";
import { fillSettings, parseSettings, putIntoAddress } from "./settings.js";
import { draw } from "./view.js";

const COARSE = 25; // cells of the decision regions to a side, while running

function receive(state) {
  page.state = state;
  for (const [name, series] of Object.entries(page.history))
    series.splice(state.since, Infinity, ...state.history[name]);
  draw();
  if (!page.isRunning) putIntoAddress();
}

const chosen = () => ({ sample: page.sample, since: page.history.loss.length });

const refresh = async () => receive(await get("state", chosen()));

const refreshFormula = async () => page.name && (await showFormula(page.name, true));

const sayEpoch = () => {
  const { epoch, loss, accuracy } = page.state;
  say(`Epoch ${epoch}: loss ${format(loss)}, accuracy ${format(accuracy, 4)}.`);
};

// Draws everything again, as for another network.
export async function load() {
  page.data = await get("data");
  page.axes = page.data.axes;
  page.sample = exported ? exported.state.sample : Math.min(page.sample, page.data.X.length - 1);
  $("sample").max = page.data.X.length - 1;
  page.history = { loss: [], accuracy: [] };
  drawPlane();
  page.state = await get("state", chosen());
  page.isRevealed = Boolean(exported) || (page.state.epoch > 0 && page.state.phase === "ready");
  showNone();
  receive(page.state);
  await drawRegions();
  fillSettings();
}

// -- steps and training ---------------------------------------------------------------------------------------------

const label = (k) => page.data.labels[k];

const MESSAGES = {
  forward: (state) =>
    `Forward pass of all ${page.data.X.length} samples. Sample ${page.sample}, true class: ${label(state.target)}, predicted: ${label(state.predicted)}.`,
  loss: (state) =>
    `Loss of sample ${page.sample}: ${format(state.sample_loss)}. Mean over all samples: ${format(state.loss)}.`,
  backward: () => "Backward pass. The gradients, in purple, are the change of the loss per unit of each number.",
  update: (state, before) => `All parameters updated. Loss before: ${format(before.loss)}, now: ${format(state.loss)}.`,
  epoch: sayEpoch,
  back: (state) =>
    `Undone. Epoch ${state.epoch}, next step: ${{ ready: "Forward", forward: "Loss", loss: "Backward", backward: "Update" }[state.phase]}.`,
  restart: () => "The initial weights again.",
};

export async function step(what) {
  page.isRunning = false;
  const before = page.state;
  page.isRevealed = what === "epoch" || (page.isRevealed && (what === "update" || what === "back"));
  receive(await post("act", { what, ...chosen() }));
  if (!["forward", "loss", "backward"].includes(what)) await drawRegions();
  await refreshFormula();
  const message = MESSAGES[what](page.state, before);
  if (message) say(message);
}

// Epoch after epoch until it is paused. Each takes its turn, so that a click is answered in between.
export async function run() {
  page.isRunning = !page.isRunning;
  if (!page.isRunning) return;
  page.isRevealed = true;
  $("run").textContent = "Pause";
  say("Training, epoch after epoch.");
  for (let frame = 0; page.isRunning; frame++) {
    const isDrawn = new Promise(requestAnimationFrame); // which waits while the tab is hidden
    await inTurn(async () => {
      receive(await post("act", { what: "epoch", n: Number($("speed").value), budget: 0.1, ...chosen() }));
      if (frame % 3 === 0) await drawRegions(COARSE);
    });
    await isDrawn;
  }
  $("run").textContent = "Run";
  await inTurn(async () => {
    const isError = $("message").classList.contains("error");
    draw();
    putIntoAddress();
    await drawRegions();
    await refreshFormula();
    if (!isError) sayEpoch();
  });
}

// -- samples and numbers --------------------------------------------------------------------------------------------

export async function choose(sample) {
  if (exported) throw new Error(`This page holds the numbers of sample ${page.sample} only.`);
  const before = page.sample;
  page.sample = Math.max(0, Math.min(page.data.X.length - 1, Math.trunc(sample) || 0));
  await refresh();
  if (page.data.columns.length > 2) await drawRegions();
  if (!page.name) return showNone();
  // The same number of the new sample: names of sample's numbers have its index first.
  const [, letters, index, rest] = /^([^[]*)\[(\d+)\](.*)$/.exec(page.name) || [];
  const isOfSample = letters && !/^d?[wb]/.test(letters) && Number(index) === before;
  await showFormula(isOfSample ? `${letters}[${page.sample}]${rest}` : page.name, true);
}

export async function chooseAxes(x, y) {
  page.axes = [x, y];
  drawPlane();
  draw();
  await drawRegions();
}

export async function edit(name, text) {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(value)) throw new Error(`${name} must be a number, got ${text.slice(0, 40)}`);
  await post("edit", { name, value });
  if (/^[xy]/.test(name)) {
    page.data = await get("data");
    drawPlane();
  }
  await refresh();
  await drawRegions();
  await refreshFormula();
  say(`${name} = ${format(value)}. Loss of the batch: ${format(page.state.loss)}.`);
}

// -- networks -------------------------------------------------------------------------------------------------------

export async function create(settings) {
  page.isRunning = false;
  await post("new", { settings });
  Object.assign(page, { arithmetic: "float64", variable: null });
  await load();
}

export async function setLearningRate(rate) {
  await post("rate", { learning_rate: rate });
  await refresh();
  say(`Learning rate ${format(rate)} from the next update on.`);
}

// Computes the network of the address. After a reload the one in the server goes on, if it came from there.
export async function followAddress(isAfterReload) {
  const { epochs = 0, ...texts } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const settings = parseSettings(Object.entries(texts));
  try {
    const isGiven = !exported && Object.keys(settings).length > 0;
    if (isGiven && !(isAfterReload && (await comesFrom(settings, epochs)))) await compute(settings, Number(epochs));
  } finally {
    await load();
  }
}

async function comesFrom(settings, epochs) {
  const state = await get("state", { sample: 0, since: 0 });
  const isSame = ([name, value]) => String(state.settings[name]) === String(value);
  return state.epoch >= epochs && Object.entries(settings).every(isSame);
}

async function compute(settings, epochs) {
  await post("new", { settings });
  for (let epoch = 0; epoch < epochs;) {
    const n = Math.min(1000, epochs - epoch);
    ({ epoch } = await post("act", { what: "epoch", n, budget: 0.5, sample: 0, since: epoch }));
    say(`Computing the epochs of this address: ${epoch} of ${epochs}.`);
  }
  say("");
}
