// The router with an address bar that is played here.

import assert from "node:assert/strict";
import test from "node:test";

import { ROOT } from "../../web-static/js/data/http.js";
import { Router } from "../../web-static/js/router.js";

function bar() {
  const place = { href: "" };
  const to = (url) => Object.assign(place, { href: url.href, pathname: url.pathname, search: url.search, hash: url.hash });
  to(new URL("", ROOT));
  const listeners = new Map();
  const entries = [place.href];
  const replace = (url) => {
    to(url);
    entries[entries.length - 1] = url.href;
  };
  const push = (url) => {
    entries.push("");
    replace(url);
  };
  Object.assign(globalThis, {
    location: place, history: { pushState: (_, __, url) => push(url), replaceState: (_, __, url) => replace(url) },
    addEventListener: (name, does) => listeners.set(name, does), scrollTo: () => {}, document: { addEventListener: () => {} },
  });
  const address = () => place.href.slice(ROOT.href.length);
  /** As somebody types it into the bar: a change behind the "#" loads no page. */
  address.type = (text) => {
    push(new URL(text, ROOT));
    listeners.get("popstate")?.();
  };
  address.entries = () => entries.map((href) => href.slice(ROOT.href.length));
  return address;
}

function pages(find) {
  const shown = [];
  const late = {};
  late.promise = new Promise((resolve, reject) => Object.assign(late, { resolve, reject }));
  const module = (name) => ({ default: {
    decode: (query) => ({ q: query.get("q") }), encode: ({ q }) => (q === null ? "" : `q=${q}`),
    mount: (_, { page, setView }) => {
      shown.push(page.path || name);
      return { show: () => {}, leave: () => {}, setView };
    },
  } });
  const failed = [];
  const router = new Router([
    { path: "", title: "First", load: async () => module("first") }, { path: "late", title: "Late", load: () => late.promise.then(() => module("late")) },
  ], { replaceChildren: () => {}, dataset: {} }, { before: () => {}, after: () => {}, failed: (title) => failed.push(title), find });
  return { router, shown, late, failed };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("what somebody asks for before there is anything to mount pages with is shown at the start", async () => {
  const address = bar();
  const { router, shown, late } = pages();
  late.resolve();
  router.go("late");
  await settled();
  assert.deepEqual([shown, address()], [[], "late"]);
  router.start({});
  await settled();
  assert.deepEqual(shown, ["late"]);
});

test("a page that is left does not take the address from the one that is on its way", async () => {
  const address = bar();
  const { router, shown, late } = pages();
  router.start({});
  await settled();
  router.go("late?q=1");
  router.setView({ q: "of the first" });
  assert.equal(address(), "late?q=1");
  late.resolve();
  await settled();
  assert.deepEqual([shown, address()], [["first", "late"], "late?q=1"]);
  router.setView({ q: "2" });
  assert.equal(address(), "late?q=2");
});

test("where a page does not come, that is said, and the one that is shown goes on", async () => {
  const address = bar();
  const { router, shown, late, failed } = pages();
  router.start({});
  await settled();
  router.go("late");
  late.reject(new Error("away"));
  await settled();
  assert.deepEqual([failed, shown], [["Late"], ["first"]]);
  router.setView({ q: "x" });
  assert.equal(address(), "?q=x");
});

test("a link into another program's page is replaced by the address of what it names, also one that is typed later", async () => {
  const address = bar();
  const { router, shown, late } = pages(async ({ run }) => (run === null ? "" : `late?q=${run}`));
  late.resolve();
  address.type("#/experiments/3/runs/00000000000000000000000000000018");
  router.start({});
  await settled();
  assert.deepEqual([shown, address.entries()], [["late"], ["", "late?q=18"]]);
  address.type("late?q=18#/experiments/3");
  await settled();
  assert.deepEqual([shown, address.entries()], [["late", "first"], ["", "late?q=18", ""]]);
});

test("who goes elsewhere while a link is looked up stays there", async () => {
  const address = bar();
  let found;
  const { router, shown, late } = pages(() => new Promise((resolve) => { found = resolve; }));
  late.resolve();
  router.start({});
  await settled();
  address.type("#/experiments/3");
  await settled();
  router.setView({ q: "of the page before" });
  assert.equal(address(), "#/experiments/3");
  router.go("late?q=1");
  await settled();
  found("?q=2");
  await settled();
  assert.deepEqual([shown, address()], [["first", "late"], "late?q=1"]);
});
