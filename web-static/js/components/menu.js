// A button that opens a panel below it. Escape and a click elsewhere close it (the browser's own popover does that).

import { h } from "../lib/dom.js";

/**
 * @param {{label: Node|string, title?: string, className?: string, fill: (panel: HTMLElement, close: () => void) => void}} parts
 *   `fill` is called each time the panel opens, with the panel empty.
 * @returns {HTMLButtonElement}
 */
export function menuButton({ label, title, className = "", fill }) {
  const panel = h("div", { popover: "auto", class: `menu ${className}` });
  const button = h("button", { type: "button", title, "aria-haspopup": "true", "aria-expanded": "false" }, label);
  const close = () => panel.hidePopover();
  button.popoverTargetElement = panel;
  panel.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    panel.replaceChildren();
    fill(panel, close);
  });
  panel.addEventListener("toggle", (event) => {
    const isOpen = event.newState === "open";
    button.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return;
    place(panel, button);
    panel.querySelector("input, button, select, a[href]")?.focus();
  });
  panel.addEventListener("keydown", (event) => walk(event, panel));
  // Behind the button, so that Tab goes from one to the other.
  queueMicrotask(() => button.after(panel));
  return button;
}

/** Entries for `fill`: one button each. @param {{text: string, does: () => void, isDangerous?: boolean}[]} entries */
export function fillEntries(panel, close, entries) {
  panel.setAttribute("role", "menu");
  panel.append(...entries.map(({ text, does, isDangerous }) => h("button", {
    type: "button", role: "menuitem", class: isDangerous ? "quiet danger" : "quiet",
    onclick() {
      close();
      does();
    },
  }, text)));
}

/** Below the button, or above where there is more room, and inside the window. */
function place(panel, button) {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const isAbove = at.bottom + height > innerHeight - 8 && at.top > innerHeight - at.bottom;
  Object.assign(panel.style, {
    left: `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8))}px`,
    top: isAbove ? `${Math.max(8, at.top - height - 4)}px` : `${at.bottom + 4}px`,
    maxHeight: `${Math.max(160, (isAbove ? at.top : innerHeight - at.bottom) - 16)}px`,
  });
}

/** Arrow keys go from entry to entry. */
function walk(event, panel) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined || event.target.matches("input[type=text], input[type=search], select")) return;
  const stops = [...panel.querySelectorAll("button, input, a[href]")].filter((stop) => !stop.disabled);
  const at = stops.indexOf(document.activeElement);
  event.preventDefault();
  stops[(at + by + stops.length) % stops.length]?.focus();
}
