import assert from "node:assert/strict";
import test from "node:test";
import { ago, bytes, clock, duration, integer, meanAndSpread, number, percent, plural, rate } from "../../web-static/js/math/format.js";

const thin = "\u202f";

test("integers have narrow spaces between thousands", () => {
  assert.equal(integer(0), "0");
  assert.equal(integer(999), "999");
  assert.equal(integer(1240), `1${thin}240`);
  assert.equal(integer(1234567), `1${thin}234${thin}567`);
  assert.equal(integer(NaN), "–");
});

test("numbers keep four significant digits and no trailing zeros", () => {
  assert.equal(number(0.41237), "0.4124");
  assert.equal(number(2.3), "2.3");
  assert.equal(number(0), "0");
  assert.equal(number(-1.5), "−1.5");
  assert.equal(number(100), "100");
  assert.equal(number(1e-6), "1e-6".replace("-", "−"));
  assert.equal(number(12345678), "1.235e7");
});

test("what is not a number says so", () => {
  assert.equal(number(NaN), "NaN");
  assert.equal(number(Infinity), "∞");
  assert.equal(number(-Infinity), "−∞");
  assert.equal(number(null), "–");
});

test("mean and spread share their decimals; no spread, no sign", () => {
  assert.equal(meanAndSpread(0.8812, 0.0021), "0.8812 ± 0.0021");
  assert.equal(meanAndSpread(71.234, 1.5), "71.23 ± 1.50");
  assert.equal(meanAndSpread(0.5, NaN), "0.5");
  assert.equal(meanAndSpread(NaN, NaN), "NaN");
});

test("places that mean and spread share make 0 of neither", () => {
  assert.equal(meanAndSpread(3e-9, 1.25e-10), "3e−9 ± 1.3e−10");
  assert.equal(meanAndSpread(0.5, 1e-9), "0.5 ± 1e−9");
  assert.equal(meanAndSpread(0, 0), "0.0000000 ± 0.0000000");
  assert.equal(meanAndSpread(0.5, 0), "0.5000 ± 0.0000");
  assert.equal(meanAndSpread(4e30, 2e29), "4e30 ± 2e29");
});

test("how long ago", () => {
  assert.deepEqual([-3, 4.9, 12, 60, 200, 7300, 86_400 * 2.5].map(ago), [
    "just now", "just now", "12 s ago", "1 min ago", "3 min ago", "2 h ago", "2 d ago",
  ]);
  assert.equal(ago(NaN), "–");
});

test("per cent reaches 100 only at the end", () => {
  assert.equal(percent(0.2534), `25${thin}%`);
  assert.equal(percent(0.9999), `99${thin}%`);
  assert.equal(percent(1), `100${thin}%`);
  assert.equal(percent(NaN), "–");
});

test("durations", () => {
  assert.equal(duration(8.4), "8 s");
  assert.equal(duration(59.7), "1 min 00 s");
  assert.equal(duration(125), "2 min 05 s");
  assert.equal(duration(4320), "1 h 12 min");
  assert.equal(duration(273_600), "3 d 4 h");
  assert.equal(duration(-1), "–");
});

test("sizes of files are read in bytes, then in powers of 1024", () => {
  assert.deepEqual([0, 1, 1023].map(bytes), ["0 bytes", "1 byte", `1${thin}023 bytes`]);
  assert.deepEqual([1024, 1536, 104_858, 3_500_000, 2 ** 30, 5 * 2 ** 40].map(bytes), ["1 KiB", "1.5 KiB", "102 KiB", "3.34 MiB", "1 GiB", "5 TiB"]);
  assert.equal(bytes(1024 * 1024 - 1), "1 MiB");
  assert.equal(bytes(undefined), "–");
});

test("rates", () => {
  assert.equal(rate(940.2, "samples"), "940 samples/s");
  assert.equal(rate(15_000, "samples"), "15.0 k samples/s");
  assert.equal(rate(150_000, "samples"), "150 k samples/s");
  assert.equal(rate(1_234_000, "samples"), "1.2 M samples/s");
});

test("clock and plural", () => {
  assert.equal(clock(new Date(2026, 0, 1, 12, 4, 7)), "12:04:07");
  assert.equal(plural(1, "point"), "1 point");
  assert.equal(plural(1200, "point"), `1${thin}200 points`);
});
