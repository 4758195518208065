import assert from "node:assert/strict";
import test from "node:test";
import { ApiError } from "../../web-static/js/data/http.js";
import { Live } from "../../web-static/js/data/live.js";

/** A page without a browser: the clock is moved by hand. */
function host() {
  const timers = [];
  return {
    hidden: () => false, onShown: () => () => {}, cancel: () => {},
    later: (run, ms) => timers.push({ run, ms }),
    next: () => timers.shift()?.run(),
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const server = (health) => ({ health: async () => ({ version: "1", database: "d", instance: "a", ...health() }) });

test("the connection is stale while the server cannot be reached, and says since when", async () => {
  const clock = host();
  const live = new Live(server(() => ({})), clock);
  const seen = [];
  live.onConnection(({ stale, message }) => seen.push([stale, message]));
  let away = false;
  live.watch(async () => { if (away) throw new ApiError("away", 0); });
  await settled();
  away = true;
  await clock.next();
  away = false;
  await clock.next();
  assert.deepEqual(seen, [[false, ""], [true, "away"], [false, ""]]);
  assert.ok(live.connection.lastSeen instanceof Date);
});

test("a question that the server refuses is no trouble with the connection", async () => {
  const live = new Live(server(() => ({})), host());
  live.watch(async () => { throw new ApiError("there is no run 9", 404); });
  await settled();
  assert.equal(live.connection.stale, false);
});

test("what is not watched any more counts no longer", async () => {
  const live = new Live(server(() => ({})), host());
  const watch = live.watch(async () => { throw new ApiError("away", 0); });
  await settled();
  assert.equal(live.connection.stale, true);
  watch.stop();
  assert.equal(live.connection.stale, false);
});

test("a server that was started again, has another database or another version is noticed, once", async () => {
  const clock = host();
  let now = {};
  const live = new Live(server(() => now), clock);
  const told = [];
  live.onRenewal((what) => told.push(what));
  live.start();
  await settled();
  for (const next of [{ instance: "b" }, { instance: "b" }, { instance: "c", database: "e" }, { instance: "d", database: "e", version: "2" }]) {
    now = next;
    await clock.next();
    await settled();
  }
  assert.deepEqual(told, ["restarted", "replaced", "upgraded"]);
});
