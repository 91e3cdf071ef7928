// Make elements of HTML and SVG, and write numbers. Text is always set as text, never parsed as HTML.

export const $ = (id) => document.getElementById(id);

function element(space, tag, attributes, children) {
  const made = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "on") for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    else if (value !== null && value !== undefined && value !== false)
      made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== false));
  return made;
}

export const html = (tag, attributes, ...children) =>
  element("http://www.w3.org/1999/xhtml", tag, attributes, children);
export const svg = (tag, attributes, ...children) => element("http://www.w3.org/2000/svg", tag, attributes, children);

// A button that shows the formula of a number; main.js listens for clicks on [data-name].
export const numberButton = (name, text = name) => html("button", { "data-name": name }, text);

// What a screen reader says of a number; null stands for one that is not computed yet.
export const description = (name, value) =>
  value === null ? `${name}, not computed yet` : `${name} = ${format(value)}`;

// A number with the given count of significant digits, as Python's format(value, ".6g") writes it.
export function format(value, digits = 6) {
  if (value === null || value === undefined) return "";
  if (value === 0) return "0";
  const [mantissa, power] = value.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  const trim = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (exponent >= -4 && exponent < digits) return trim(value.toFixed(Math.max(0, digits - 1 - exponent)));
  return trim(mantissa) + "e" + (exponent < 0 ? "-" : "+") + String(Math.abs(exponent)).padStart(2, "0");
}
