// Queries: the examples of the documentation, columns of tables, places of errors, charts of answers, addresses.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { EXAMPLES } from "../../web-static/js/components/sqlexamples.js";
import { parseExact } from "../../web-static/js/math/exactjson.js";
import { readEntries, withEntry } from "../../web-static/js/math/queryhistory.js";
import { usualChoice } from "../../web-static/js/math/quickchoice.js";
import { quickPlot } from "../../web-static/js/math/quickplot.js";
import { cellText, columnsIn } from "../../web-static/js/math/resultcells.js";
import { placeOf } from "../../web-static/js/math/sqlplace.js";
import { columnsOf, quoted } from "../../web-static/js/math/sqlschema.js";
import { decodeSQLView, encodeSQLView } from "../../web-static/js/math/sqlview.js";

const root = new URL("../../", import.meta.url);

test("the examples are the queries of docs/sql.md, with their sentences", () => {
  const text = readFileSync(new URL("docs/sql.md", root), "utf8");
  const section = text.slice(text.indexOf("## Ten queries"), text.indexOf("## Rules and limits"));
  const documented = [...section.matchAll(/\n\n([^\n`#][^`]*?)\n\n```sql\n([^]*?)\n```/g)]
    .map(([, title, query]) => ({ title: title.replace(/\s+/g, " "), query }));
  assert.equal(documented.length, 10);
  assert.deepEqual(EXAMPLES, documented);
});

test("every table that the migrations make has its columns, whatever stands between them", () => {
  const names = (sql) => columnsOf(sql).map(({ name, type }) => `${name} ${type}`.trim());
  assert.deepEqual(names(`CREATE TABLE runs (
    id integer primary key autoincrement,
    -- An integer; text of digits, from 2^63 on.
    seed any not null check (typeof(seed) in ('integer', 'text')), "odd, name" text default ',)',
    is_external integer generated always as (owner = 'outside') virtual,
    unique (id, seed), foreign key (id) references jobs (id)
  ) strict, without rowid`), ["id integer", "seed any", "odd, name text", "is_external integer"]);
  assert.deepEqual(names("CREATE TABLE sqlite_sequence(name,seq)"), ["name", "seq"]);
  assert.deepEqual(names("nothing"), []);
  assert.equal(quoted("plain_1"), "plain_1");
  assert.equal(quoted('a "b"'), '"a ""b"""');
});

test("an error's place is found by line and column, by its token, and by a name that is code", () => {
  const query = "select run_id, -- metho\n 'metho', metho\nfrom metrics";
  assert.deepEqual(placeOf('No such column: metho; did you mean "method"?', query), { from: query.lastIndexOf("metho"), to: query.lastIndexOf("metho") + 5, line: 2, column: 11 });
  assert.deepEqual(placeOf('Near "selct": syntax error (line 2, column 3).', "\n  selct 1"), { from: 3, to: 8, line: 2, column: 3 });
  assert.deepEqual(placeOf("Incomplete input.", "select 1 from (  "), { from: 14, to: 15, line: 1, column: 15 });
  assert.deepEqual(placeOf("No such table: nope; there are: runs.", "select * from nope"), { from: 14, to: 18, line: 1, column: 15 });
  assert.equal(placeOf("No such column: metho.", "select method, metho").from, 15);
  assert.equal(placeOf("The query was not done after 5 s", query), null);
  assert.equal(placeOf("Near \"x\": syntax error (line 9, column 1).", "select 1"), null);
});

test("cells keep every digit; a column of numbers is one, nulls aside", () => {
  const answer = parseExact('{"columns":["id","v","t","none"],"rows":[[9007199254740993,1e-6,"a",null],[2,null,"b",null]]}');
  assert.deepEqual(answer.rows[0].map(cellText), ["9007199254740993", "1e-6", "a", "NULL"]);
  assert.deepEqual(columnsIn(answer).map(({ kind }) => kind), ["number", "number", "text", "none"]);
});

const choice = (columns, rows) => usualChoice({ columns, rows }, columnsIn({ columns, rows }));

test("a chart begins as a reader of the answer would draw it", () => {
  assert.deepEqual(choice(["method", "epoch", "loss", "runs"], [["bp", 1, 0.5, 3], ["bp", 2, 0.4, 3], ["dfa", 1, 0.6, 3], ["dfa", 2, 0.5, 3]]),
    { x: "epoch", y: "loss", colour: "method", kind: "line" });
  assert.deepEqual(choice(["dataset", "method", "runs", "mean", "sd"], [["a", "bp", 3, 90.5, 0.2], ["a", "dfa", 3, 88.1, 0.3]]),
    { x: "method", y: "mean", colour: null, kind: "bars" });
  assert.deepEqual(choice(["method", "learning_rate", "runs", "accuracy"], [["dkp", 0.1, 2, 0.8], ["dkp", 0.01, 2, 0.7], ["dfa", 0.1, 2, 0.6], ["dfa", 0.01, 2, 0.75]]),
    { x: "learning_rate", y: "accuracy", colour: "method", kind: "line" });
  assert.deepEqual(choice(["run_id", "method", "first_step"], [[1, "bp", 5], [2, "bp", 8]]), { x: "run_id", y: "first_step", colour: null, kind: "bars" });
  assert.equal(choice(["name"], [["a"]]), null);
});

test("a plot has every row: in order of x, gaps where there is no number, names where x is no number", () => {
  const answer = { columns: ["m", "x", "y"], rows: [["a", 2, 5], ["a", 1, null], ["b", 1, 7], ["b", null, 1]] };
  const plot = quickPlot(answer, { x: "x", y: "y", colour: "m", kind: "line" });
  assert.deepEqual(plot.lines.map(({ label, points }) => [label, points.x, points.y]), [["a", [1, 2], [NaN, 5]], ["b", [1], [7]]]);
  assert.deepEqual(plot.lines[0].nulls, [1]);
  assert.deepEqual(plot.notes, ["1 row has no x"]);
  const bars = quickPlot(answer, { x: "m", y: "y", colour: null, kind: "bars" });
  assert.deepEqual(bars.x.names, ["a", "b"]);
  assert.equal(bars.y.range[0], 0);
  assert.deepEqual(bars.lines[0].points.x, [0, 0, 1, 1]);
  assert.deepEqual(bars.notes, ["2 bars lie on another one of the same place"]);
  assert.equal(quickPlot(answer, { x: "gone", y: "y", colour: null, kind: "line" }), null);
});

test("bars of numbers stand side by side, in rising order", () => {
  const plot = quickPlot({ columns: ["x", "y"], rows: [[1000, 1], [1, 2]] }, { x: "x", y: "y", colour: null, kind: "bars" });
  assert.deepEqual([plot.x.names, plot.lines[0].points.x, plot.lines[0].points.y], [["1", "1000"], [0, 1], [2, 1]]);
});

test("more lines than can be told apart are said not to be drawn", () => {
  const rows = Array.from({ length: 70 }, (_, i) => [`m${i}`, 1, i]);
  const plot = quickPlot({ columns: ["m", "x", "y"], rows }, { x: "x", y: "y", colour: "m", kind: "points" });
  assert.equal(plot.lines.length, 60);
  assert.match(plot.notes.join(), /60 of 70 values of m are drawn/);
  assert.equal(new Set(plot.lines.map(({ colour, marker }) => JSON.stringify([colour, marker]))).size, 60);
});

test("a query that is run again moves to the front of the history; what is no history is none", () => {
  const entry = (query, at) => ({ query, at, rows: 1 });
  const list = withEntry(withEntry(withEntry([], entry("a", 1)), entry("b", 2)), entry("a", 3));
  assert.deepEqual(list.map(({ query, at }) => [query, at]), [["a", 3], ["b", 2]]);
  assert.equal(withEntry(list, entry("  ", 4)), list);
  assert.deepEqual(readEntries("{"), []);
  assert.deepEqual(readEntries('[{"query":1},{"query":"q","at":5,"rows":null}]'), [{ query: "q", at: 5, rows: null }]);
});

test("an address carries the query and its chart; defaults are left out, unknown keys passed over", () => {
  assert.equal(encodeSQLView(decodeSQLView(new URLSearchParams("nonsense=1&limit=17&kind=pie"))), "");
  const view = {
    query: "select 'ä&b' -- 1+1\n", limit: 10_000, show: "chart", x: "step", y: "value", colour: "", kind: "points", logX: true, logY: false,
  };
  assert.deepEqual(decodeSQLView(new URLSearchParams(encodeSQLView(view))), view);
});
