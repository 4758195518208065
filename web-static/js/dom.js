// Small helpers to make elements. Text always goes in as text, never as markup.

/**
 * @param {string} tag
 * @param {object} [properties] `class`, `data-*`, `aria-*` and other attributes; functions become listeners for the
 *   event after "on"; false and null are left out.
 * @param {...(Node|string|null)} children
 */
export function h(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** The same for SVG elements. */
export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets text only when it differs: a live region is not read out again, a selection survives. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export const find = (selector) => document.querySelector(selector);

/** Copies text; says whether it worked. Away from localhost a plain-HTTP page has no clipboard. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A short message at the bottom of the page; goes away by itself. */
export function toast(text, kind = "info") {
  const box = h("p", { class: `toast ${kind}`, role: kind === "error" ? "alert" : "status" }, text);
  find("#toasts").append(box);
  setTimeout(() => box.remove(), kind === "error" ? 9000 : 4000);
}
