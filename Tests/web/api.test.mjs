import assert from "node:assert/strict";
import test from "node:test";
import { api, csvRequest, curlLine, serverTime, whenUnauthorized } from "../../web-static/js/api.js";
import { keepToken, token } from "../../web-static/js/token.js";

/** Answers every request with the same, and keeps what was sent. */
function server(status, body = {}) {
  const sent = [];
  globalThis.fetch = async (address, options) => {
    sent.push(options.headers);
    return { ok: status < 400, status, json: async () => body };
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
  assert.deepEqual(sent, [
    {}, { Authorization: "Bearer secret" }, { Authorization: "Bearer secret", "Content-Type": "application/json" },
  ]);
  assert.match(curlLine("p"), /Bearer \$\(cat TOKEN_FILE\)/);
  assert.ok(!curlLine("p").includes("secret"));
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
  const asked = [];
  globalThis.fetch = async (address) => {
    asked.push(address);
    return { ok: true, status: 200, json: async () => ({}) };
  };
  await api.version();
  await api.metrics([1], ["loss"], null, 10);
  const root = new URL("../../web-static/", import.meta.url).href;
  assert.deepEqual(asked, [`${root}api/v1/version`, `${root}api/v1/metrics`]);
  assert.ok(curlLine("p").startsWith(`curl -X POST ${root}api/v1/jobs`));
  assert.equal(csvRequest([1, 2], "loss").address, `${root}api/v1/metrics.csv?runs=1,2&names=loss`);
});

test("points of a few runs as CSV are a link, of many a request with a body", () => {
  const runs = Array.from({ length: 2000 }, (_, i) => i + 1);
  assert.equal(csvRequest([1], "loss").body, null);
  const { address, body } = csvRequest(runs, "loss");
  assert.ok(address.endsWith("/metrics.csv"));
  assert.deepEqual(JSON.parse(body), { runs, names: ["loss"] });
  assert.ok(csvRequest(runs.slice(0, 100), "loss").address.length < 1000);
});

test("now is told by the server's clock", async () => {
  globalThis.fetch = async () => ({
    ok: true, status: 200, headers: new Headers({ Date: new Date(Date.now() + 3_600_000).toUTCString() }), json: async () => ({}),
  });
  await api.version();
  assert.ok(Math.abs(serverTime() - Date.now() - 3_600_000) < 2000);
});
