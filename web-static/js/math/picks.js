// Which rows of a list are picked, by single ids or as "all that match", of which most may not be loaded. Pure.

import { everything } from "./query.js";

/**
 * @typedef {{isAll: boolean, ids: Set<number>, anchor: ?number, end: ?number}} Picks `isAll`: everything that matches the
 *   list's selection, now and later; `ids` are nothing then. `anchor`, `end`: of the range that was picked last.
 */

/** @returns {Picks} */
export const none = () => ({ isAll: false, ids: new Set(), anchor: null, end: null });

/** @returns {Picks} */
export const all = () => ({ isAll: true, ids: new Set(), anchor: null, end: null });

/** @returns {Picks} of these ids. */
export const these = (ids) => ({ isAll: false, ids: new Set(ids), anchor: null, end: null });

export const isPicked = (picks, id) => picks.isAll || picks.ids.has(id);

/** @param {number} total how many match. */
export const countOf = (picks, total) => (picks.isAll ? total : picks.ids.size);

/**
 * With a row taken in or out. Of "all that match" it leaves the loaded ones without this.
 *
 * @param {number[]} order ids of the loaded rows.
 * @returns {Picks}
 */
export function toggledPick(picks, id, order) {
  const ids = new Set(picks.isAll ? order : picks.ids);
  if (!ids.delete(id)) ids.add(id);
  return { isAll: false, ids, anchor: id, end: id };
}

/**
 * With every row between the last one that was picked by itself and this one taken in, in the place of the range that
 * went from there before: going back makes it shorter.
 *
 * @param {number[]} order ids of the loaded rows, as they are shown.
 * @returns {Picks}
 */
export function rangedPick(picks, id, order) {
  const [from, to, before] = [picks.anchor, id, picks.end].map((one) => order.indexOf(one));
  if (from < 0 || to < 0) return toggledPick(picks.isAll ? none() : { ...picks, ids: without(picks.ids, id) }, id, order);
  const ids = new Set(picks.ids);
  if (before >= 0) for (const one of between(order, from, before)) ids.delete(one);
  for (const one of between(order, from, to)) ids.add(one);
  return { isAll: false, ids, anchor: picks.anchor, end: id };
}

const between = (order, a, b) => order.slice(Math.min(a, b), Math.max(a, b) + 1);

function without(ids, id) {
  const rest = new Set(ids);
  rest.delete(id);
  return rest;
}

/** Without rows that are gone. @param {(id: number) => boolean} isThere @returns {Picks} */
export function keptPicks(picks, isThere) {
  if ([...picks.ids].every(isThere)) return picks;
  return { ...picks, ids: new Set([...picks.ids].filter(isThere)) };
}

/** The picked rows as a selection: the list's own where all of it is picked. */
export function selectionOf(picks, selection) {
  return picks.isAll ? selection : { ...everything(), jobs: [...picks.ids].sort((a, b) => a - b) };
}

/** Ids or ranges that one address takes. */
const MOST_PARTS = 500;

/**
 * What is to be asked of the server for something to be done to all that is picked: mostly one request; many single ids
 * go in several, since an address has an end.
 *
 * @param {number} total how many match the list's selection.
 * @returns {{selection: import("./query.js").Selection, expected: number}[]}
 */
export function requestsFor(picks, selection, total) {
  if (picks.isAll) return [{ selection, expected: total }];
  const ids = [...picks.ids].sort((a, b) => a - b);
  const requests = [];
  let part = [];
  let ranges = 0;
  const flush = () => part.length > 0 && requests.push({ selection: { ...everything(), jobs: part }, expected: part.length });
  for (const id of ids) {
    const isNext = part.length > 0 && part[part.length - 1] === id - 1;
    if (!isNext && ranges === MOST_PARTS) {
      flush();
      part = [];
      ranges = 0;
    }
    if (!isNext || part.length === 0) ranges += 1;
    part.push(id);
  }
  flush();
  return requests;
}
