import assert from "node:assert/strict";
import test from "node:test";
import { summary, welch } from "../../web-static/js/math/statistics.js";
import { studentCDF, studentQuantile, studentTail } from "../../web-static/js/math/student.js";

const near = (found, expected, part = 1e-10) =>
  assert.ok(Math.abs(found - expected) <= part * Math.max(Math.abs(expected), 1e-300), `${found} is not ${expected}`);

// All from SciPy 1.17.1:  from scipy import stats

/** [t, df, stats.t.sf(t, df)] */
const TAILS = [
  [0, 1, 0.5], [1, 1, 0.25000000000000006], [12.706204736432095, 1, 0.02499999999949565], [2, 2.5, 0.07869574787898295],
  [0.5, 3, 0.3257239824240755], [4, 7.3, 0.002381183582163554], [2.262157162740992, 9, 0.02500000000233785],
  [1.5, 30, 0.072032964564323], [8, 30, 3.1329112378503795e-9], [40, 4, 1.1670081613006339e-6],
  [3, 1e6, 0.0013499312707109], [-1.2, 5, 0.8580544716469487], [1e-8, 3, 0.499999996324474], [1e10, 2, 5e-21], [2, 150, 0.023652762879215118], [1.5, 101, 0.06836696307989339],
];

/** [p, df, stats.t.ppf(p, df)] */
const QUANTILES = [
  [0.975, 1, 12.706204736174694], [0.975, 2, 4.302652729749462], [0.975, 3.7, 2.8675207071911895], [0.975, 9, 2.262157162798205],
  [0.975, 1e5, 1.9599877075346095], [0.9, 4, 1.533206274058944], [0.6, 12, 0.25903274567688733], [0.025, 6, -2.4469118511449794],
  [0.9995, 2.2, 24.55048962738852], [0.5, 3, 0],
];

/** r = stats.ttest_ind(a, b, equal_var=False); [r.statistic, r.df, r.pvalue, *r.confidence_interval(0.95)] */
const WELCH = [
  [[0.8946, 0.8931, 0.8962, 0.8925, 0.8957], [0.8871, 0.8902, 0.8865, 0.8889],
    [5.633159965984971, 6.384168814034546, 0.001084398849106495, 0.003571401103763555, 0.008918598896236557]],
  [[1, 2, 3, 4, 5], [1.5, 2.5, 3.5], [0.5477225575051662, 5.882352941176469, 0.604026691386082, -1.7445886845512608, 2.744588684551261]],
  [[10.1, 10.2], [9, 9.5, 12], [-0.017934515097396388, 2.011595850309287, 0.9873110824785877, -3.9931441591882018, 3.9598108258548668]],
  [[0.5, 0.5, 0.5], [0.4, 0.6, 0.7], [-0.7559289460184544, 2, 0.5285954792089683, -0.44612497002634255, 0.31279163669300925]],
];

test("Student's t: tails and quantiles as SciPy has them", () => {
  for (const [t, df, p] of TAILS) {
    near(studentTail(t, df), p);
    near(studentCDF(t, df), 1 - p);
  }
  for (const [p, df, t] of QUANTILES) near(studentQuantile(p, df), t, 1e-9);
  near(studentTail(2, 1e12), 0.022750131948314174, 1e-7);
  assert.deepEqual([studentQuantile(0, 3), studentQuantile(1, 3)], [-Infinity, Infinity]);
  assert.ok([studentQuantile(1.1, 3), studentQuantile(0.5, 0), studentTail(NaN, 3)].every(Number.isNaN));
});

test("Welch's t test with its interval, as SciPy has them", () => {
  for (const [a, b, [t, df, p, low, high]] of WELCH) {
    const found = welch(a, b);
    near(found.t, t, 1e-9);
    near(found.df, df, 1e-9);
    near(found.p, p, 1e-8);
    near(found.low, low, 1e-8);
    near(found.high, high, 1e-8);
    assert.deepEqual([found.nA, found.nB], [a.length, b.length]);
    const turned = welch(b, a);
    assert.deepEqual([turned.p, turned.low, turned.high], [found.p, -found.high, -found.low]);
  }
});

test("of one value, or of equal ones, no test says anything", () => {
  for (const [a, b] of [[[1], [1, 2]], [[1, 2], []], [[3, 3], [4, 4]], [[1, NaN], [1, 2]]]) {
    const { t, df, p, low, high } = welch(a, b);
    assert.deepEqual([t, df, p, low, high], [null, null, null, null, null]);
  }
  assert.equal(welch([3, 3], [4, 4]).difference, -1);
});

test("a sample's summary; what is no number does not count", () => {
  const { n, mean, sd, se, min, max } = summary([1, 2, NaN, 6, Infinity]);
  assert.deepEqual([n, mean, min, max], [3, 3, 1, 6]);
  near(sd, Math.sqrt(7));
  near(se, Math.sqrt(7 / 3));
  assert.ok(Number.isNaN(summary([4]).sd));
  assert.deepEqual(summary([]).n, 0);
  near(summary([1e9, 1e9 + 1, 1e9 + 2]).sd, 1);
});
