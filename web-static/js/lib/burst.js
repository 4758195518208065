// Changes that come one close behind the other, as those of a slider or a wheel do, are one to come back from.

const CLOSE_MS = 1200;

export class Bursts {
  #last = { kind: null, at: -Infinity };
  #now;

  /** @param {() => number} now milliseconds. */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** Whether a change of this kind came just before this one. @param {?string} kind null of a change that stands alone. */
  goesOn(kind) {
    const at = this.#now();
    const is = kind !== null && kind === this.#last.kind && at - this.#last.at < CLOSE_MS;
    this.#last = { kind, at };
    return is;
  }
}
