// Keys, clicks and taps in the rows of a table: arrows go from row to row, Space picks, Enter opens; a click opens,
// with Shift or Ctrl it picks.

/**
 * @param {HTMLElement} body
 * @param {{move: (by: number, isRange: boolean) => void, rowOf: (element: Element) => ?{key: any, row: object},
 *   pick: (row: object, how: "one" | "range") => void, open: (row: object, event: Event) => void,
 *   activate: (key: any) => void, page: () => number}} on
 */
export function wireRows(body, on) {
  body.addEventListener("keydown", (event) => press(event, on));
  body.addEventListener("click", (event) => click(event, on));
  body.addEventListener("focusin", (event) => {
    const found = on.rowOf(event.target);
    if (found) on.activate(found.key);
  });
}

function press(event, on) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(".menu")) return;
  const by = {
    ArrowDown: 1, ArrowUp: -1, PageDown: on.page(), PageUp: -on.page(), Home: -Infinity, End: Infinity,
  }[event.key];
  if (by !== undefined) {
    event.preventDefault();
    event.stopPropagation();
    on.move(Math.max(-1e9, Math.min(1e9, by)), event.shiftKey);
    return;
  }
  // A link or a button in the row has its own Enter and Space.
  const found = event.target.getAttribute("role") === "row" ? on.rowOf(event.target) : null;
  if (found === null || (event.key !== " " && event.key !== "Enter")) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === "Enter") on.open(found.row, event);
  else on.pick(found.row, event.shiftKey ? "range" : "one");
}

function click(event, on) {
  const found = on.rowOf(event.target);
  if (found === null || event.target.closest(".menu")) return;
  const how = event.shiftKey ? "range" : "one";
  if (event.target.closest(".pick")) {
    on.pick(found.row, how);
    return;
  }
  if (event.target.closest("a, button, input, label, select")) return;
  if (event.shiftKey || event.ctrlKey || event.metaKey) {
    event.preventDefault();
    getSelection()?.removeAllRanges();
    on.pick(found.row, how);
  } else if (getSelection()?.isCollapsed !== false) on.open(found.row, event);
}
