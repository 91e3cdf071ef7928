// What the page knows: the data, the state of the network, and what the user has chosen to see.

import { $ } from "./elements.js";

export const STEPS = ["forward", "loss", "backward", "update"];
const PHASES = ["ready", "forward", "loss", "backward"]; // the last step that has been made

export const page = {
  data: null, // samples, classes and names, as api/data answers
  state: null, // parameters, values and gradients of the chosen sample, as api/state answers
  history: { loss: [], accuracy: [] }, // by epoch
  sample: 1,
  axes: [0, 1], // the two features that the plane shows
  isRunning: false,
  isRevealed: false, // whether values are shown that have not been stepped to, as after whole epochs
  name: null, // of the number whose formula is shown
  operands: [], // names of the numbers in that formula
  trail: [], // names shown before
  digits: 6,
  arithmetic: "float64",
  variable: null, // of the derivative that dual numbers carry
  h: 1e-6, // the step of the difference quotient
};

export const phase = () => PHASES.indexOf(page.state.phase);

// Whether the values of a phase are to be seen: it has been reached, or all are.
export const isKnown = (name) => page.isRevealed || phase() >= PHASES.indexOf(name);

export function say(text, isError = false) {
  $("message").textContent = text;
  $("message").classList.toggle("error", isError);
}

// Actions wait for those before them. An error ends one action and is shown.
let last = Promise.resolve();
export function inTurn(action) {
  last = last.then(action).catch((error) => {
    page.isRunning = false;
    say(error.message, true);
  });
  return last;
}
