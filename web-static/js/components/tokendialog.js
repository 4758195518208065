// Asks for the server's token when it wants one.

import { keepToken } from "../data/token.js";
import { h } from "../lib/dom.js";
import { openDialog } from "./dialog.js";

let open = null;

/**
 * @param {boolean} wasWrong whether the server has refused one, and not just missed it.
 * @param {() => void} onGiven
 */
export function askForToken(wasWrong, onGiven) {
  const word = wasWrong ? "The server does not know this token." : "";
  if (open !== null) {
    if (wasWrong) open.textContent = word;
    return;
  }
  const input = h("input", {
    type: "password", autocomplete: "off", spellcheck: "false", "aria-describedby": "token-error", "aria-label": "Token",
  });
  const error = h("p", { id: "token-error", class: "field-error", role: "status" }, word);
  const form = h("form", {
    id: "token-form",
    onsubmit(event) {
      event.preventDefault();
      const value = input.value.trim();
      if (value === "") return;
      keepToken(value);
      close();
      onGiven();
    },
  }, h("p", {}, "It stands in the file that the server was started with (", h("code", {}, "--token-file"), ")."), input, error);
  const { close } = openDialog({
    title: "This server wants its token", body: [form], className: "token",
    footer: [h("span", { class: "hint" }, "Kept until this tab is closed."),
      h("button", { type: "submit", form: "token-form", class: "primary" }, "Open")],
    onClose: () => { open = null; },
  });
  open = error;
  input.focus();
}
