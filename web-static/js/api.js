// The only place that speaks HTTP. Every failure is an ApiError whose message says what happened and what to do.

import { authorization, keepToken, token } from "./token.js";

/** Seen from this module, so that the page works below any prefix that a proxy puts in front of it. */
const API = new URL("../api/v1", import.meta.url).href;
const TIMEOUT_MS = 10_000;
/** Runs that an address may name: it stays below what servers and proxies take. */
const RUNS_PER_ADDRESS = 100;

export class ApiError extends Error {
  /** @param {number} status 0 when no answer came. @param {object} [problem] the RFC 9457 document. */
  constructor(message, status, problem = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.title = problem.title ?? "";
    /** @type {{path: string, message: string, expected?: string, found?: string}[]} */
    this.errors = Array.isArray(problem.errors) ? problem.errors : [];
  }
}

/** Called when the server wants a token; the argument tells whether it has refused one. */
let onUnauthorized = () => {};

/** @param {(wasWrong: boolean) => void} handler */
export function whenUnauthorized(handler) {
  onUnauthorized = handler;
}

/** Milliseconds that the server's clock is ahead of this machine's. */
let ahead = 0;

/** Now by the server's clock, in milliseconds since 1970; good to a second or two. */
export const serverTime = () => Date.now() + ahead;

async function call(path, { method = "GET", body } = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  const sent = token();
  let response;
  try {
    response = await fetch(API + path, {
      method, signal: abort.signal, body,
      headers: { ...authorization(), ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    });
    readClock(response);
    if (response.ok) return await response.json();
  } catch {
    throw new ApiError(abort.signal.aborted
      ? `The server did not answer within ${TIMEOUT_MS / 1000} seconds.`
      : "The server cannot be reached. Is `bearing serve` running?", 0);
  } finally {
    clearTimeout(timer);
  }
  throw await problemOf(response, sent);
}

function readClock(response) {
  const date = Date.parse(response.headers?.get("Date") ?? "");
  if (Number.isFinite(date)) ahead = date - Date.now();
}

async function problemOf(response, sent) {
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Not a problem document: something between us and the server answered. The status has to do.
  }
  if (response.status === 401) {
    // A wrong one is not sent again and again, since the server counts them; one that was given meanwhile stays.
    if (sent !== null && token() === sent) keepToken(null);
    if (token() === null) onUnauthorized(sent !== null);
  }
  const message = problem.detail ?? problem.title ?? `The server answered ${response.status}.`;
  return new ApiError(message, response.status, problem);
}

function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined);
  return `?${new URLSearchParams(given).toString().replaceAll("%2C", ",")}`;
}

export const api = {
  jobs: (limit, after = null) => call(`/jobs${query({ limit, after })}`),
  job: (id) => call(`/jobs/${id}`),
  run: (id) => call(`/runs/${id}`),
  /** @param {"pause" | "resume" | "cancel"} action */
  change: (id, action) => call(`/jobs/${id}/${action}`, { method: "POST", body: "{}" }),
  remove: (id) => call(`/jobs/${id}`, { method: "DELETE" }),
  /** @param {string} text a config as JSON text; the server is the one to judge it. */
  submit: (text) => call("/jobs", { method: "POST", body: text }),
  /** In a body, whatever the number of runs: an address of thousands is refused. */
  metrics: (runs, names, after, points) =>
    call("/metrics", { method: "POST", body: JSON.stringify({ runs, names, ...(after === null ? {} : { after }), points }) }),
  measures: () => call("/metrics/catalogue"),
  presets: () => call("/presets"),
  jobSchema: () => call("/schema/job"),
  version: () => call("/version"),
};

/**
 * Where the stored points of some runs are to be had as CSV, every one of them.
 *
 * @returns {{address: string, body: ?string}} with a body, which has to be POSTed, where an address of so many runs
 *   would be too long.
 */
export function csvRequest(runs, name) {
  const address = `${API}/metrics.csv`;
  if (runs.length > RUNS_PER_ADDRESS) return { address, body: JSON.stringify({ runs, names: [name] }) };
  return { address: address + query({ runs: runs.join(","), names: name }), body: null };
}

/** Saves what a request gives as a file: a plain link can carry neither the token nor a body. */
export async function download({ address, body }, fileName) {
  const sent = token();
  const response = await fetch(address, body === null ? { headers: authorization() }
    : { method: "POST", body, headers: { ...authorization(), "Content-Type": "application/json" } });
  if (!response.ok) throw await problemOf(response, sent);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A shell command that queues a preset on this server. */
export function curlLine(preset) {
  const secret = token() === null ? [] : [`-H "Authorization: Bearer $(cat TOKEN_FILE)"`];
  return [`curl -X POST ${API}/jobs`, ...secret, "-H 'Content-Type: application/json'", `-d '${JSON.stringify({ preset })}'`]
    .join(" \\\n  ");
}
