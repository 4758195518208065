// Runs a task now and then while someone is looking, slower while it fails, and at once when asked.

const SLOWEST_MS = 15_000;

/** Milliseconds to wait: `every` after success; twice that, four times, ... at most 15 seconds while failing. */
export function delayAfter(failures, every = 1000) {
  return failures === 0 ? every : Math.max(every, Math.min(SLOWEST_MS, every * 2 ** failures));
}

/** What the poller needs of its surroundings, so that tests can play the clock. */
export const browser = {
  hidden: () => document.hidden,
  /** @returns {() => void} takes the listener off. */
  onShown(resume) {
    const listen = () => document.hidden || resume();
    document.addEventListener("visibilitychange", listen);
    return () => document.removeEventListener("visibilitychange", listen);
  },
  /** @returns {() => void} takes the listener off. */
  onHidden(pause) {
    const listen = () => document.hidden && pause();
    document.addEventListener("visibilitychange", listen);
    return () => document.removeEventListener("visibilitychange", listen);
  },
  later: (run, ms) => setTimeout(run, ms),
  cancel: (timer) => clearTimeout(timer),
};

export class Poller {
  #task;
  #host;
  #every;
  #timer = null;
  #running = false;
  #again = false;
  #stopped = false;
  #forget;
  failures = 0;

  /**
   * @param {() => Promise<void>} task may throw: that counts as a failure and is the caller's to report.
   * @param {number} every milliseconds from the end of one round to the next.
   */
  constructor(task, every = 1000, host = browser) {
    this.#task = task;
    this.#every = every;
    this.#host = host;
    this.#forget = host.onShown(() => this.poke());
  }

  /** Runs now, or right after the round under way. */
  poke() {
    if (this.#stopped) return undefined;
    if (this.#running) {
      this.#again = true;
      return undefined;
    }
    this.#host.cancel(this.#timer);
    return this.#run();
  }

  stop() {
    this.#stopped = true;
    this.#host.cancel(this.#timer);
    this.#forget?.();
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
    // Whoever hides the page hears nothing until it is shown again: nothing is asked for meanwhile, nor what was due by then.
    if (this.#stopped || this.#host.hidden()) return;
    this.#timer = this.#host.later(() => (this.#host.hidden() ? undefined : this.#run()), this.#again ? 0 : delayAfter(this.failures, this.#every));
  }
}
