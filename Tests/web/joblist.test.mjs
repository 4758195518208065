import assert from "node:assert/strict";
import { test } from "node:test";

import { JobList } from "../../web-static/js/data/joblist.js";
import { everything } from "../../web-static/js/math/query.js";

/** Jobs as the server pages them, newest first; a cursor is the id before. */
class Server {
  ids = [];
  calls = [];
  note = "";

  constructor(count) {
    for (let id = count; id >= 1; id--) this.ids.push(id);
  }

  async rows(selection, { after, limit }) {
    this.calls.push({ jobs: selection.jobs, after, limit });
    const ids = selection.jobs.length > 0 ? this.ids.filter((id) => selection.jobs.includes(id)) : this.ids;
    const rest = after === undefined ? ids : ids.filter((id) => id < after);
    const page = rest.slice(0, limit);
    return {
      jobs: page.map((id) => ({ id, note: this.note })), next: rest.length > limit ? page[page.length - 1] : null,
      ...(after === undefined ? { total: ids.length } : {}),
    };
  }
}

const question = (more = {}) => ({ selection: everything(), sort: "id", order: "desc", metric: "test_accuracy", columns: [], ...more });
const top = { from: 0, to: 30 };

async function listOf(count) {
  const server = new Server(count);
  const list = new JobList(server);
  list.ask(question());
  await list.refresh(top, { isNew: true });
  return { server, list };
}

test("the first page is enough until more comes into view; a place far down is reached in long pages", async () => {
  const { server, list } = await listOf(3000);
  assert.deepEqual([list.rows.length, list.total, server.calls.length], [100, 3000, 1]);
  assert.equal(await list.reach(90), false);
  await list.reach(150);
  assert.equal(list.rows.length, 200);
  await list.reach(3000);
  assert.equal(list.rows.length, 3000);
  assert.ok(server.calls.length <= 5, `${server.calls.length} requests`);
  assert.deepEqual(list.rows.map((row) => row.id), server.ids);
});

test("near the top, what came is there after the next round, and nothing twice", async () => {
  const { server, list } = await listOf(300);
  await list.reach(200);
  server.ids.unshift(302, 301);
  await list.refresh({ from: 90, to: 130 });
  assert.equal(list.total, 302);
  assert.deepEqual(list.rows.map((row) => row.id), server.ids.slice(0, list.rows.length));
  assert.ok(list.rows.length >= 130);
});

test("while nothing comes, one small request keeps all loaded pages", async () => {
  const { server, list } = await listOf(300);
  await list.reach(300);
  const before = server.calls.length;
  server.note = "new";
  await list.refresh(top);
  assert.equal(server.calls.length, before + 1);
  assert.equal(list.rows.length, 300);
  assert.equal(list.rows[0].note, "new");
});

test("far down, rows change in place, nothing moves, and the list says that it is another one now", async () => {
  const { server, list } = await listOf(500);
  await list.reach(500);
  const before = list.rows.map((row) => row.id);
  server.ids.unshift(501);
  server.note = "new";
  for (let round = 0; round < 6; round++) await list.refresh({ from: 300, to: 320 });
  assert.deepEqual(list.rows.map((row) => row.id), before);
  assert.equal(list.rows[310].note, "new");
  assert.equal(list.rows[0].note, "");
  assert.ok(list.isOutdated);
  await list.refresh({ from: 300, to: 320 }, { isNew: true });
  assert.equal(list.rows[0].id, 501);
  assert.ok(!list.isOutdated);
});

test("far down, a row that is gone leaves the list", async () => {
  const { server, list } = await listOf(500);
  await list.reach(500);
  server.ids = server.ids.filter((id) => id !== 195);
  await list.refresh({ from: 300, to: 320 });
  assert.equal(list.total, 499);
  assert.ok(list.rows.every((row) => row.id !== 195));
  assert.ok(list.rows.length >= 320);
});

test("the answer to a question that was asked before is dropped", async () => {
  const { server, list } = await listOf(10);
  let open;
  const gate = new Promise((resolve) => { open = resolve; });
  const answer = server.rows.bind(server);
  server.rows = async (...parts) => {
    const rows = await answer(...parts);
    await gate;
    return rows;
  };
  const late = list.refresh(top);
  assert.equal(list.ask(question({ sort: "name" })), true);
  assert.equal(list.ask(question({ sort: "name" })), false);
  server.ids = [77];
  const fresh = list.refresh(top, { isNew: true });
  open();
  assert.equal(await late, false);
  assert.equal(await fresh, true);
  assert.deepEqual(list.rows.map((row) => row.id), [77]);
});
