// Requests to purenn, which computes every number of the page. An exported page has the answers inside.

import { $ } from "./elements.js";

export const exported = $("exported") && JSON.parse($("exported").textContent);

// Whether the formula of a number can be asked for: an exported page has those of one sample.
export const hasFormula = (name) => !exported || Object.hasOwn(exported.numbers, name);

// The name of this tab's network in the server. A reload keeps it, a new tab gets a new one.
let session = exported ? "" : sessionStorage.getItem("purenn");
export const isReload = session !== null;
if (!isReload) {
  const bytes = [...crypto.getRandomValues(new Uint8Array(12))];
  session = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem("purenn", session);
}

export async function get(what, query = {}) {
  if (exported) return fromExport(what, query);
  return answer(`api/${what}?${new URLSearchParams({ session, ...query })}`);
}

export async function post(what, body = {}) {
  if (exported) throw new Error("This needs Python: run python3 -m purenn play");
  const headers = { "Content-Type": "application/json" };
  return answer(`api/${what}`, { method: "POST", headers, body: JSON.stringify({ session, ...body }) });
}

async function answer(address, request) {
  let response, content;
  try {
    response = await fetch(address, request);
    content = await response.json();
  } catch {
    throw new Error("purenn does not answer. Run python3 -m purenn play again and open the address that it prints.");
  }
  if (!response.ok) throw new Error(content.error);
  return content;
}

function fromExport(what, query) {
  if (what !== "number") return exported[what];
  if (!hasFormula(query.name))
    throw new Error(`${query.name} is not in this page, which holds the numbers of sample ${exported.state.sample}`);
  return exported.numbers[query.name][query.digits];
}
