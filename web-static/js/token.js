// The server's access token, for as long as this tab is open, and the dialog that asks for it.

import { find, setText } from "./dom.js";

/** Of this server alone: another one may live below another prefix of the same host, and must not be told. */
const KEY = `bearing.token ${new URL("..", import.meta.url).pathname}`;
/** Where storage is forbidden, the token lasts as long as the page. */
let kept = null;

export function token() {
  try {
    return sessionStorage.getItem(KEY) ?? kept;
  } catch {
    return kept;
  }
}

/** @param {?string} value null forgets it. */
export function keepToken(value) {
  kept = value;
  try {
    if (value === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, value);
  } catch {
    // See `kept`.
  }
}

/** The header fields that every request carries; none where the server has never asked for a token. */
export function authorization() {
  const value = token();
  return value === null ? {} : { Authorization: `Bearer ${value}` };
}

/** Opens the dialog when the server wants a token, and tells the page when it has one. */
export class TokenDialog {
  #dialog = find("#token");
  #input = find("#token-value");

  /** @param {() => void} onGiven */
  constructor(onGiven) {
    find("#token form").addEventListener("submit", (event) => {
      event.preventDefault();
      const value = this.#input.value.trim();
      if (value === "") return;
      this.#input.value = "";
      keepToken(value);
      this.#dialog.close();
      onGiven();
    });
  }

  /** @param {boolean} wasWrong whether the server has refused one, and not just missed it. */
  ask(wasWrong) {
    if (wasWrong) setText(find("#token-error"), "The server does not know this token.");
    if (this.#dialog.open) return;
    if (!wasWrong) setText(find("#token-error"), "");
    this.#dialog.showModal();
    this.#input.focus();
  }
}
