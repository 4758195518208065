// Curves of any runs: a panel for each metric, a line with its band for each group.

import { Board } from "../components/board.js";
import { setPageKeys } from "../components/keyboard.js";
import { MetricPicker } from "../components/metricpicker.js";
import { KIND_LABELS } from "../math/axis.js";
import { leftWord } from "../math/grouping.js";
import { notesOfLines } from "../math/linenotes.js";
import { toPlotLine } from "../math/pipeline.js";
import { inReadingOrder, isOfMachine, usualMetrics } from "../math/recorded.js";
import { decode, encode } from "./compare/view.js";

/** A card is of a metric and, of some, a layer. */
const keyOf = (metric, layer) => JSON.stringify([metric, layer]);

class ComparePage {
  #board;
  #picker;

  constructor(root, context) {
    this.#picker = new MetricPicker({ catalogue: context.catalogue, onChange: (metrics) => this.#board.change({ metrics }) });
    this.#board = new Board(root, context, {
      tools: [this.#picker.element], namesOf: (board) => this.#names(board), specsOf: (board) => this.#specs(board),
      contentOf: (key, board) => this.#content(JSON.parse(key), board), metricOf: (key) => JSON.parse(key)[0],
      linkOf: (key, view) => ({ ...view, metrics: [JSON.parse(key)[0]] }), storedOf: (key, board) => this.#stored(JSON.parse(key), board),
    });
    setPageKeys({ ...this.#board.keys, m: { says: "which metrics", does: () => this.#picker.button.click() } });
  }

  show(view) {
    this.#board.show(view);
  }

  leave() {
    this.#board.leave();
  }

  titleOf(view) {
    return this.#board.titleOf(view);
  }

  #names({ view, recorded, catalogue }) {
    return view.metrics ?? usualMetrics(recorded, catalogue.curves);
  }

  #specs(board) {
    const shown = this.#names(board);
    const names = inReadingOrder(board.recorded, board.catalogue);
    this.#picker.show({ names, recorded: board.recorded, shown, isChosen: board.view.metrics !== null });
    return shown.flatMap((name) => {
      const layers = board.recorded.get(name) ?? [];
      if (layers.length === 0) return [{ key: keyOf(name, null) }];
      return layers.map((layer) => ({ key: keyOf(name, layer), section: board.catalogue.measure(name).title }));
    });
  }

  /** Of which every stored value is what a card shows. */
  #stored([metric, layer], { shownGroups: groups }) {
    return { metric, layer, groups };
  }

  async #content([name, layer], board) {
    const { view, catalogue } = board;
    const measure = catalogue.measure(name);
    const [lines, members] = await Promise.all([board.lines(measure, layer), board.memberLines(measure, layer)]);
    const unit = catalogue.unitOf(measure, board.runs.map((run) => JSON.parse(run.config.loss ?? "null")));
    const log = view.log.includes(name);
    const title = layer ?? measure.title;
    const plot = {
      title: layer === null ? measure.title : `${measure.title}, ${layer}`, unit: unit ?? "",
      lines: [...members, ...lines.map((line) => toPlotLine(line, board.looks.get(line.id), view.band))],
      x: { kind: view.x, label: KIND_LABELS[view.x], scale: view.logX ? "log" : "linear", window: isOfMachine(name) ? view.zoom : board.window },
      y: {
        scale: log ? "log" : "linear", range: view.y[name] ?? null, robust: !view.outliers, degrees: measure.isDegrees, bounds: measure.bounds,
      },
      guides: measure.mark === null ? [] : [{ y: measure.mark }],
      notes: [...notesOfLines(lines), leftWord(board.leftOut(lines))].filter((note) => note !== ""),
    };
    return {
      key: keyOf(name, layer), title, unit: unit ?? "", summary: measure.summary, mayLog: true, log, hasOwnRange: name in view.y, expected: board.expected(measure), plot,
      fileName: board.fileName(layer === null ? name : `${name}-${layer}`),
    };
  }
}

export default { decode, encode, mount: (root, context) => new ComparePage(root, context) };
