// Whether the server is there, which one it is, and everything that is asked of it again and again.

import { ApiError } from "./http.js";
import { Poller } from "./poller.js";

/** Milliseconds from one look at the server itself to the next. */
const HEALTH_EVERY = 5000;

/**
 * @typedef {{stale: boolean, lastSeen: ?Date, message: string}} Connection
 */
export class Live {
  #api;
  #host;
  #pollers = new Set();
  #listeners = new Set();
  #renewals = new Set();
  /** Tasks that fail now, each with why. */
  #failing = new Map();
  /** What the server said of itself first. */
  #server = null;
  /** @type {Connection} */
  connection = { stale: false, lastSeen: null, message: "" };

  /** @param {object} api as in api.js. @param {object} [host] the pollers' surroundings, when not the browser. */
  constructor(api, host) {
    this.#api = api;
    this.#host = host;
  }

  /** Begins to look at the server. */
  start() {
    this.watch(() => this.#look(), { every: HEALTH_EVERY });
  }

  /**
   * Runs a task at once and then again and again, while the page is seen.
   *
   * @param {() => Promise<void>} task what it throws is shown as trouble with the connection.
   * @param {{every?: number}} [options] milliseconds from the end of one round to the next.
   * @returns {{poke: () => void, stop: () => void}}
   */
  watch(task, { every = 1000 } = {}) {
    const poller = new Poller(() => this.#round(task), every, this.#host);
    this.#pollers.add(poller);
    poller.poke();
    return {
      poke: () => poller.poke(),
      stop: () => {
        poller.stop();
        this.#pollers.delete(poller);
        if (this.#failing.delete(task)) this.#tell();
      },
    };
  }

  /** Everything that is watched is asked for now. */
  refresh() {
    for (const poller of this.#pollers) poller.poke();
  }

  /** @param {(connection: Connection) => void} listener called when the connection changes. @returns {() => void} */
  onConnection(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * @param {(what: "restarted" | "replaced" | "upgraded") => void} listener called when the server is another process,
   *   has another database, or another version than the page was loaded from. @returns {() => void}
   */
  onRenewal(listener) {
    this.#renewals.add(listener);
    return () => this.#renewals.delete(listener);
  }

  async #round(task) {
    try {
      await task();
    } catch (error) {
      // What is wrong with one question is its page's to show; the connection is fine then.
      const isConnection = error instanceof ApiError && (error.status === 0 || error.status >= 500 || error.status === 401);
      if (!(error instanceof ApiError)) console.error(error);
      this.#failing.set(task, isConnection || !(error instanceof ApiError)
        ? (error instanceof ApiError ? error.message : "The page had trouble with the server's answer.") : null);
      this.#tell();
      throw error;
    }
    this.#failing.delete(task);
    this.connection = { ...this.connection, lastSeen: new Date() };
    this.#tell();
  }

  #tell() {
    const message = [...this.#failing.values()].find((word) => word !== null) ?? "";
    const next = { ...this.connection, stale: message !== "", message };
    this.connection = next;
    for (const listener of this.#listeners) listener(next);
  }

  async #look() {
    const health = await this.#api.health();
    const before = this.#server;
    this.#server = health;
    if (before === null) return;
    const what = health.version !== before.version ? "upgraded" : health.database !== before.database ? "replaced"
      : health.instance !== before.instance ? "restarted" : null;
    if (what === null) return;
    for (const listener of this.#renewals) listener(what);
    this.refresh();
  }
}
