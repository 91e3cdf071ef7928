// The settings of a network: in the form, and in the address of the page.

import { exported } from "./ask.js";
import { $, html } from "./elements.js";
import { page } from "./page.js";

const TEXTS = ["data", "activation", "optimizer"]; // the settings that are not numbers

export function parseSettings(entries) {
  const parse = (name, text) =>
    TEXTS.includes(name) ? text : name === "hidden" ? text.split(",").map(Number) : Number(text);
  return Object.fromEntries([...entries].map(([name, text]) => [name, parse(name, text)]));
}

export function fillSettings() {
  const form = $("settings");
  const { settings } = page.state;
  const source = form.elements.data;
  for (const [name, text] of [
    ["table", "your table"],
    ["model", "your model and table"],
  ])
    if (page.data[name] && ![...source.options].some((option) => option.value === name))
      source.append(html("option", { value: name }, text));
  const [hidden1, hidden2] = settings.hidden || [3];
  const values = { ...settings, hidden1, hidden2: hidden2 || 0 };
  for (const [name, value] of Object.entries(values)) if (form.elements[name]) form.elements[name].value = value;
  showSettings();
}

// Only the settings that the chosen data leave open.
export function showSettings() {
  const data = $("settings").elements.data.value;
  for (const name of ["samples", "classes"])
    $("settings").elements[name].closest("label").hidden = data === "table" || data === "model";
  for (const name of ["hidden1", "hidden2", "activation", "scale", "seed"])
    $("settings").elements[name].closest("label").hidden = data === "model";
}

// The address has all that is needed to compute the same network again, unless numbers have been edited.
export function putIntoAddress() {
  if (exported) return;
  const { settings, epoch, edits } = page.state;
  const recipe = Object.entries({ ...settings, epochs: epoch }).map(([name, value]) => `${name}=${value}`);
  history.replaceState(null, "", edits ? location.pathname : `#${recipe.join("&")}`);
}
