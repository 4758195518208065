// A selection: which jobs a view is about. One vocabulary for addresses, requests and changes of many jobs at once.
//
//     experiment=fig2&status=succeeded&method=dkp&method=dfa
//
// Values of one name are alternatives; different names must all hold. Pure.

import { decodeIds, encodeIds } from "../lib/ranges.js";

/** Names with a list of texts, in the order in which an address has them. */
export const FACETS = ["experiment", "status", "method", "network", "dataset", "tag", "config"];
/** Names with ids. */
const IDS = ["jobs", "runs"];

/**
 * @typedef {{q: string, experiment: string[], status: string[], method: string[], network: string[], dataset: string[],
 *   tag: string[], config: string[], jobs: number[], runs: number[]}} Selection
 *   `tag`: "key:value". `config`: "path:value" with the value as it is stored.
 */

/** @returns {Selection} of every job. */
export function everything() {
  return { q: "", ...Object.fromEntries(FACETS.map((name) => [name, []])), jobs: [], runs: [] };
}

/** @param {URLSearchParams} query other names are passed over. @returns {Selection} */
export function decodeSelection(query) {
  const selection = everything();
  selection.q = (query.get("q") ?? "").trim();
  for (const name of FACETS) selection[name] = [...new Set(query.getAll(name).filter((value) => value !== ""))];
  for (const name of IDS) selection[name] = decodeIds(query.getAll(name).join(","));
  return selection;
}

/** @param {Selection} selection @returns {[string, string][]} what `decodeSelection` reads it from. */
export function encodeSelection(selection) {
  const pairs = selection.q === "" ? [] : [["q", selection.q]];
  for (const name of FACETS) for (const value of selection[name]) pairs.push([name, value]);
  for (const name of IDS) if (selection[name].length > 0) pairs.push([name, encodeIds(selection[name])]);
  return pairs;
}

/** The same for a change of many jobs, which the server wants to be told of in words, be it of all of them. */
export function encodeChanged(selection) {
  const pairs = encodeSelection(selection);
  return pairs.length > 0 ? pairs : [["jobs", `1-${Number.MAX_SAFE_INTEGER}`]];
}

/** As a request's body has it: only what restricts. */
export function selectionBody(selection) {
  const body = selection.q === "" ? {} : { q: [selection.q] };
  for (const name of [...FACETS, ...IDS]) if (selection[name].length > 0) body[name] = selection[name];
  return body;
}

/** Whether every job is in it. */
export function isEverything(selection) {
  return encodeSelection(selection).length === 0;
}

/** With a value of a facet taken in, or out where it was in. */
export function toggled(selection, name, value) {
  const has = selection[name].includes(value);
  return { ...selection, [name]: has ? selection[name].filter((one) => one !== value) : [...selection[name], value] };
}

/** In a few words, for titles: "fig2 · succeeded"; "" of every job. */
export function selectionWords(selection) {
  const words = FACETS.flatMap((name) => (selection[name].length > 0 ? [selection[name].join(" or ")] : []));
  for (const name of IDS) {
    const count = selection[name].length;
    if (count > 0) words.push(count === 1 ? `${name.slice(0, -1)} ${selection[name][0]}` : `${count} ${name}`);
  }
  if (selection.q !== "") words.push(`“${selection.q}”`);
  return words.join(" · ");
}
