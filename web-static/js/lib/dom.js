// Small helpers to make elements. Text always goes in as text, never as markup.

/**
 * @param {string} tag
 * @param {object} [properties] `class`, `data-*`, `aria-*` and other attributes; functions become listeners for the
 *   event after "on"; false, null and undefined are left out.
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
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets text only when it differs: a live region is not read out again, a selection survives. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Puts elements in order below a parent, touching only what moved, so that focus, selection and scroll survive; what is
 * not among them goes.
 */
export function arrange(parent, elements) {
  const wanted = new Set(elements);
  // What goes, goes first: else everything behind it would be moved to its place.
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  elements.forEach((element, index) => {
    if (parent.children[index] !== element) parent.insertBefore(element, parent.children[index] ?? null);
  });
}

export const find = (selector, within = document) => within.querySelector(selector);

/** Copies text; says whether it worked. Away from localhost a plain-HTTP page has no clipboard. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Saves text or a blob as a file. */
export function save(content, fileName, type = "text/plain") {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const link = h("a", { href: URL.createObjectURL(blob), download: fileName });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
