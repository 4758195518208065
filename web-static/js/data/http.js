// The only place that speaks HTTP. Every failure is an ApiError whose message says what happened and what to do.

import { authorization, keepToken, token } from "./token.js";

/** Where the page lies: seen from this module, so that it works below any prefix that a proxy puts in front of it. */
export const ROOT = new URL("../..", import.meta.url);
const API = new URL("api/v1", ROOT).href;
const TIMEOUT_MS = 15_000;

export class ApiError extends Error {
  /** @param {number} status 0 when no answer came. @param {object} [problem] the RFC 9457 document. */
  constructor(message, status, problem = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.title = problem.title ?? "";
    /** @type {{path: string, message: string, expected?: string, found?: string}[]} */
    this.errors = Array.isArray(problem.errors) ? problem.errors : [];
    this.problem = problem;
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

/**
 * @param {string} path below /api/v1, with its query.
 * @param {{method?: string, body?: any, signal?: AbortSignal, accept?: string, type?: string}} [options] `body`: text as
 *   it is, anything else as JSON. `signal` ends the call.
 * @returns {Promise<Response>} one with a good status; its body may still be on its way.
 * @throws {ApiError} and the signal's own error when that has ended the call.
 */
export async function request(path, { method = "GET", body, signal, accept, type = "application/json" } = {}) {
  const sent = token();
  let response;
  try {
    response = await fetch(API + path, {
      method, signal, body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
      headers: {
        ...authorization(), ...(body === undefined ? {} : { "Content-Type": type }), ...(accept ? { Accept: accept } : {}),
      },
    });
  } catch (error) {
    if (signal?.aborted) throw signal.reason ?? error;
    throw new ApiError("The server cannot be reached. Is `bearing serve` running?", 0);
  }
  readClock(response);
  if (response.ok) return response;
  throw await problemOf(response, sent);
}

/** The same for an answer in JSON, which has to come within seconds. */
export function json(path, options) {
  return whole(path, options, (response) => (response.status === 204 ? null : response.json()));
}

/** The same as text. */
export function text(path, options) {
  return whole(path, options, (response) => response.text());
}

async function whole(path, options = {}, read) {
  const late = AbortSignal.timeout(options.timeout ?? TIMEOUT_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, late]) : late;
  try {
    return await read(await request(path, { ...options, signal }));
  } catch (error) {
    if (error instanceof ApiError || options.signal?.aborted) throw error;
    if (late.aborted) throw new ApiError(`The server did not answer within ${TIMEOUT_MS / 1000} seconds.`, 0);
    throw new ApiError("The connection to the server broke off.", 0);
  }
}

/** The whole answer as a blob: what a plain link cannot fetch, since it carries neither a token nor a body. */
export async function blob(path, options) {
  return (await request(path, options)).blob();
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

/**
 * A query from pairs or an object; what is null, undefined or "" is left out, a list repeats its name.
 *
 * @param {Object<string, any> | [string, any][]} parameters
 */
export function query(parameters) {
  const pairs = Array.isArray(parameters) ? parameters : Object.entries(parameters);
  const given = pairs.flatMap(([name, value]) => (Array.isArray(value) ? value.map((one) => [name, one]) : [[name, value]]))
    .filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString().replaceAll("%2C", ",")}`;
}

/** The address of a call, for links and for people. */
export const address = (path) => API + path;
