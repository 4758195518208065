// The only place that speaks HTTP. Every failure is an ApiError whose message says what happened and what to do.

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

async function call(path, { method = "GET", body } = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  let response;
  try {
    response = await fetch(BASE + path, {
      method, signal: abort.signal, body,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
    });
    if (response.ok) return await response.json();
  } catch {
    throw new ApiError(abort.signal.aborted
      ? `The server did not answer within ${TIMEOUT_MS / 1000} seconds.`
      : "The server cannot be reached. Is `bearing serve` running?", 0);
  } finally {
    clearTimeout(timer);
  }
  throw await problemOf(response);
}

async function problemOf(response) {
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Not a problem document: something between us and the server answered. The status has to do.
  }
  const hint = response.status === 401 ? " This server wants a token; open the page on the machine it runs on." : "";
  const message = problem.detail ?? problem.title ?? `The server answered ${response.status}.`;
  return new ApiError(message + hint, response.status, problem);
}

function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined);
  return `?${new URLSearchParams(given).toString().replaceAll("%2C", ",")}`;
}

export const api = {
  jobs: (limit, after = null) => call(`/jobs${query({ limit, after })}`),
  job: (id) => call(`/jobs/${id}`),
  run: (id) => call(`/runs/${id}`),
  cancel: (id) => call(`/jobs/${id}/cancel`, { method: "POST", body: "{}" }),
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

/** A shell command that queues a preset on this server. */
export function curlLine(origin, preset) {
  return [`curl -X POST ${origin}${BASE}/jobs`, "-H 'Content-Type: application/json'", `-d '${JSON.stringify({ preset })}'`]
    .join(" \\\n  ");
}
