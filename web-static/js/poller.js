// Runs a task about once a second while someone is looking, slower while it fails, and at once when asked.

const INTERVAL_MS = 1000;
const SLOWEST_MS = 15_000;

/** Milliseconds to wait: a second after success; 2, 4, 8, then 15 seconds while failing. */
export function delayAfter(failures) {
  return failures === 0 ? INTERVAL_MS : Math.min(SLOWEST_MS, INTERVAL_MS * 2 ** failures);
}

/** What the poller needs of its surroundings, so that tests can play the clock. */
const browser = {
  hidden: () => document.hidden,
  onShown: (resume) => document.addEventListener("visibilitychange", () => document.hidden || resume()),
  later: (run, ms) => setTimeout(run, ms),
  cancel: (timer) => clearTimeout(timer),
};

export class Poller {
  #task;
  #host;
  #timer = null;
  #running = false;
  #again = false;
  failures = 0;

  /** @param {() => Promise<void>} task may throw: that counts as a failure and is the caller's to report. */
  constructor(task, host = browser) {
    this.#task = task;
    this.#host = host;
    host.onShown(() => this.poke());
  }

  /** Runs now, or right after the run under way. */
  poke() {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#host.cancel(this.#timer);
    return this.#run();
  }

  async #run() {
    this.#running = true;
    this.#again = false;
    try {
      await this.#task();
      this.failures = 0;
    } catch {
      this.failures += 1;
    }
    this.#running = false;
    if (this.#host.hidden()) return;
    this.#timer = this.#host.later(() => this.#run(), this.#again ? 0 : delayAfter(this.failures));
  }
}
