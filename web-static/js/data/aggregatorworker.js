// Calculates lines off the page's own thread. Points are sent once and kept under their names.

import { calculate } from "../math/linetask.js";

const held = new Map();

self.addEventListener("message", ({ data: { id, series, forget, tasks } }) => {
  for (const name of forget) held.delete(name);
  for (const [name, points] of series) held.set(name, points);
  try {
    self.postMessage({ id, lines: tasks.map((task) => calculate(task, (name) => held.get(name) ?? null)) });
  } catch (error) {
    self.postMessage({ id, error: String(error?.message ?? error) });
  }
});
