// Puts the parts together: state changes -> groups and styles -> legend, jobs, controls and charts.

import { api, whenUnauthorized } from "./api.js";
import { showControls, wireControls } from "./controls.js";
import { find, setText } from "./dom.js";
import { showEmpty } from "./empty.js";
import { clock } from "./math/format.js";
import { groupRuns } from "./grouping.js";
import { JobList } from "./jobs.js";
import { wireKeyboard } from "./keyboard.js";
import { showLegend } from "./legend.js";
import { Live } from "./live.js";
import { NewJob } from "./newjob.js";
import { assignByMethod, assignSlots, slotStyle } from "./palette.js";
import { Panels } from "./panels.js";
import { runIds } from "./selection.js";
import { SeriesStore } from "./series.js";
import { State } from "./state.js";
import { theme, wireTheme } from "./theme.js";
import { TokenDialog } from "./token.js";

const state = new State(location.search || location.hash);
const store = new SeriesStore();
const live = new Live(state, store);
const panels = new Panels(state, store);
const jobs = new JobList(state, live, store, (config) => newJob.open(config));

/** Slots given so far, one book for grouped lines and one for single runs. */
const slots = { groups: new Map(), runs: new Map() };
let shown = "";
let styleOf = new Map();

function arrange() {
  const view = state.view;
  const groups = groupRuns(state.chosenRuns, view.group);
  const single = view.group === "run";
  const assigned = single && view.colour === "method" ? assignByMethod(groups)
    : assignSlots(groups, single ? slots.runs : slots.groups, !single);
  const styles = new Map(groups.map((group) => [group.id, slotStyle(assigned.get(group.id), theme())]));
  styleOf = new Map(groups.flatMap((group) => group.runs.map((run) => [run.id, styles.get(group.id)])));
  showLegend(groups, styles, state, (run) => store.has(run.id));
  showControls(state);
  jobs.show(styleOf);
  showEmpty(state);
  return { groups, styles };
}

/** Redraws the charts only when what they show has changed: a poll that brings nothing costs nothing. */
function update(force = false) {
  const { groups, styles } = arrange();
  const runs = groups.map((group) => [group.id, group.runs.map((run) => [run.id, run.steps, run.angle_layers])]);
  const text = JSON.stringify([runs, state.view]);
  if (!force && text === shown) return;
  shown = text;
  panels.show(groups, styles);
}

function showConnection() {
  const { stale, lastSeen, message } = state.connection;
  const box = find("#connection");
  box.dataset.state = stale ? "stale" : "live";
  if (!stale) setText(box, "live");
  else setText(box, lastSeen ? `stale since ${clock(lastSeen)}` : "no connection");
  const banner = find("#banner");
  banner.hidden = !stale;
  setText(banner, stale ? `${message} The page keeps trying.` : "");
  showEmpty(state);
}

state.subscribe((what) => {
  if (what === "connection") showConnection();
  else update(what === "measures");
  if (what === "points") panels.redraw();
});

const newJob = new NewJob((created) => {
  state.addJobs(created);
  state.choose(runIds(created));
  live.refresh();
});

wireControls(state);
wireKeyboard(state, newJob);
wireTheme(() => {
  panels.themeChanged();
  update(true);
});

const showVersion = () => api.version().then(({ bearing }) => setText(find("#version"), bearing), () => {});
const tokenDialog = new TokenDialog(() => {
  showVersion();
  live.refresh();
});
whenUnauthorized((wasWrong) => tokenDialog.ask(wasWrong));

showVersion();
live.refresh();
