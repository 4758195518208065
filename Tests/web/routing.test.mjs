// The router with an address bar that is played here.

import assert from "node:assert/strict";
import test from "node:test";

import { ROOT } from "../../web-static/js/data/http.js";
import { Router } from "../../web-static/js/router.js";

function bar() {
  const place = { href: "" };
  const to = (url) => Object.assign(place, { href: url.href, pathname: url.pathname, search: url.search, hash: url.hash });
  to(new URL("", ROOT));
  Object.assign(globalThis, {
    location: place, history: { pushState: (_, __, url) => to(url), replaceState: (_, __, url) => to(url) },
    addEventListener: () => {}, scrollTo: () => {}, document: { addEventListener: () => {} },
  });
  return () => place.href.slice(ROOT.href.length);
}

function pages() {
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
  ], { replaceChildren: () => {}, dataset: {} }, { before: () => {}, after: () => {}, failed: (title) => failed.push(title) });
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
