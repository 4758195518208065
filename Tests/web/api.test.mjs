import assert from "node:assert/strict";
import test from "node:test";
import { api, curlLine } from "../../web-static/js/data/api.js";
import { ApiError, query, serverTime, whenUnauthorized } from "../../web-static/js/data/http.js";
import { keepToken, token } from "../../web-static/js/data/token.js";

/** Answers every request with the same, and keeps what was sent. */
function server(status, body = {}, headers = {}) {
  const sent = [];
  globalThis.fetch = async (address, options) => {
    sent.push({ address, ...options });
    return { ok: status < 400, status, headers: new Headers(headers), json: async () => body };
  };
  return sent;
}

test("a token goes with every request, and without one there is no field", async () => {
  const sent = server(200, { bearing: "1" });
  keepToken(null);
  await api.version();
  keepToken("secret");
  await api.version();
  await api.submit("{}");
  assert.deepEqual(sent.map(({ headers }) => headers), [
    {}, { Authorization: "Bearer secret" }, { Authorization: "Bearer secret", "Content-Type": "application/json" },
  ]);
  assert.match(curlLine("/jobs", "{}"), /Bearer \$\(cat TOKEN_FILE\)/);
  assert.ok(!curlLine("/jobs", "{}").includes("secret"));
  keepToken(null);
});

test("a token that is refused is forgotten, and the page told that it was wrong", async () => {
  const told = [];
  whenUnauthorized((wasWrong) => told.push(wasWrong));
  server(401, { detail: "no" });
  keepToken("wrong");
  await assert.rejects(api.version(), { message: "no", status: 401 });
  assert.equal(token(), null);
  await assert.rejects(api.version());
  assert.deepEqual(told, [true, false]);
});

test("a refusal that comes late does not take away the token that was given meanwhile", async () => {
  const told = [];
  whenUnauthorized((wasWrong) => told.push(wasWrong));
  keepToken("old");
  globalThis.fetch = async () => {
    keepToken("new");
    return { ok: false, status: 401, json: async () => ({}) };
  };
  await assert.rejects(api.version());
  assert.equal(token(), "new");
  assert.deepEqual(told, []);
  keepToken(null);
});

test("every address hangs on where the page's files are, so a prefix in front of them changes nothing", async () => {
  const sent = server(200);
  await api.version();
  await api.metrics({ runs: [1], names: ["loss"] });
  const root = new URL("../../web-static/", import.meta.url).href;
  assert.deepEqual(sent.map(({ address }) => address), [`${root}api/v1/version`, `${root}api/v1/metrics`]);
  assert.ok(curlLine("/jobs", "{}").startsWith(`curl ${root}api/v1/jobs`));
});

test("a shell line carries any config, with quotes in it too", () => {
  const line = curlLine("/jobs", JSON.stringify({ name: "it's $HOME" }));
  assert.ok(line.endsWith(`-d '{"name":"it'\\''s $HOME"}'`), line);
});

test("a query leaves out what is not there, and repeats what is a list", () => {
  assert.equal(query({ after: null, limit: 10, q: "", method: ["bp", "dkp"] }), "?limit=10&method=bp&method=dkp");
  assert.equal(query([["jobs", "1-3,7"]]), "?jobs=1-3,7");
  assert.equal(query({ after: undefined }), "");
});

test("what is no answer is told as what it is", async () => {
  globalThis.fetch = async () => { throw new TypeError("Failed to fetch"); };
  await assert.rejects(api.version(), (error) => error instanceof ApiError && error.status === 0);
  server(422, { detail: "two problems", errors: [{ path: "$.epochs", message: "too few" }] });
  await assert.rejects(api.submit("{}"), (error) => error.errors[0].path === "$.epochs");
});

test("now is told by the server's clock", async () => {
  server(200, {}, { Date: new Date(Date.now() + 3_600_000).toUTCString() });
  await api.version();
  assert.ok(Math.abs(serverTime() - Date.now() - 3_600_000) < 2000);
});
