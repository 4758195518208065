// What is around every page: navigation, the state of the connection, keys.

import { setGeneralKeys, setPageKeys, showKeys, wireKeyboard } from "./components/keyboard.js";
import { wireTheme } from "./components/theme.js";
import { toast } from "./components/toast.js";
import { find, h, setText } from "./lib/dom.js";

const pad = (value) => String(value).padStart(2, "0");
const clock = (date) => [date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(":");

export class Shell {
  #links = new Map();
  #go;

  /**
   * @param {import("./router.js").Page[]} pages those in the navigation.
   * @param {import("./data/live.js").Live} live
   * @param {(address: string) => void} go
   */
  constructor(pages, live, go) {
    this.#go = go;
    for (const page of pages) {
      const link = h("a", { href: page.path === "" ? "./" : page.path }, page.title);
      this.#links.set(page, link);
      find("#nav").append(link);
    }
    wireTheme();
    // Not by the address: behind its "#" may be a view.
    find(".skip").addEventListener("click", (event) => {
      event.preventDefault();
      find("#page").focus();
    });
    this.#wireKeys(pages);
    live.onConnection((connection) => this.#showConnection(connection));
    live.onRenewal((what) => this.#showRenewal(what));
  }

  /** Marks the page that is shown, and takes the keys of the one before away. */
  mark(page) {
    for (const [one, link] of this.#links) {
      if (one.path === page.path) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  /** To be called before a page is mounted, which sets its own keys. */
  clear() {
    setPageKeys({});
  }

  #wireKeys(pages) {
    const numbers = pages.map((page, index) => [String(index + 1), {
      says: page.title, does: () => this.#go(page.path),
    }]);
    setGeneralKeys({
      "?": { says: "this list", does: showKeys }, n: { says: "new job", does: () => this.#go("new") },
      ...Object.fromEntries(numbers),
    });
    find("#keys").addEventListener("click", showKeys);
    wireKeyboard();
  }

  #showConnection({ stale, lastSeen, message }) {
    const box = find("#connection");
    box.dataset.state = stale ? "stale" : "live";
    setText(box, !stale ? "live" : lastSeen ? `stale since ${clock(lastSeen)}` : "no connection");
    const banner = find("#banner");
    banner.hidden = !stale;
    setText(banner, stale ? `${message} The page keeps trying.` : "");
  }

  #showRenewal(what) {
    if (what === "restarted") {
      toast("The server was restarted. What is shown is being read again.");
      return;
    }
    this.#askToReload(what === "upgraded" ? "The server is another version now." : "This is another server, or it has another database.");
  }

  /** Says that a page's own code did not come. @param {string} title */
  failed(title) {
    this.#askToReload(`The page “${title}” could not be loaded.`);
  }

  #askToReload(why) {
    const banner = find("#banner");
    banner.hidden = false;
    banner.replaceChildren(`${why} `, h("button", { type: "button", onclick: () => location.reload() }, "Reload the page"));
  }
}
