// The colours of a chart's furniture: those of the page, or those of paper.

/**
 * @typedef {{theme: "light"|"dark", paper: string, text: string, muted: string, grid: string, axis: string, guide: string,
 *   font: string}} Ink
 */

/** For a picture in a paper: black on white, in a font that every machine has one of. @type {Ink} */
export const PAPER = {
  theme: "light", paper: "#ffffff", text: "#111111", muted: "#4a4f57", grid: "#e6e8eb", axis: "#8b929b", guide: "#6b727c",
  font: "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif",
};

const NAMES = { paper: "--surface", text: "--text", muted: "--muted", grid: "--grid", axis: "--axis", guide: "--guide" };

/**
 * What the page's style sheet says, at an element. A property may be light-dark(): only a colour that is used is
 * resolved, so a probe uses each.
 *
 * @param {HTMLElement} element
 * @returns {Ink}
 */
export function readInk(element) {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const ink = { font: getComputedStyle(element).fontFamily };
  for (const [name, property] of Object.entries(NAMES)) {
    probe.style.color = `var(${property}, ${PAPER[name]})`;
    ink[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  ink.theme = isDark(ink.paper) ? "dark" : "light";
  return ink;
}

function isDark(colour) {
  const [r, g, b] = (colour.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
}

/** A line's colour in a theme. @param {import("./plot.js").Colour} colour */
export const inTheme = (colour, theme) => (typeof colour === "string" ? colour : colour[theme]);
