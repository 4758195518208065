// Which page an address shows. Pages have one-segment paths, and a view is what its page reads from the query.

import { ROOT } from "./data/http.js";

/**
 * @typedef {{path: string, title: string, inNavigation: boolean, decode: (query: URLSearchParams) => object, encode: (view: object) => string,
 *   mount: (root: HTMLElement, context: object, view: object) => {show: (view: object) => void, leave: () => void,
 *   titleOf?: (view: object) => string}}} Page
 */
export class Router {
  #pages;
  #root;
  #context;
  #onPage;
  /** What is shown: its page, the mounted instance and the view. */
  #shown = null;

  /**
   * @param {Page[]} pages the first one is shown for an address that names none.
   * @param {HTMLElement} root
   * @param {object} context what every page is mounted with; gets `go` and `setView`.
   * @param {{before: () => void, after: (page: Page) => void}} onPage called around the mounting of another page.
   */
  constructor(pages, root, context, onPage) {
    this.#pages = pages;
    this.#root = root;
    this.#onPage = onPage;
    this.#context = {
      ...context,
      go: (address, options) => this.go(address, options),
      setView: (view, options) => this.setView(view, options),
    };
  }

  start() {
    addEventListener("popstate", () => this.#follow());
    document.addEventListener("click", (event) => this.#click(event));
    this.#follow();
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
    const { page } = this.#shown;
    const url = new URL(page.path + withMark(page.encode(view)), ROOT);
    if (url.href !== location.href) history[replace ? "replaceState" : "pushState"](null, "", url);
    this.#show(page, view);
  }

  #follow() {
    const path = decodeURIComponent(location.pathname.slice(ROOT.pathname.length)).replace(/\/$/, "");
    const query = new URLSearchParams(location.search || location.hash.slice(1));
    const old = formerAddress(path, query, location.hash);
    if (old !== null) {
      this.go(old, { replace: true });
      return;
    }
    const page = this.#pages.find((one) => one.path === path) ?? this.#pages[0];
    this.#show(page, page.decode(query));
  }

  #show(page, view) {
    if (this.#shown?.page !== page) {
      this.#shown?.mounted.leave();
      this.#onPage.before();
      this.#root.replaceChildren();
      this.#root.dataset.page = page.path || "overview";
      this.#shown = { page, mounted: page.mount(this.#root, this.#context, view) };
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
    if (!this.#pages.some((page) => page.path === path) || (url.hash !== "" && path === "")) return;
    event.preventDefault();
    this.go(path + url.search);
  }
}

/** A server takes 8 KiB of an address. What is longer goes behind `#`, which browsers keep to themselves. */
const LONGEST_QUERY = 4000;

const withMark = (query) => (query === "" ? "" : (query.length <= LONGEST_QUERY ? "?" : "#") + query);

/**
 * Where an address of an earlier version, or of another program's client, is now; null for one of today's.
 *
 * @param {string} path @param {URLSearchParams} query @param {string} hash
 */
export function formerAddress(path, query, hash) {
  // As MLflow's client prints it: #/experiments/3/runs/12.
  const run = /^#\/experiments\/[^/]+\/runs\/([1-9]\d*)$/.exec(hash);
  if (run !== null) return `run?id=${run[1]}`;
  if (path !== "") return null;
  // The one page of earlier versions had its view behind "?", or behind "#".
  return query.has("runs") && !query.has("jobs") ? `compare${withMark(query.toString().replaceAll("%2C", ","))}` : null;
}
