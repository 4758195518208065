// Which page an address shows. Pages have one-segment paths, and a view is what its page reads from the query.

import { ROOT } from "./data/http.js";
import { readLink } from "./math/mlflowlink.js";

export class Router {
  #entries;
  #root;
  #context = null;
  #onPage;
  /** Pages that have been loaded, by their entries. */
  #pages = new Map();
  /** What is shown: its page, the mounted instance and the view. */
  #shown = null;
  /** Counts where somebody wanted to go: a page that comes late is not shown where another is wanted by then. */
  #turn = 0;
  /** The last of them that was come to, or given up. */
  #arrived = 0;

  /**
   * @param {import("./pages/pages.js").PageEntry[]} entries the first one is shown for an address that names none.
   * @param {HTMLElement} root
   * @param {{before: () => void, after: (page: object) => void, failed: (title: string) => void,
   *   find?: (link: import("./math/mlflowlink.js").Link) => Promise<string>}} onPage called around the mounting of another
   *   page, and where one cannot be loaded. `find`: the address of what a link into another program's page names.
   */
  constructor(entries, root, onPage) {
    this.#entries = entries;
    this.#root = root;
    this.#onPage = onPage;
  }

  /** Begins to load the page that the address names, while other things are still on their way. */
  prepare() {
    this.#load(this.#wanted().entry).catch(() => {});
  }

  /** @param {object} context what every page is mounted with; gets `go`, `setView` and its `page`. */
  start(context) {
    this.#context = {
      ...context,
      go: (address, options) => this.go(address, options),
      setView: (view, options) => this.setView(view, options),
    };
    addEventListener("popstate", () => this.#follow());
    document.addEventListener("click", (event) => this.#click(event));
    this.#follow();
  }

  /** Loads what has not been asked for yet, so that it is there at once when it is. */
  async loadOthers() {
    for (const entry of this.#entries) await this.#load(entry);
  }

  /** @param {string} address a page's path with a query, such as "compare?experiment=fig2". */
  go(address, { replace = false } = {}) {
    const url = new URL(address, ROOT);
    history[replace ? "replaceState" : "pushState"](null, "", url);
    this.#follow();
    if (!replace) scrollTo(0, 0);
  }

  /**
   * Shows another view of the page that is shown, and gives it its address.
   *
   * @param {object} view
   * @param {{replace?: boolean}} [options] `replace`: Back does not come back to the view before.
   */
  setView(view, { replace = false } = {}) {
    // While another page is on its way the address is that one's already.
    if (this.#arrived !== this.#turn) return;
    const { page } = this.#shown;
    const url = new URL(page.path + withMark(page.encode(view)), ROOT);
    if (url.href !== location.href) history[replace ? "replaceState" : "pushState"](null, "", url);
    this.#show(page, view);
  }

  /** What the address names. */
  #wanted() {
    const path = decodeURIComponent(location.pathname.slice(ROOT.pathname.length)).replace(/\/$/, "");
    const query = new URLSearchParams(location.search || location.hash.slice(1));
    const link = readLink(location.hash);
    const former = formerAddress(path, query);
    const known = former === null ? path : new URL(former, ROOT).pathname.slice(ROOT.pathname.length);
    const place = link === null ? known : link.run === null ? "" : "run";
    return { link, former, query, entry: this.#entries.find((one) => one.path === place) ?? this.#entries[0] };
  }

  async #follow() {
    // Before the start, which follows the address as it is then, nothing can be mounted.
    if (this.#context === null) return;
    const { link, former, query, entry } = this.#wanted();
    const turn = (this.#turn += 1);
    if (link !== null) {
      const address = await this.#onPage.find(link);
      if (turn === this.#turn) this.go(address, { replace: true });
      return;
    }
    if (former !== null) {
      this.go(former, { replace: true });
      return;
    }
    let page = this.#pages.get(entry);
    try {
      page ??= await this.#load(entry);
    } catch {
      // Said below.
    }
    if (turn !== this.#turn) return;
    this.#arrived = turn;
    if (page === undefined) this.#onPage.failed(entry.title);
    else this.#show(page, page.decode(query));
  }

  async #load(entry) {
    const { default: module } = await entry.load();
    if (!this.#pages.has(entry)) this.#pages.set(entry, { ...entry, ...module });
    return this.#pages.get(entry);
  }

  #show(page, view) {
    if (this.#shown?.page !== page) {
      this.#shown?.mounted.leave();
      this.#onPage.before();
      this.#root.replaceChildren();
      this.#root.dataset.page = page.path || "overview";
      this.#shown = { page, mounted: page.mount(this.#root, { ...this.#context, page }) };
      this.#onPage.after(page);
    }
    this.#shown.mounted.show(view);
    const title = this.#shown.mounted.titleOf?.(view) || page.title;
    document.title = `${title} · Bearing`;
  }

  /** A plain click on a link to one of the pages needs no request. */
  #click(event) {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.("a[href]");
    if (!link || link.target || link.hasAttribute("download")) return;
    const url = new URL(link.href);
    const path = url.pathname.slice(ROOT.pathname.length);
    if (url.origin !== location.origin || !url.pathname.startsWith(ROOT.pathname)) return;
    if (!this.#entries.some((entry) => entry.path === path)) return;
    event.preventDefault();
    this.go(path + url.search + url.hash);
  }
}

/** A server takes 8 KiB of an address. What is longer goes behind `#`, which browsers keep to themselves. */
const LONGEST_QUERY = 4000;

const withMark = (query) => (query === "" ? "" : (query.length <= LONGEST_QUERY ? "?" : "#") + query);

/**
 * Where an address of an earlier version is now; null for one of today's.
 *
 * @param {string} path @param {URLSearchParams} query
 */
export function formerAddress(path, query) {
  if (path !== "") return null;
  // The one page of earlier versions had its view behind "?", or behind "#".
  return query.has("runs") && !query.has("jobs") ? `compare${withMark(query.toString().replaceAll("%2C", ","))}` : null;
}
