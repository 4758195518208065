// Numbers and times as people read them. Pure: no DOM, no clock of its own.

const THIN_SPACE = "\u202f";

/** 12400 -> "12 400", with a narrow space that never breaks. */
export function integer(value) {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 1e21) return number(value);
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, THIN_SPACE).replace("-", "−");
}

/** Up to `digits` significant digits; very small and very large values in exponent form. */
export function number(value, digits = 4) {
  if (value === null || value === undefined) return "–";
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size < 1e-4 || size >= 1e7
    ? value.toExponential(digits - 1).replace(/\.?0+e/, "e").replace("e+", "e")
    : trimZeros(value.toFixed(decimals(size, digits)));
  return text.replace("-", "−");
}

function decimals(size, digits) {
  return Math.min(20, Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
}

function trimZeros(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/**
 * Mean and sample standard deviation to the same decimal place; no second part when there is none. Where these places
 * would make 0 of something, each has its own.
 */
export function meanAndSpread(mean, sd) {
  if (!Number.isFinite(mean) || !Number.isFinite(sd)) return number(mean);
  const size = Math.abs(mean);
  const places = decimals(Math.max(size, 1e-4), 4);
  const isShort = size < 1e7 && (size >= 1e-4 || mean === 0);
  if (!isShort || (sd > 0 && Number(sd.toFixed(places)) === 0)) return `${number(mean)} ± ${number(sd, 2)}`;
  return `${mean.toFixed(places).replace("-", "−")} ± ${sd.toFixed(places)}`;
}

/** 0.2534 -> "25 %". Ends are kept honest: "100 %" only when it is all done. */
export function percent(fraction) {
  if (!Number.isFinite(fraction)) return "–";
  const whole = fraction >= 1 ? 100 : Math.min(99, Math.floor(fraction * 100));
  return `${whole}${THIN_SPACE}%`;
}

/** Seconds -> "8 s", "2 min 05 s", "1 h 12 min", "3 d 4 h". */
export function duration(seconds) {
  if (!Number.isFinite(seconds) || seconds < 0) return "–";
  const total = Math.round(seconds);
  if (total < 60) return `${total} s`;
  const pad = (value) => String(value).padStart(2, "0");
  if (total < 3600) return `${Math.floor(total / 60)} min ${pad(total % 60)} s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

/** Seconds since something -> "just now", "12 s ago", "3 min ago", "5 h ago", "2 d ago". */
export function ago(seconds) {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 5) return "just now";
  const units = [[60, 1, "s"], [3600, 60, "min"], [86_400, 3600, "h"], [Infinity, 86_400, "d"]];
  const [, size, unit] = units.find(([end]) => seconds < end);
  return `${Math.floor(seconds / size)} ${unit} ago`;
}

/** 0 -> "0 bytes", 1536 -> "1.5 KiB", 3500000 -> "3.34 MiB". */
export function bytes(count) {
  if (!Number.isFinite(count)) return "–";
  const units = ["KiB", "MiB", "GiB", "TiB"];
  let [size, unit] = [count, -1];
  // What would be rounded to 1024 of a unit is 1 of the next.
  while (size >= (unit < 0 ? 1024 : 1023.5) && unit < units.length - 1) [size, unit] = [size / 1024, unit + 1];
  return unit < 0 ? plural(count, "byte") : `${number(size, 3)} ${units[unit]}`;
}

/** How many of something a second -> "940 samples/s", "15.0 k samples/s", "1.2 M samples/s". */
export function rate(perSecond, noun) {
  if (!Number.isFinite(perSecond)) return "–";
  if (perSecond < 1000) return `${Math.round(perSecond)} ${noun}/s`;
  if (perSecond < 999_500) return `${(perSecond / 1000).toFixed(perSecond < 99_950 ? 1 : 0)} k ${noun}/s`;
  return `${(perSecond / 1e6).toFixed(1)} M ${noun}/s`;
}

/** A Date -> "12:04:07" in local time. */
export function clock(date) {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** A time of the server -> day and time as they are written here. */
export const moment = (text) => new Date(text).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** "1 run", "3 runs". */
export function plural(count, noun) {
  return `${integer(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** How many values were not numbers: "3 NaN"; nothing of none. */
export function nullsWord(count) {
  return count > 0 ? `${integer(count)} NaN` : "";
}
