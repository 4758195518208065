// The server's access token, for as long as this tab is open.

import { keeper } from "../lib/storage.js";

const kept = keeper("token", () => sessionStorage);

/** @returns {?string} */
export const token = () => kept.get();

/** @param {?string} value null forgets it. */
export const keepToken = (value) => kept.set(value);

/** The header fields that every request carries; none where the server has never asked for a token. */
export function authorization() {
  const value = token();
  return value === null ? {} : { Authorization: `Bearer ${value}` };
}
