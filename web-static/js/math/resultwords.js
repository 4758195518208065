// Numbers of results as they are printed. Pure.

import { meanAndSpread, number } from "./format.js";

/** Places of a value in per cent: the paper's. */
const PLACES = 2;
const minus = (text) => text.replace("-", "−");

/**
 * @param {boolean} percent whether values are fractions.
 * @returns {{mean: (summary: {n: number, mean: number, sd: number}) => string, value: (value: number) => string,
 *   difference: (value: number) => string, unit: string, points: string, scale: number}}
 */
export function wordsFor(percent) {
  const scale = percent ? 100 : 1;
  const value = (one) => (!Number.isFinite(one) ? "–" : percent ? minus((one * scale).toFixed(PLACES)) : number(one));
  const difference = (one) => (!Number.isFinite(one) ? "–" : `${one < 0 ? "" : "+"}${value(one)}`);
  const mean = ({ n, mean: middle, sd }) => {
    if (n === 0) return "–";
    if (n < 2) return value(middle);
    return percent ? `${value(middle)} ± ${(sd * scale).toFixed(PLACES)}` : meanAndSpread(middle, sd);
  };
  return { mean, value, difference, scale, unit: percent ? "%" : "", points: percent ? "percentage points" : "" };
}

/** "not comparable: epochs 10 of 50, trials 2 of 10". */
export const unlikeWord = (unlike) => `not comparable: ${unlike.join(", ")}`;

/** A p value; a tiny one is not called 0. */
export const pWord = (p) => (p < 0.0001 ? "p < 0.0001" : `p = ${p.toPrecision(2)}`);

/** What a pair's test says, in a sentence. */
export function testWords({ a, b, test, isApart }, words) {
  const { low, high, t, df, p, nA, nB, difference } = test;
  const head = `${a.label} − ${b.label}: ${words.difference(difference)}`;
  if (isApart === null) return `${head}. No interval: ${Math.min(nA, nB) < 2 ? `n ${nA} and ${nB}, at least 2 of each are needed` : "the runs of each are all alike"}.`;
  return `${head}, 95 % interval ${words.difference(low)} to ${words.difference(high)}. Welch's t = ${minus(t.toFixed(2))}, ${df.toFixed(1)} degrees of freedom, ${pWord(p)}, n ${nA} and ${nB}. `
    + (isApart ? "They can be told apart." : "They cannot be told apart.");
}
