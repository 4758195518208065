import assert from "node:assert/strict";
import test from "node:test";
import { api, curlLine, whenUnauthorized } from "../../web-static/js/api.js";
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
  assert.match(curlLine("http://x", "p"), /Bearer \$\(cat TOKEN_FILE\)/);
  assert.ok(!curlLine("http://x", "p").includes("secret"));
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
