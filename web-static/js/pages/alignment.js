// Whether feedback points where it should: the angle of each layer, as the paper's Figure 2 draws it.

import { Board } from "../components/board.js";
import { setPageKeys } from "../components/keyboard.js";
import { MetricPicker } from "../components/metricpicker.js";
import { Segments } from "../components/segments.js";
import { h, setText } from "../lib/dom.js";
import { KIND_LABELS } from "../math/axis.js";
import { layerPanels, sharedRange } from "../math/layers.js";
import { notesOfLines } from "../math/linenotes.js";
import { inReadingOrder } from "../math/recorded.js";
import { Networks } from "./alignment/networks.js";
import { decode, encode } from "./alignment/view.js";

/** A card is of a metric and of a group or a layer. */
const keyOf = (metric, of) => JSON.stringify([metric, of]);

class AlignmentPage {
  #board;
  #picker;
  #panels;
  #networks;
  #missing = h("p", { class: "hint missing" });
  /** metric -> promise of all its panels, since they share an axis; of the points that are held now. */
  #built = new Map();

  constructor(root, context) {
    const change = (part, options) => this.#board.change(part, options);
    this.#picker = new MetricPicker({ catalogue: context.catalogue, onChange: (metrics) => change({ metrics }) });
    this.#panels = new Segments("Panels", [["group", "of methods"], ["layer", "of layers"]], (by) => change({ by, y: {} }));
    this.#networks = new Networks({ catalogue: context.catalogue, onMove: (at) => change({ at }, { burst: "at" }) });
    this.#board = new Board(root, context, {
      tools: [this.#picker.element, this.#panels.element], below: [this.#missing, this.#networks.element], namesOf: (board) => this.#names(board),
      specsOf: (board) => this.#specs(board), contentOf: (key, board) => this.#content(key, board), metricOf: (key) => JSON.parse(key)[0],
      linkOf: (key, view) => ({ ...view, metrics: [JSON.parse(key)[0]] }), storedOf: (key, board) => this.#stored(JSON.parse(key), board), updated: (board) => this.#updated(board),
      hover: (x) => this.#networks.lookAt(x),
    });
    setPageKeys({
      ...this.#board.keys, m: { says: "which measure", does: () => this.#picker.button.click() },
      p: { says: "panels of methods or of layers", does: () => change({ by: this.#board.view.by === "layer" ? "group" : "layer", y: {} }) },
      i: { says: "the networks at another iteration", does: () => this.#networks.focus() },
    });
  }

  show(view) {
    this.#panels.show(view.by);
    this.#board.show(view);
  }

  leave() {
    this.#board.leave();
  }

  titleOf(view) {
    return this.#board.titleOf(view);
  }

  /** Measures of single layers that were recorded, in reading order. */
  #choices({ recorded, catalogue }) {
    return inReadingOrder(recorded, catalogue).filter((name) => recorded.get(name).length > 0);
  }

  /** The angles that have a place in reading order, the figure's first; where there is none, the first of what layers have. */
  #names(board) {
    if (board.view.metrics !== null) return board.view.metrics;
    const choices = this.#choices(board);
    const angles = choices.filter((name) => board.catalogue.measure(name).isDegrees && board.catalogue.measure(name).rank !== null);
    return angles.length > 0 ? angles : choices.slice(0, 1);
  }

  #specs(board) {
    const shown = this.#names(board);
    const { recorded, catalogue, view } = board;
    this.#picker.show({ names: this.#choices(board), recorded, shown, isChosen: view.metrics !== null });
    return shown.flatMap((name) => {
      const { title } = catalogue.measure(name);
      const own = view.by === "layer" ? recorded.get(name) ?? [] : board.shownGroups.filter((group) => hasRecorded(group, name)).map((group) => group.id);
      return own.map((of) => ({ key: keyOf(name, of), section: title }));
    });
  }

  /** Of which every stored value is what a card shows. */
  #stored([metric, of], { view, shownGroups }) {
    if (view.by === "layer") return { metric, layer: of, groups: shownGroups };
    return { metric, layer: null, groups: shownGroups.filter((group) => group.id === of) };
  }

  /** All panels of a metric: their lines, and the axis that they share. */
  #allOf(name, board) {
    if (!this.#built.has(name)) this.#built.set(name, this.#build(name, board));
    return this.#built.get(name);
  }

  async #build(name, board) {
    const measure = board.catalogue.measure(name);
    const layers = board.recorded.get(name) ?? [];
    const lines = new Map();
    for (const layer of layers) lines.set(layer, await board.lines(measure, layer));
    const panels = layerPanels({ layers, lines, by: board.view.by, looks: board.looks, band: board.view.band });
    return { panels, lines, range: sharedRange([...panels.values()].flat(), measure, board.window, board.view.log.includes(name)) };
  }

  async #content(key, board) {
    const [name, of] = JSON.parse(key);
    const { view, catalogue, groups } = board;
    const measure = catalogue.measure(name);
    const { panels, lines, range } = await this.#allOf(name, board);
    const title = view.by === "layer" ? of : groups.find((group) => group.id === of)?.label ?? "";
    const own = [...lines.values()].flat().filter((line) => view.by === "layer" || line.id === of);
    const log = view.log.includes(name);
    return {
      key, title, unit: measure.unit ?? "", summary: measure.summary, mayLog: !measure.isDegrees, log, hasOwnRange: name in view.y, expected: board.expected(measure),
      fileName: board.fileName(`${name}-${title}`),
      plot: {
        title: `${measure.title}, ${title}`, unit: measure.unit ?? "", lines: panels.get(of) ?? [], legend: view.by !== "layer",
        x: { kind: view.x, label: KIND_LABELS[view.x], scale: view.logX ? "log" : "linear", window: board.window },
        y: { range: view.y[name] ?? range, scale: log ? "log" : "linear", degrees: measure.isDegrees, bounds: measure.bounds, robust: !view.outliers },
        guides: measure.mark === null ? [] : [{ y: measure.mark }], notes: notesOfLines(own),
      },
    };
  }

  /** Whose lines are not shown since they recorded none of it, and what they have recorded instead. */
  #sayMissing(board, shown) {
    const groups = board.shownGroups.filter((group) => group.runs.length > 0 && !shown.some((name) => hasRecorded(group, name)));
    if (groups.length === 0 || shown.length === 0) {
      setText(this.#missing, "");
      return;
    }
    const titleOf = (name) => withoutCapital(board.catalogue.measure(name).title);
    const instead = this.#choices(board).filter((name) => groups.some((group) => hasRecorded(group, name))).map(titleOf);
    const words = `${groups.map((group) => group.label).join(", ")}: no ${shown.map(titleOf).join(", ")} recorded`;
    setText(this.#missing, instead.length > 0 ? `${words}; there is ${instead.join(", ")} (see “Metrics”).` : `${words}.`);
  }

  /** Called before charts are drawn: what was made of other points or another view is not of these. */
  #updated(board) {
    this.#built.clear();
    const shown = this.#names(board);
    this.#sayMissing(board, shown);
    board.showPlainLegend(board.view.by === "group");
    // Each network by the first angle that it has and that is shown.
    const angles = shown.filter((name) => board.catalogue.measure(name).isDegrees);
    const networks = board.shownGroups.flatMap((group) => {
      const name = angles.find((one) => hasRecorded(group, one));
      if (name === undefined) return [];
      return [{ group, title: withoutCapital(board.catalogue.measure(name).title), lines: this.#allOf(name, board).then(({ lines }) => lines) }];
    });
    this.#networks.show({ view: board.view, networks, last: board.lastX });
  }
}

const withoutCapital = (title) => title.charAt(0).toLowerCase() + title.slice(1);
const hasRecorded = (group, name) => group.runs.some((run) => name in run.measures);

export default { decode, encode, mount: (root, context) => new AlignmentPage(root, context) };
