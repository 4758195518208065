// A dialog over the page: it takes the focus, Escape closes it, and the focus goes back where it was.

import { h } from "../lib/dom.js";

const CLOSE = "M5 5 L15 15 M15 5 L5 15";

/**
 * Opens a dialog.
 *
 * @param {{title: string, body: (Node|string)[], footer?: Node[], className?: string, onClose?: () => void}} parts
 * @returns {{element: HTMLDialogElement, close: () => void}}
 */
export function openDialog({ title, body, footer = [], className = "", onClose = () => {} }) {
  const id = `dialog-${(count += 1)}`;
  const close = () => element.close();
  const element = h("dialog", { class: className, "aria-labelledby": id },
    h("header", {}, h("h2", { id }, title), h("button", {
      type: "button", class: "icon", "aria-label": "Close", onclick: close,
    }, icon(CLOSE))),
    h("div", { class: "body" }, ...body),
    footer.length > 0 ? h("footer", {}, ...footer) : null);
  element.addEventListener("close", () => {
    element.remove();
    onClose();
  });
  // A click beside it means the same as Escape.
  element.addEventListener("click", (event) => event.target === element && close());
  document.body.append(element);
  element.showModal();
  return { element, close };
}

let count = 0;

/**
 * Asks before something that cannot be taken back.
 *
 * @param {{title: string, text: string, action: string}} question `action`: the button's word, a verb.
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, text, action }) {
  return new Promise((resolve) => {
    let answer = false;
    const yes = h("button", { type: "button", class: "danger" }, action);
    const no = h("button", { type: "button" }, "Keep");
    const { close } = openDialog({
      title, body: [h("p", {}, text)], footer: [no, yes], className: "question", onClose: () => resolve(answer),
    });
    no.addEventListener("click", close);
    yes.addEventListener("click", () => {
      answer = true;
      close();
    });
    // The answer that changes nothing is the one under the finger.
    no.focus();
  });
}

/** A small picture from one path. */
export function icon(path, size = 16) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 20 20", width: size, height: size, "aria-hidden": "true" })) {
    picture.setAttribute(name, value);
  }
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  picture.append(line);
  return picture;
}
