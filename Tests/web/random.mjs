// Random numbers that are the same in every run of the tests.

/** @param {number} seed a whole number. */
export function seeded(seed) {
  // splitmix32.
  let state = seed >>> 0;
  const bits = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  const words = new Uint32Array(2);
  const double = new Float64Array(words.buffer);
  return {
    /** A whole number from 0 to below `end`. */
    below: (end) => bits() % end,
    /** Any finite double: all exponents, subnormal ones too, and both signs are as likely. */
    finite() {
      do words.set([bits(), bits()]); while (!Number.isFinite(double[0]));
      return double[0];
    },
  };
}

/** The double next to a positive one. */
export function nextAbove(value) {
  const double = new Float64Array([value]);
  const whole = new BigInt64Array(double.buffer);
  whole[0] += 1n;
  return double[0];
}
