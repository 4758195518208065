// Light, dark, or as the system says. The choice is kept in this browser; theme-boot.js applies it before first paint.

import { find } from "../lib/dom.js";

const KEY = "bearing.theme";
const ORDER = ["system", "light", "dark"];
const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set();

/** @returns {"light" | "dark"} what is shown now. */
export function theme() {
  return document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light");
}

/** @param {() => void} listener called whenever what is shown has changed. @returns {() => void} takes it off. */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Makes the button in the header switch. */
export function wireTheme() {
  const button = find("#theme");
  let choice = document.documentElement.dataset.theme ?? "system";
  const tell = () => listeners.forEach((listener) => listener());
  const show = () => {
    if (choice === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    button.dataset.choice = choice;
    button.setAttribute("aria-label", `Theme: ${choice}`);
    button.title = `Theme: ${choice}`;
  };
  button.addEventListener("click", () => {
    choice = ORDER[(ORDER.indexOf(choice) + 1) % ORDER.length];
    show();
    tell();
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // Storage can be forbidden; the choice then lasts as long as the page.
    }
  });
  system.addEventListener("change", tell);
  show();
}
