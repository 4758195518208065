// The server's calls, by name. Ids are numbers, selections are those of math/query.js.

import { ofLayer } from "../math/csvlayer.js";
import { parseExact } from "../math/exactjson.js";
import { encodePath } from "../math/folders.js";
import { encodeChanged, encodeSelection, selectionBody } from "../math/query.js";
import { address, blob, json, query, request, text } from "./http.js";
import { token } from "./token.js";

const post = (path, body, options = {}) => json(path, { method: "POST", body, ...options });
const patch = (path, body) => json(path, { method: "PATCH", body });

/** Characters. A server takes 8 KiB of an address, and 1,000 values of a name. */
const LONGEST_QUERY = 2000;
/** Milliseconds that a question may take whose end the server decides. */
const LONG_MS = 3_600_000;

export const api = {
  // Jobs
  /** @param {{sort?: string, order?: string, after?: ?string, limit?: number, metric?: string, columns?: string[]}} page */
  rows: (selection, page = {}) => json(`/jobs/rows${query([...encodeSelection(selection), ...Object.entries(page)])}`),
  facets: (selection) => json(`/jobs/facets${query(encodeSelection(selection))}`),
  queue: () => json("/queue"),
  job: (id) => json(`/jobs/${id}`),
  /** The same with the numbers of the config as they are written. */
  exactJob: async (id) => parseExact(await text(`/jobs/${id}`)),
  /** @param {string} text a config as JSON text; the server is the one to judge it. */
  submit: (text) => post("/jobs", text),
  estimate: (text, signal) => post("/jobs/estimate", text, { signal }),
  clone: (id, overrides) => post(`/jobs/${id}/clone`, { overrides }),
  /** @param {"pause" | "resume" | "cancel"} action */
  change: (id, action) => post(`/jobs/${id}/${action}`, {}),
  remove: (id) => json(`/jobs/${id}`, { method: "DELETE" }),
  setPriority: (id, priority) => post(`/jobs/${id}/priority`, { priority }),
  editJob: (id, changes) => patch(`/jobs/${id}`, changes),
  /**
   * The same to every job of a selection.
   *
   * @param {"pause" | "resume" | "cancel" | "delete"} action
   * @param {number} expected how many jobs the user was told that it is.
   */
  changeAll: (selection, action, expected) => {
    const pairs = [...encodeChanged(selection), ["expected", expected]];
    return action === "delete" ? json(`/jobs${query(pairs)}`, { method: "DELETE" }) : post(`/jobs/${action}${query(pairs)}`, {});
  },
  /** @param {Object<string, ?string>} tags null takes a tag off. */
  tagAll: (selection, tags, expected) => post(`/jobs/tag${query([...encodeChanged(selection), ["expected", expected]])}`, { tags }),

  // Experiments
  experiments: () => json("/experiments"),
  editExperiment: (id, changes) => patch(`/experiments/${id}`, changes),

  // Runs and their points
  /**
   * Runs of a selection with what charts need of them, and their jobs' configs: the text, since numbers of configs are
   * compared as they are written. A short question goes as GET, which costs hardly anything while the answer stays.
   */
  selectionText: (selection, page = {}) => {
    const asked = query([...encodeSelection(selection), ...Object.entries(page)]);
    if (asked.length <= LONGEST_QUERY) return text(`/selection${asked}`);
    return text("/selection", { method: "POST", body: { ...selectionBody(selection), ...page } });
  },
  run: (id) => json(`/runs/${id}`),
  events: (id) => json(`/runs/${id}/events`),
  editRun: (id, changes) => patch(`/runs/${id}`, changes),
  /** @param {{runs: number[], names: string[], after?: any, before?: number, points?: number}} question */
  metrics: (question, signal) => post("/metrics", question, { signal }),
  /**
   * Every stored value as CSV.
   *
   * @param {{runs: number[], names: string[]}} question @param {?string} layer only this one's; null for all that there are.
   */
  storedCSV: async (question, layer = null) => {
    const table = await blob("/metrics.csv", { method: "POST", body: question, accept: "text/csv" });
    return layer === null ? table : new Blob([ofLayer(await table.text(), layer)], { type: "text/csv" });
  },
  catalogue: () => json("/metrics/catalogue"),
  summary: (question) => post("/summary", question),
  /** The address of a file that was logged of a run, and the file where a link cannot fetch it: see `isGuarded`. */
  artifactAddress: (id, path) => address(`/runs/${id}/artifacts/${encodePath(path)}`),
  artifact: (id, path, signal) => blob(`/runs/${id}/artifacts/${encodePath(path)}`, { signal }),
  checkpoint: (id) => blob(`/runs/${id}/checkpoint`),
  archive: (id) => blob(`/jobs/${id}/archive`),

  // Configs and the server
  presets: () => json("/presets"),
  /** The same with the numbers of the configs as they are written. */
  exactPresets: async () => parseExact(await text("/presets")),
  jobSchema: () => json("/schema/job"),
  sql: (text, limit, signal) => post("/sql", { query: text, limit }, { signal }),
  /** The same with every digit of its numbers. How long it may take is the server's to say. */
  exactSQL: async (query, limit, signal) => parseExact(await text("/sql", { method: "POST", body: { query, limit }, signal, timeout: LONG_MS })),
  /** @returns {Promise<{content: Blob, isTruncated: boolean}>} */
  sqlCSV: async (query, limit) => {
    const response = await request("/sql", { method: "POST", body: { query, limit }, accept: "text/csv" });
    return { content: await response.blob(), isTruncated: response.headers.get("X-Truncated") === "true" };
  },
  /** Whether calls need a token, which a plain link does not carry. */
  isGuarded: () => token() !== null,
  version: () => json("/version"),
  health: () => json("/health"),
};

/** A shell command that POSTs a body to a call of this server. */
export function curlLine(path, body) {
  const secret = token() === null ? [] : [`-H "Authorization: Bearer $(cat TOKEN_FILE)"`];
  const quoted = body.replaceAll("'", `'\\''`);
  return [`curl ${address(path)}`, ...secret, "-H 'Content-Type: application/json'", `-d '${quoted}'`].join(" \\\n  ");
}
