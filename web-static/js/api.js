// The only place that speaks HTTP. Every failure is an ApiError whose message says what happened and what to do.

import { authorization, keepToken, token } from "./token.js";

const BASE = "/api/v1";
const TIMEOUT_MS = 10_000;

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

async function call(path, { method = "GET", body } = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  const sent = token();
  let response;
  try {
    response = await fetch(BASE + path, {
      method, signal: abort.signal, body,
      headers: { ...authorization(), ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    });
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
  metrics: (runs, names, after, points) =>
    call(`/metrics${query({ runs: runs.join(","), names: names.join(","), after, points })}`),
  presets: () => call("/presets"),
  jobSchema: () => call("/schema/job"),
  version: () => call("/version"),
};

/** Address of the stored points of some runs, every one of them, as CSV. */
export function csvAddress(runs, name) {
  return `${BASE}/metrics.csv${query({ runs: runs.join(","), names: name })}`;
}

/** Saves what an address gives as a file: a plain link cannot carry the token. */
export async function download(address, fileName) {
  const sent = token();
  const response = await fetch(address, { headers: authorization() });
  if (!response.ok) throw await problemOf(response, sent);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A shell command that queues a preset on this server. */
export function curlLine(origin, preset) {
  const secret = token() === null ? [] : [`-H "Authorization: Bearer $(cat TOKEN_FILE)"`];
  return [`curl -X POST ${origin}${BASE}/jobs`, ...secret, "-H 'Content-Type: application/json'", `-d '${JSON.stringify({ preset })}'`]
    .join(" \\\n  ");
}
