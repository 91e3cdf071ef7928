// A tour of the chapter in nine stops: five examples with values to change, then the network on the page itself.

import { create, run, step } from "./actions.js";
import { get } from "./ask.js";
import { $, format, html } from "./elements.js";
import { showFormula } from "./formula.js";
import { STEPS, inTurn, page, phase, say } from "./page.js";
import { formula } from "./terms.js";

// Makes the network of the chapter, steps up to a phase, and shows the formula of a number.
const chapterNetwork = (wanted, name) => async () => {
  page.sample = 1;
  await create({ data: "spiral" });
  while (STEPS.indexOf(wanted) >= phase()) await step(STEPS[phase()]);
  await showFormula(name);
};

// An example has the rows of values that can be changed; a `show` sets the page up instead.
const STOPS = [
  {
    title: "Softmax",
    example: "softmax",
    rows: ["z"],
    text: [
      "The last layer returns one number z for each class. Softmax turns them into probabilities: the exponential of each, divided by the sum of all.",
      "The largest z is subtracted first, so that no exponential overflows; the result is the same. Change a value: the probabilities always sum to 1.",
      "From stop 6 on, the tour creates other networks on this page.",
    ],
  },
  {
    title: "The loss of one prediction",
    example: "loss",
    rows: ["p", "y"],
    chapter: "0.35667494393873245",
    text: [
      "The network predicts the first class with probability 0.7, and the first class is the true one: its target is the row 1, 0, 0. Cross-entropy is the negative sum of y·log(p).",
      "With a target of a single 1, all other terms are 0, and −log(p) of the true class is left.",
    ],
  },
  {
    title: "The loss of a batch",
    example: "batch",
    rows: ["p[0]", "p[1]", "p[2]", "true classes"],
    chapter: "0.35667494, 0.69314718, 0.10536052; mean 0.38506088005216804",
    text: [
      "Three predictions, whose true classes are 0, 1 and 1. The loss of each is −log of the probability of its true class; the loss of the batch is their mean.",
      "Which of the three contributes most?",
    ],
  },
  {
    title: "Clipping",
    example: "clip",
    rows: ["p", "true class"],
    chapter: "−log(1e-7) = 16.11809565095832",
    text: [
      "log(0) is minus infinity. So probabilities are clipped to the range from 1e-7 to 1 − 1e-7 before the logarithm.",
      "Here the true class has probability 0: the loss is 16.118 instead of infinity. Change it to 1: the loss is 1e-7, never below 0.",
    ],
  },
  {
    title: "Accuracy",
    example: "accuracy",
    rows: ["p[0]", "p[1]", "p[2]", "true classes"],
    chapter: "predictions 0, 0, 1; accuracy 0.6666666666666666",
    text: [
      "The predicted class is the one with the largest probability; of equal ones, the first. Accuracy is the fraction of predictions that are right.",
      "Accuracy does not depend on how confident a prediction is. The loss does.",
    ],
  },
  {
    title: "Forward: the spiral",
    chapter: "row 1: 0.3333332 0.3333332 0.33333364, in single precision (float32 below the formula)",
    text: [
      "300 samples in 3 classes, and a network with small random weights: each class gets about a third. The page has made the forward pass.",
      "It shows p[1][0]. Follow the numbers in its formula back to the inputs: each has a formula of its own.",
    ],
    show: chapterNetwork("forward", "p[1][0]"),
  },
  {
    title: "Loss: the spiral",
    chapter: "loss 1.0986104, accuracy 0.34",
    text: [
      "The loss L is the mean over the 300 samples. With a probability of a third for each class it is log(3), about 1.0986. The accuracy is that of guessing.",
    ],
    show: chapterNetwork("loss", "L"),
  },
  {
    title: "Backward: gradients",
    text: [
      "In purple is the gradient of each number: how the loss changes per unit of it. The page shows w1[0][2], and the loss where it is changed by h in both directions.",
      "Make h smaller: the difference quotient approaches the result of the backward pass, until rounding errors dominate, near 1e-10.",
    ],
    show: chapterNetwork("backward", "w1[0][2]"),
  },
  {
    title: "Update: training",
    text: [
      "An update changes every weight against its gradient. Forward, loss, backward and update on all samples are one epoch. Here a network with 16 neurons runs, epoch after epoch.",
      "The colours are the predicted class at each place of the plane. Pause at any time and follow the numbers.",
    ],
    show: async () => {
      await create({ data: "spiral", hidden: [16], scale: 1, learning_rate: 0.05 });
      $("speed").value = "5";
      if (!page.isRunning) run();
    },
  },
];
let current = -1;

export async function visit(n) {
  current = n < STOPS.length ? n : -1;
  const stop = STOPS[current];
  page.isRunning = false;
  $("tour").hidden = !stop;
  $("show-tour").setAttribute("aria-expanded", Boolean(stop));
  if (!stop) return $("show-tour").focus();
  const example = html("div", { class: "example" });
  const button = (text, to, attributes) => html("button", { ...attributes, on: { click: () => visit(to) } }, text);
  const isLast = n === STOPS.length - 1;
  $("tour").replaceChildren(
    html(
      "div",
      {},
      html("h2", { tabindex: -1 }, `${n + 1} of ${STOPS.length}: ${stop.title}`),
      ...stop.text.map((text) => html("p", {}, text)),
      stop.chapter ? html("p", { class: "note" }, `The book: ${stop.chapter}`) : "",
      html(
        "p",
        { class: "buttons" },
        button("Previous", n - 1, { disabled: n === 0 }),
        button(isLast ? "Finish" : "Next", n + 1, { class: "primary" }),
        isLast ? "" : button("Leave the tour", -1),
      ),
    ),
    example,
  );
  $("tour").querySelector("h2").focus();
  $("tour").scrollIntoView({ block: "nearest" });
  await inTurn(stop.show || (() => showExample(stop, example)));
}

export const toggleTour = () => visit(current < 0 ? 0 : -1);

// The values of an example, each in a field, and its steps, computed again at each change.
async function showExample({ example: stop, rows: labels }, container) {
  const { rows } = await get("tour", { stop, digits: 8 });
  const result = html("div", {});
  const fields = rows.map((row, n) =>
    row.map((value, j) =>
      html("input", {
        inputmode: "decimal",
        autocomplete: "off",
        value: format(value),
        "aria-label": `${labels[n]}, entry ${j}`,
      }),
    ),
  );
  const refresh = async () => {
    const values = fields.map((row) => row.map((field) => field.value.trim()).join(",")).join(";");
    showResult(await get("tour", { stop, values, digits: 8 }), result);
    say("");
  };
  for (const field of fields.flat()) field.addEventListener("input", () => inTurn(refresh));
  container.replaceChildren(
    ...fields.map((row, n) => html("div", { class: "values" }, html("span", {}, `${labels[n]} =`), ...row)),
    result,
  );
  await refresh();
}

function showResult({ steps, predicted, targets, accuracy }, container) {
  if (!accuracy) return container.replaceChildren(...steps.map((each) => formula(each, () => false)));
  const comparison = `predicted ${predicted.join(", ")}; true ${targets.join(", ")}`;
  container.replaceChildren(
    html("div", { class: "formula" }, comparison, html("div", { class: "result" }, `accuracy = ${accuracy.exact}`)),
  );
}
