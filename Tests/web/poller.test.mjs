import assert from "node:assert/strict";
import test from "node:test";
import { Poller, delayAfter } from "../../web-static/js/data/poller.js";

/** A host whose clock is moved by hand. */
function host() {
  const self = { isHidden: false, timers: [], resume: null };
  self.hidden = () => self.isHidden;
  self.onShown = (resume) => { self.resume = resume; };
  self.later = (run, ms) => self.timers.push({ run, ms });
  self.cancel = () => { self.timers = []; };
  self.next = () => self.timers.shift();
  return self;
}

test("once a second, then slower and slower while it fails, never slower than 15 s", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 50].map((failures) => delayAfter(failures)), [1000, 2000, 4000, 8000, 15000, 15000]);
});

test("failures slow it down, one success brings it back", async () => {
  const clock = host();
  let fail = true;
  const poller = new Poller(async () => { if (fail) throw new Error("away"); }, 1000, clock);
  await poller.poke();
  const first = clock.next();
  assert.equal(first.ms, 2000);
  await first.run();
  const second = clock.next();
  assert.equal(second.ms, 4000);
  fail = false;
  await second.run();
  assert.equal(clock.next().ms, 1000);
  assert.equal(poller.failures, 0);
});

test("a hidden page does not poll, and polls at once when it is shown", async () => {
  const clock = host();
  let runs = 0;
  const poller = new Poller(async () => { runs += 1; }, 1000, clock);
  clock.isHidden = true;
  await poller.poke();
  assert.equal(clock.timers.length, 0);
  clock.isHidden = false;
  await clock.resume();
  assert.equal(runs, 2);
  assert.equal(clock.next().ms, 1000);
});

test("asked while it runs, it runs once more right after, never twice at a time", async () => {
  const clock = host();
  let active = 0;
  const poller = new Poller(async () => {
    active += 1;
    assert.equal(active, 1);
    poller.poke();
    await null;
    active -= 1;
  }, 1000, clock);
  await poller.poke();
  assert.equal(clock.timers.length, 1);
  assert.equal(clock.next().ms, 0);
});

test("a round that was due when the page was hidden is not asked for until it is shown", async () => {
  const clock = host();
  let runs = 0;
  const poller = new Poller(async () => { runs += 1; }, 1000, clock);
  await poller.poke();
  clock.isHidden = true;
  await clock.next().run();
  assert.equal(runs, 1);
  clock.isHidden = false;
  await clock.resume();
  assert.equal(runs, 2);
});
