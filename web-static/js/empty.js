// What the page says while there is no job: how to make one.

import { api, curlLine } from "./api.js";
import { copy, find, setText } from "./dom.js";

let started = false;

export function showEmpty(state) {
  const empty = state.jobs.length === 0 && state.connection.lastSeen !== null;
  find("#empty").hidden = !empty;
  find("#view").hidden = state.jobs.length === 0;
  find("#filter").parentElement.hidden = state.jobs.length === 0;
  if (empty && !started) {
    started = true;
    fill();
  }
}

async function fill() {
  const button = find("#copy");
  button.addEventListener("click", async () => {
    const done = await copy(find("#curl").textContent);
    setText(button, done ? "Copied" : "Select and copy");
    setTimeout(() => setText(button, "Copy"), 2000);
  });
  let preset = "fc5/mnist/fig2";
  try {
    const { presets } = await api.presets();
    preset = presets[0]?.name ?? preset;
  } catch {
    // The line still shows how; the poll reports that the server is away.
  }
  setText(find("#curl"), curlLine(preset));
}
