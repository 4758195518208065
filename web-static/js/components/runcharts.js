// Everything that one run recorded, a chart for each metric, with a line for each layer; grows while the run goes on.

import { Feed } from "../data/feed.js";
import { Finer } from "../data/finer.js";
import { SeriesStore } from "../data/series.js";
import { wholeWindow } from "../math/axis.js";
import { tidyRange } from "../math/chartview.js";
import { h, setText } from "../lib/dom.js";
import { integer, plural } from "../math/format.js";
import { isTold, nothingWord } from "../math/jobwords.js";
import { looks, sequence } from "../math/palette.js";
import { firstNames, inReadingOrder, isOfMachine } from "../math/recorded.js";
import { ChartGrid } from "./chartgrid.js";

const KIND = "iteration";
/** Charts that are shown before somebody asks for the others. */
const MOST = 12;

export class RunCharts {
  #api;
  #catalogue;
  #change;
  #loss = "";
  #store = new SeriesStore();
  #feed;
  #finer;
  #grid;
  #run = null;
  #view = null;
  #names = [];
  #axes = "";
  #isWhole = false;
  #more = h("button", { type: "button", hidden: true, onclick: () => this.#showAll() });
  /** What the charts were last drawn for, as text. */
  #drawn = "";

  /**
   * @param {{api: object, live: import("../data/live.js").Live, catalogue: import("../data/catalogue.js").Catalogue,
   *   change: (change: object) => void, link: () => string, onStatus: (state: object) => void}} parts
   *   `change`: other axes, as parts of a RunView. `link`: the address of the page as it is.
   */
  constructor({ api, live, catalogue, change, link, onStatus }) {
    this.#api = api;
    this.#catalogue = catalogue;
    this.#change = change;
    const onPoints = (names) => {
      const isMoved = this.#isMoved();
      this.#grid.refresh((key) => isMoved || names.has(key));
    };
    this.#finer = new Finer({ api, store: this.#store, onPoints });
    this.#feed = new Feed({
      api, live, store: this.#store, onStatus, onPoints: (names) => {
        this.#zoomFiner();
        onPoints(names);
      },
    });
    this.#grid = new ChartGrid({
      contentOf: async (key) => this.#content(key), zoom: (ranges, card) => this.#zoom(ranges, card.key),
      log: (isLog, { key }) => this.#change({ log: isLog ? [...this.#view.log, key] : this.#view.log.filter((name) => name !== key) }),
      storedCSV: ({ key }) => this.#api.storedCSV({ runs: [this.#run.id], names: [key] }), link,
    });
    this.element = h("div", {}, this.#grid.element, h("p", { class: "more-charts" }, this.#more));
  }

  /** @param {object} run as the server has it now, with `measures`. @param {object} view @param {string} loss what it minimises. */
  show(run, view, loss) {
    const isOther = this.#run?.id !== run.id;
    const axes = JSON.stringify([view.zoom, view.y, view.log, loss]);
    const hasOtherAxes = this.#view !== null && axes !== this.#axes;
    this.#axes = axes;
    this.#run = run;
    this.#view = view;
    this.#loss = loss;
    this.#arrange();
    if (isOther || hasOtherAxes) this.#grid.refresh();
  }

  #arrange() {
    const all = inReadingOrder(new Map(Object.entries(this.#run.measures)), this.#catalogue);
    this.#names = this.#isWhole ? all : firstNames(all, (name) => this.#catalogue.measure(name).isOurs, MOST);
    this.#grid.arrange(this.#names.map((key) => ({ key })), nothingWord([this.#run]));
    this.#feed.follow([this.#run], this.#names);
    this.#zoomFiner();
    const left = all.length - this.#names.length;
    this.#more.hidden = left === 0;
    setText(this.#more, `Show ${plural(left, "more chart")}`);
  }

  #showAll() {
    const first = this.#names.length;
    this.#isWhole = true;
    this.#arrange();
    // The button is gone: the keyboard goes on where the new charts begin.
    this.#grid.card(this.#names[first])?.figure.focus();
  }

  /** Every chart has one x: where that has grown, all are out of date. */
  #isMoved() {
    const window = JSON.stringify(this.#view?.zoom ?? this.#window());
    const is = window !== this.#drawn;
    this.#drawn = window;
    return is;
  }

  /** The chart that has the focus. */
  get current() {
    return this.#grid.current;
  }

  stop() {
    this.#feed.stop();
    this.#finer.stop();
    this.#grid.remove();
  }

  #zoomFiner() {
    if (this.#view !== null) this.#finer.want(this.#view.zoom, KIND, [this.#run], this.#names);
  }

  #content(key) {
    const measure = this.#catalogue.measure(key);
    const unit = this.#catalogue.unitOf(measure, [this.#loss]) ?? "";
    const layers = this.#run.measures[key] ?? [];
    const { zoom, y, log } = this.#view;
    const isLog = log.includes(key);
    const colours = layers.length > 1 ? sequence(layers.length) : [];
    const lines = (layers.length === 0 ? [null] : layers).flatMap((layer, i) => this.#line(key, layer, colours[i]));
    return {
      key, title: measure.title, unit, summary: measure.summary, mayLog: measure.mayLog, log: isLog,
      expected: measure.perEpoch ? "The first point comes at the end of the first epoch." : "No points yet.",
      points: lines.reduce((sum, line) => sum + line.points.x.length, 0), fileName: `run-${this.#run.id}-${key}`,
      plot: {
        title: `${measure.title}, run ${this.#run.id}`, unit, lines, legend: layers.length > 1,
        x: isOfMachine(key) ? { kind: "sample", label: "sample", window: null } : { kind: KIND, label: KIND, window: zoom ?? this.#window() },
        y: { label: unit, scale: isLog ? "log" : "linear", range: y[key] ?? null, degrees: measure.isDegrees, bounds: measure.bounds },
        notes: meansNote(lines), guides: measure.mark === null ? [] : [{ y: measure.mark }],
      },
    };
  }

  #line(name, layer, colour) {
    const series = this.#finer.get(this.#run, name, layer, isOfMachine(name) ? null : this.#view.zoom, KIND);
    if (series === null) return [];
    const own = this.#look;
    return [{
      id: layer ?? name, label: layer ?? this.#catalogue.measure(name).title, colour: colour ?? own.colour, dashed: own.dashed,
      nulls: nullsOf(series),
      points: { x: series.steps, y: series.values, low: series.min, high: series.max, nulls: series.nulls, counts: series.counts },
    }];
  }

  /** As every chart draws this method. */
  get #look() {
    const method = isTold(this.#run.method) ? this.#run.method : null;
    const serial = new Set(this.#catalogue.methods.filter((one) => one.isSerial).map((one) => one.name));
    return looks([{ id: "run", method, runs: [{ job: { method } }] }], { serial }).get("run");
  }

  /** Every chart to the same iteration, so that they are read below each other. */
  #window() {
    return wholeWindow(this.#store.firstStep(this.#run.id), this.#store.lastStep(this.#run.id));
  }

  #zoom(ranges, key) {
    const { [key]: _, ...others } = this.#view.y;
    if (ranges === null) {
      this.#change({ zoom: null, y: others });
      return;
    }
    const [x, y] = [isOfMachine(key) ? null : ranges.x, ranges.y].map((range) => range && tidyRange(range));
    if (x || y) this.#change({ zoom: x ?? this.#view.zoom, y: y ? { ...this.#view.y, [key]: y } : this.#view.y });
  }
}

/** Where something was no number. */
function nullsOf({ steps, values, nulls }) {
  return steps.filter((_, i) => (nulls === null ? Number.isNaN(values[i]) : nulls[i] > 0));
}

/** What was done with the values of long series, to be said beneath the chart. */
function meansNote(lines) {
  const most = lines.reduce((max, { points: { counts } }) => (counts === null ? max : counts.reduce((a, b) => Math.max(a, b), max)), 1);
  return most > 1 ? [`means of up to ${integer(most)} values; zoom in for each`] : [];
}
