// Student's t distribution: P(T <= t), its upper tail and its quantile, for any degrees of freedom above 0.

/** Lanczos' coefficients for g = 7, n = 9. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Natural logarithm of the gamma function, x > 0. */
export function logGamma(x) {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const base = z + 7.5;
  let sum = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i] / (z + i);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(base) - base + Math.log(sum);
}

/** ln(gamma(a + 1/2) / gamma(a)): of large ones the difference of two logarithms would keep few digits. */
function logRatio(a) {
  if (a < 50) return logGamma(a + 0.5) - logGamma(a);
  return 0.5 * Math.log(a) + Math.log1p(-1 / (8 * a) + 1 / (128 * a ** 2) + 5 / (1024 * a ** 3) - 21 / (32_768 * a ** 4));
}

/**
 * Regularised incomplete beta function I_x(a, 1/2) at x = 1 / (1 + square), by its continued fraction.
 *
 * @param {number} square t^2 / df: x itself would lose what it differs from 1 by.
 */
function incompleteBeta(square, a) {
  if (square === 0) return 1;
  if (square === Infinity) return 0;
  const [x, y] = [1 / (1 + square), square / (1 + square)];
  const front = Math.exp(logRatio(a) - 0.5 * Math.log(Math.PI) - a * Math.log1p(square) + 0.5 * Math.log(y));
  return x < (a + 1) / (a + 2.5) ? (front * fraction(x, a, 0.5)) / a : 1 - (front * fraction(y, 0.5, a)) / 0.5;
}

/** Lentz's method. It needs about sqrt(max(a, b)) rounds. */
function fraction(x, a, b) {
  const tiny = 1e-300;
  const away = (value) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h;
}

/** P(T > t): exact in its digits however small it is. */
export function studentTail(t, df) {
  if (Number.isNaN(t) || !(df > 0)) return NaN;
  if (t < 0) return 1 - studentTail(-t, df);
  if (!Number.isFinite(t)) return 0;
  // More degrees than that are a normal distribution to all digits that are shown.
  const finite = Math.min(df, 1e8);
  return 0.5 * incompleteBeta((t / Math.sqrt(finite)) ** 2, finite / 2);
}

/** P(T <= t). */
export function studentCDF(t, df) {
  return t < 0 ? studentTail(-t, df) : 1 - studentTail(t, df);
}

/** The t with P(T <= t) = p; -Infinity at 0, Infinity at 1. By halving, to the last digits. */
export function studentQuantile(p, df) {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return NaN;
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, df);
  if (p === 1) return Infinity;
  let high = 1;
  while (studentTail(high, df) > 1 - p && high < 1e300) high *= 2;
  let low = high === 1 ? 0 : high / 2;
  for (let i = 0; i < 200 && high - low > high * 1e-15; i++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, df) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
