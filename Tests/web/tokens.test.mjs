// Colours of the pages' elements, from the one file that has them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { contrast } from "./colours.mjs";

const text = readFileSync(new URL("../../web-static/css/tokens.css", import.meta.url), "utf8");
const colours = new Map([...text.matchAll(/(--[a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [name, [light, dark]]));

test("edges of what can be used keep 3:1, and text 4.5:1, against what they lie on", () => {
  for (const [names, least] of [[["--edge"], 3], [["--text", "--muted", "--accent", "--good", "--bad", "--warn"], 4.5]]) {
    for (const name of names) for (const paper of ["--paper", "--surface"]) for (const theme of [0, 1]) {
      const [colour, below] = [colours.get(name)[theme], colours.get(paper)[theme]];
      assert.ok(contrast(colour, below) >= least, `${name} ${colour} on ${paper} ${below}`);
    }
  }
});
