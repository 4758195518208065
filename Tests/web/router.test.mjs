import assert from "node:assert/strict";
import { test } from "node:test";

import { formerAddress } from "../../web-static/js/router.js";

const former = (address) => {
  const url = new URL(address, "http://host/");
  return formerAddress(url.pathname.slice(1), new URLSearchParams(url.search || url.hash.slice(1)));
};

test("links of the one page of earlier versions open what they showed", () => {
  assert.equal(former("/?runs=1-3,7&log=1"), "compare?runs=1-3,7&log=1");
  assert.equal(former("/#runs=4"), "compare?runs=4");
});

test("addresses of today are left alone", () => {
  for (const address of ["/", "/?q=dkp", "/compare?runs=1", "/?jobs=1&runs=2", "/#page"]) assert.equal(former(address), null, address);
});
