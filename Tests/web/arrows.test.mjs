// Arrows between the folders of the pages' modules: a module imports its own folder and those to its right.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import test from "node:test";

const ROOT = path.resolve(import.meta.dirname, "../../web-static/js");
/** What each folder may import beside itself. `chart` and `data` do not know each other. */
const ARROWS = {
  pages: ["components", "chart", "data", "math", "lib"], components: ["chart", "data", "math", "lib"], chart: ["math", "lib"],
  data: ["math", "lib"], math: ["lib"], lib: [],
};
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew\s+URL\(\s*)["'](\.[^"']*\.js)["']/g;

const modules = Object.keys(ARROWS).filter((folder) => existsSync(path.join(ROOT, folder))).flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true }).filter((name) => name.endsWith(".js"))
    .map((name) => ({ folder, file: path.join(ROOT, folder, name) })));

test("every module imports only what its folder may", () => {
  assert.ok(modules.length > 20);
  for (const { folder, file } of modules) {
    for (const [, name] of readFileSync(file, "utf8").matchAll(IMPORT)) {
      const target = path.resolve(path.dirname(file), name);
      const [top] = path.relative(ROOT, target).split(path.sep);
      assert.ok(existsSync(target), `${file} imports ${name}, which is not there`);
      assert.ok(top === folder || ARROWS[folder].includes(top), `${path.relative(ROOT, file)} may not import ${name}`);
    }
  }
});

test("only data fetches; what calculates and what draws knows neither requests nor a metric's name", () => {
  for (const { folder, file } of modules) {
    const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    if (folder !== "data") assert.doesNotMatch(text, /\bfetch\(|EventSource|XMLHttpRequest/, file);
    if (["math", "lib"].includes(folder)) assert.doesNotMatch(text, /["'](?:train|test)_(?:loss|accuracy)["']/, file);
    if (folder === "math") assert.doesNotMatch(text, /\b(?:document|window\.|localStorage)\b(?!:)/, file);
    assert.doesNotMatch(text, /\bstyle:\s*[`"']|setAttribute\(\s*["']style["']/, `${file} writes a style attribute`);
  }
});

test("no module is longer than 250 lines", () => {
  for (const { file } of modules) assert.ok(readFileSync(file, "utf8").split("\n").length <= 251, file);
});
