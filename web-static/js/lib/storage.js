// What this browser remembers between visits. Storage can be forbidden: then it lasts as long as the page.

/** Of this server alone: another one may live below another prefix of the same host. */
const PREFIX = `bearing ${new URL("../..", import.meta.url).pathname}`;
const kept = new Map();

/**
 * A value that is kept.
 *
 * @param {string} name
 * @param {Storage} place `localStorage` for all tabs and visits, `sessionStorage` for this tab.
 */
export function keeper(name, place = () => localStorage) {
  const key = `${PREFIX} ${name}`;
  return {
    /** @returns {?string} */
    get() {
      try {
        return place().getItem(key) ?? kept.get(key) ?? null;
      } catch {
        return kept.get(key) ?? null;
      }
    },
    /** @param {?string} value null forgets it. */
    set(value) {
      if (value === null) kept.delete(key);
      else kept.set(key, value);
      try {
        if (value === null) place().removeItem(key);
        else place().setItem(key, value);
      } catch {
        // See `kept`.
      }
    },
  };
}
