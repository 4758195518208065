// What can be done with a chart: pictures, data, a link, a table, the whole screen.

import { plotCSV } from "../chart/csv.js";
import { copy, h, save } from "../lib/dom.js";
import { openChartTable } from "./charttable.js";
import { icon } from "./dialog.js";
import { fillEntries, menuButton } from "./menu.js";
import { toast } from "./toast.js";

const DOTS = "M4 10 L4.01 10 M10 10 L10.01 10 M16 10 L16.01 10";
/** Of a picture for a paper: two columns' width. */
const SIZE = { width: 640, height: 400 };

/**
 * @param {{chart: import("../chart/chart.js").Chart, figure: HTMLElement, title: () => string,
 *   storedCSV: ?(() => Promise<Blob>), link: ?(() => string), fileName: () => string, range: ?(() => void)}} parts `storedCSV`:
 *   every stored value of what is drawn. `link`: the address that shows this chart. `range`: asks for that of y.
 * @returns {{element: HTMLElement, showTable: () => void, fillScreen: () => void}} the two are for keys, too.
 */
export function chartMenu({ chart, figure, title, storedCSV, link, fileName, range }) {
  const saveImage = async (format, look = {}) => save(await chart.image({ format, ...SIZE, ...look }), `${fileName()}.${format}`);
  const window = () => chart.layout?.axes.window ?? null;
  const table = () => openChartTable(chart.plot, window(), fileName());
  const entries = [
    { text: "PNG", does: () => saveImage("png") },
    { text: "SVG", does: () => saveImage("svg") },
    { text: "PNG in the page's colours", does: () => saveImage("png", { white: false }) },
    ...(storedCSV === null ? [] : [{ text: "CSV of every stored value", does: async () => save(await storedCSV(), `${fileName()}.csv`) }]),
    { text: "CSV of the lines", does: () => save(plotCSV(chart.plot, window()), `${fileName()}-lines.csv`, "text/csv") },
    ...(link === null ? [] : [{ text: "Copy the link", does: () => copyLink(link()) }]),
    { text: "Show as table", does: table },
    ...(range === null ? [] : [{ text: "Range of y …", does: range }]),
    { text: "Full screen", does: () => fullScreen(figure) },
  ];
  const guarded = entries.map(({ text, does }) => ({ text, does: () => tried(chart, does) }));
  const button = menuButton({ label: icon(DOTS), title: "Save, copy, show as table", fill: (panel, close) => fillEntries(panel, close, guarded) });
  button.classList.add("icon");
  return {
    element: h("span", { class: "chart-menu" }, button),
    /** Says whose menu it is. */
    nameIt: () => button.setAttribute("aria-label", `Save, copy or show ${title()} as a table`), showTable: () => tried(chart, table), fillScreen: () => tried(chart, () => fullScreen(figure)),
  };
}

/** What goes wrong is said; nothing is done with a chart that shows nothing yet. */
async function tried(chart, does) {
  try {
    if (chart.plot === null) throw new Error("There is nothing to show yet.");
    await does();
  } catch (error) {
    toast(error.message, "error");
  }
}

/** Where a page may not write to the clipboard, the link is shown to be copied by hand. */
async function copyLink(link) {
  if (await copy(link)) toast("The link is copied.");
  else prompt("Copy this link:", link);
}

async function fullScreen(figure) {
  if (document.fullscreenElement === figure) return document.exitFullscreen();
  if (!figure.requestFullscreen) throw new Error("This browser shows nothing on the whole screen.");
  return figure.requestFullscreen();
}
