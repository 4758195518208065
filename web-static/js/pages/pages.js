// Every page, in the order of the navigation: its address and, once somebody goes there, its module. A new page is one
// module and one line here.

/**
 * @typedef {{path: string, title: string, inNavigation: boolean, load: () => Promise<{default: PageModule}>}} PageEntry
 *
 * @typedef {{decode: (query: URLSearchParams) => object, encode: (view: object) => string,
 *   mount: (root: HTMLElement, context: object) => {show: (view: object) => void, leave: () => void,
 *   titleOf?: (view: object) => string}}} PageModule
 */

/** @type {PageEntry[]} */
export const PAGES = [
  { path: "", title: "Overview", inNavigation: true, load: () => import("./overview.js") },
  { path: "compare", title: "Compare", inNavigation: true, load: () => import("./compare.js") },
  { path: "alignment", title: "Alignment", inNavigation: true, load: () => import("./alignment.js") },
  { path: "results", title: "Results", inNavigation: true, load: () => import("./results.js") },
  { path: "sql", title: "SQL", inNavigation: true, load: () => import("./sql.js") },
  { path: "run", title: "Run", inNavigation: false, load: () => import("./run.js") },
  { path: "new", title: "New job", inNavigation: false, load: () => import("./newjob.js") },
];
