import assert from "node:assert/strict";
import { test } from "node:test";

import { api } from "../../web-static/js/data/api.js";
import { datasetWords } from "../../web-static/js/math/datasetwords.js";
import { encodePath, foldersOf, pictureType } from "../../web-static/js/math/folders.js";

const file = (path, bytes = 1) => ({ path, bytes, sha256: path });

test("files stand in their folders, those in none first, a folder behind the one that it is in", () => {
  const folders = foldersOf(["plots/b.png", "model/data/w.bin", "readme.md", "model/config.json", "model-2/x", "plots/a.png"].map((path) => file(path, 10)));
  assert.deepEqual(folders.map(({ path, bytes, files }) => [path, bytes, files.map(({ name }) => name)]), [
    ["", 10, ["readme.md"]], ["model", 10, ["config.json"]], ["model/data", 10, ["w.bin"]], ["model-2", 10, ["x"]], ["plots", 20, ["a.png", "b.png"]],
  ]);
  assert.deepEqual(folders[2].files, [{ path: "model/data/w.bin", name: "w.bin", bytes: 10, sha256: "model/data/w.bin" }]);
  assert.deepEqual(foldersOf([]), []);
});

test("numbers in names are sorted by size", () => {
  const [{ files }, ...others] = foldersOf(["p/epoch-10.txt", "p/epoch-2.txt", "p/epoch-1.txt", "p10/x", "p2/x"].map((path) => file(path)));
  assert.deepEqual(files.map(({ name }) => name), ["epoch-1.txt", "epoch-2.txt", "epoch-10.txt"]);
  assert.deepEqual(others.map(({ path }) => path), ["p2", "p10"]);
});

test("a picture is shown by the end of its name, but none that may have scripts, that is empty or huge", () => {
  const type = (name, bytes = 100) => pictureType({ name, bytes });
  assert.deepEqual(["a.png", "a.JPG", "a.b.jpeg", "a.gif", "a.webp"].map((name) => type(name)), ["image/png", "image/jpeg", "image/jpeg", "image/gif", "image/webp"]);
  for (const name of ["a.svg", "a.html", "png", "a.png.txt", "a.", "a.constructor"]) assert.equal(type(name), null, name);
  assert.equal(type("a.png", 0), null);
  assert.equal(type("a.png", (16 << 20) + 1), null);
});

test("a file's address has each part of its path encoded", () => {
  assert.equal(encodePath("a b/50%/ü#?.png"), "a%20b/50%25/%C3%BC%23%3F.png");
  assert.ok(api.artifactAddress(18, "plots/a b.png").endsWith("/api/v1/runs/18/artifacts/plots/a%20b.png"));
});

test("of a dataset it is said what it was for, its tags, where it is from, and its digest", () => {
  const tags = { "mlflow.data.context": "training", fold: "2" };
  assert.deepEqual(datasetWords({ digest: "a33c", source_type: "http", tags }), ["training", "fold:2", "from http", "digest a33c"]);
  assert.deepEqual(datasetWords({ digest: "", source_type: "", tags: {} }), []);
});
