// A short message at the bottom of the page; goes away by itself.

import { find, h } from "../lib/dom.js";

/** @param {string} text @param {"info" | "error"} [kind] */
export function toast(text, kind = "info") {
  const box = h("p", { class: `toast ${kind}`, role: kind === "error" ? "alert" : "status" }, text);
  find("#toasts").append(box);
  setTimeout(() => box.remove(), kind === "error" ? 9000 : 4000);
}
