import assert from "node:assert/strict";
import { test } from "node:test";

import { parseMarkdown, parseSpans } from "../../web-static/js/math/markdown.js";

const text = (words) => ({ kind: "text", text: words });

test("headings, lists, code and paragraphs are told apart", () => {
  const blocks = parseMarkdown("# Why\nWider nets\nlearn slower.\n\n- one\n* two\n\n1. first\n2) second\n```\n# no heading\n\n```\nend");
  assert.deepEqual(blocks, [
    { kind: "heading", level: 1, spans: [text("Why")] },
    { kind: "paragraph", spans: [text("Wider nets\nlearn slower.")] },
    { kind: "list", isOrdered: false, items: [[text("one")], [text("two")]] },
    { kind: "list", isOrdered: true, items: [[text("first")], [text("second")]] },
    { kind: "code", text: "# no heading\n" },
    { kind: "paragraph", spans: [text("end")] },
  ]);
});

test("code, links and emphasis stand in a line of text", () => {
  assert.deepEqual(parseSpans("see `a*b*c` in [the paper](https://example.org/x), **now** or *then*"), [
    text("see "), { kind: "code", text: "a*b*c" }, text(" in "), { kind: "link", text: "the paper", href: "https://example.org/x" },
    text(", "), { kind: "strong", text: "now" }, text(" or "), { kind: "em", text: "then" },
  ]);
  assert.deepEqual(parseSpans("https://example.org/a?b=1"), [{ kind: "link", text: "https://example.org/a?b=1", href: "https://example.org/a?b=1" }]);
});

test("an address that is no page is no link, and markup stays text", () => {
  for (const bad of ["[x](javascript:alert(1))", "[x](data:text/html,1)", "[x](JAVASCRIPT:1)", "[x](/relative)", "<img src=x onerror=alert(1)>", "2 * 3 * 4"]) {
    assert.deepEqual(parseSpans(bad), [text(bad)], bad);
  }
});

test("text that is never closed, and very long text, is text", () => {
  assert.deepEqual(parseSpans("a `b **c [d](e"), [text("a `b **c [d](e")]);
  const long = "[".repeat(50_000) + "*".repeat(50_000);
  assert.deepEqual(parseMarkdown(long), [{ kind: "paragraph", spans: [text(long)] }]);
  assert.deepEqual(parseMarkdown("```\nno end"), [{ kind: "code", text: "no end" }]);
  assert.deepEqual(parseMarkdown(" \n\n"), []);
});
