// Networks coloured by their angles at one moment, with a slider over it.

import { xWord } from "../../chart/values.js";
import { networkPicture } from "../../components/networkpicture.js";
import { arrange, h, setText } from "../../lib/dom.js";
import { KIND_LABELS } from "../../math/axis.js";
import { pictureOf } from "../../math/networkpicture.js";
import { merged } from "../../math/recorded.js";
import { nearest } from "../../math/search.js";

/** Positions of the slider. */
const STEPS = 1000;

export class Networks {
  #catalogue;
  #onMove;
  #what = null;
  /** Those that are drawn: of the last answer, until the next is there. */
  #networks = [];
  /** The x under the pointer on a chart; null while it is elsewhere. */
  #hovered = null;
  #slider;
  #time = h("output", {});
  #pictures = h("div", { class: "networks" });

  /** @param {{catalogue: object, onMove: (at: ?number) => void}} parts `onMove`: to an x, null for the newest. */
  constructor({ catalogue, onMove }) {
    this.#catalogue = catalogue;
    this.#onMove = onMove;
    this.#slider = h("input", {
      type: "range", min: 0, max: STEPS, step: 1, "aria-label": "The moment that the networks are drawn at", oninput: () => this.#move(),
    });
    const scale = h("span", { class: "angle-scale", "aria-hidden": "true" }, h("span", {}, "0°"), h("i", {}), h("span", {}, "90°"));
    this.element = h("section", { class: "network-section", hidden: true },
      h("header", {}, h("h2", {}, "The networks"), h("label", { class: "moment" }, this.#slider, this.#time), scale), this.#pictures);
  }

  /**
   * @param {{view: object, networks: {group: object, title: string, lines: Promise<Map<string, object[]>>}[], last: number}} what
   *   `title`: of what is measured; `lines`: of each layer. `last`: the newest x.
   */
  async show(what) {
    this.#what = what;
    this.element.hidden = what.networks.length === 0 || !(what.last > 0);
    if (this.element.hidden) return;
    const networks = await Promise.all(what.networks.map(async (network) => ({ ...network, lines: await network.lines })));
    if (this.#what !== what) return;
    this.#networks = networks;
    this.#draw();
  }

  /** Shows the moment under the pointer, as long as it is there. @param {?number} x */
  lookAt(x) {
    this.#hovered = x;
    if (this.#what !== null && !this.element.hidden) this.#draw();
  }

  focus() {
    this.#slider.focus();
  }

  get #x() {
    const { view, last } = this.#what;
    return Math.min(last, this.#hovered ?? view.at ?? last);
  }

  #move() {
    const place = Number(this.#slider.value);
    const x = (place / STEPS) * this.#what.last;
    // At its end it stays with the newest point, wherever that comes to be.
    this.#onMove(place === STEPS ? null : this.#what.view.x === "iteration" ? Math.max(1, Math.round(x)) : Number(x.toPrecision(5)));
  }

  #draw() {
    const { view, last } = this.#what;
    const x = this.#x;
    const word = xWord({ kind: view.x, label: KIND_LABELS[view.x] }, x);
    setText(this.#time, view.at === null && this.#hovered === null ? `${word}, the newest` : word);
    this.#slider.setAttribute("aria-valuetext", word);
    this.#slider.value = Math.round((x / last) * STEPS);
    arrange(this.#pictures, this.#networks.map((network) => this.#picture(network, x)));
  }

  #picture({ group, title, lines: ofLayers }, x) {
    const values = new Map();
    for (const [layer, lines] of ofLayers) {
      const line = lines.find((one) => one.id === group.id);
      const at = line === undefined ? -1 : nearest(line.x, x);
      if (at >= 0 && Number.isFinite(line.mean[at])) values.set(layer, line.mean[at]);
    }
    const recorded = group.runs.flatMap((run) => Object.values(run.measures)).filter((layers) => layers.length > 0);
    const isSerial = group.method !== null && this.#catalogue.isSerial(group.method);
    return networkPicture(pictureOf({ layers: merged(recorded), values, isSerial, feedback: [...values.keys()] }), `${group.label}, ${title}`);
  }
}
