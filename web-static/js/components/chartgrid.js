// The charts of a page: which there are, when each is drawn, and the crosshair that they share.

import { arrange, h, setText } from "../lib/dom.js";
import { ChartCard } from "./chartcard.js";
import { onTheme } from "./theme.js";

/**
 * @typedef {{key: string, section?: string}} Spec what a card is of: a stable name. Cards of one section stand together
 *   below its title.
 */
export class ChartGrid {
  #contentOf;
  #act;
  /** @type {Map<string, ChartCard>} */
  #cards = new Map();
  #sections = new Map();
  #isDrawing = false;
  #hasLeft = false;
  #spoken = h("p", { class: "unseen", "aria-live": "polite" });
  #body = h("div", { class: "chart-sections" });
  #nothing = h("p", { class: "page-state", role: "status", hidden: true });
  #nearby = new IntersectionObserver((entries) => this.#notice(entries), { rootMargin: "300px" });
  #forget;

  /**
   * @param {{contentOf: (key: string) => Promise<import("./chartcard.js").CardContent>, zoom: (ranges: ?object, card: ChartCard) => void,
   *   log: (isLog: boolean, card: ChartCard) => void, storedCSV: ?((card: ChartCard) => Promise<Blob>),
   *   link: ?((card: ChartCard) => string), hover?: (x: ?number) => void}} parts
   *   `contentOf`: what a card shows now; asked for when the card is near the screen and out of date.
   */
  constructor({ contentOf, hover = () => {}, zoom, ...act }) {
    this.#contentOf = contentOf;
    this.#act = {
      ...act, hover: (x, card) => this.#hover(x, card, hover),
      zoom: (ranges, card) => {
        // What was under the pointer lies elsewhere now.
        this.#hover(null, card, hover);
        zoom(ranges, card);
      },
    };
    this.element = h("div", { class: "chart-grid" }, this.#nothing, this.#body, this.#spoken);
    this.#forget = onTheme(() => this.#cards.forEach((card) => card.chart.themeChanged()));
  }

  /**
   * @param {Spec[]} specs in the order in which their cards stand; cards that stay are kept as they are.
   * @param {string} nothing what to say where there are none.
   */
  arrange(specs, nothing) {
    this.#nothing.hidden = specs.length > 0;
    setText(this.#nothing, specs.length > 0 ? "" : nothing);
    const keys = new Set(specs.map(({ key }) => key));
    for (const [key, card] of this.#cards) {
      if (keys.has(key)) continue;
      this.#nearby.unobserve(card.figure);
      card.remove();
      this.#cards.delete(key);
    }
    const bySection = Map.groupBy(specs, ({ section = "" }) => section);
    for (const title of this.#sections.keys()) if (!bySection.has(title)) this.#sections.delete(title);
    arrange(this.#body, [...bySection].map(([title, own]) => {
      const section = this.#section(title);
      arrange(section.lastElementChild, own.map(({ key }) => this.#card(key).figure));
      section.dataset.count = own.length;
      return section;
    }));
    this.#draw();
  }

  /** Charts are out of date. @param {(key: string) => boolean} which */
  refresh(which = () => true) {
    for (const [key, card] of this.#cards) if (which(key)) card.isDue = true;
    this.#draw();
  }

  /** @returns {?ChartCard} */
  card(key) {
    return this.#cards.get(key) ?? null;
  }

  /** The chart that has the focus or, where none has, the first. @returns {?ChartCard} */
  get current() {
    return [...this.#cards.values()].find((card) => card.figure.contains(document.activeElement)) ?? [...this.#cards.values()][0] ?? null;
  }

  remove() {
    this.#hasLeft = true;
    this.#forget();
    this.#nearby.disconnect();
    for (const card of this.#cards.values()) card.remove();
    this.#cards.clear();
  }

  #card(key) {
    if (!this.#cards.has(key)) {
      const card = new ChartCard(key, this.#act);
      this.#cards.set(key, card);
      this.#nearby.observe(card.figure);
    }
    return this.#cards.get(key);
  }

  #section(title) {
    if (!this.#sections.has(title)) {
      this.#sections.set(title, h("section", { class: "chart-section", "aria-label": title || "Charts" },
        title === "" ? null : h("h2", {}, title), h("div", { class: "cards" })));
    }
    return this.#sections.get(title);
  }

  /** One card after the other, so that what somebody does meanwhile is not held up for long. */
  async #draw() {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    try {
      for (;;) {
        const card = [...this.#cards.values()].find((one) => one.isDue && one.isNear);
        if (card === undefined || this.#hasLeft) break;
        card.isDue = false;
        const content = await this.#contentOf(card.key);
        if (this.#hasLeft) break;
        // What was asked for before a card went is not drawn.
        if (this.#cards.get(card.key) === card) card.show(content);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    } catch (error) {
      if (!this.#hasLeft) throw error;
    } finally {
      this.#isDrawing = false;
    }
  }

  #hover(x, source, tell) {
    for (const card of this.#cards.values()) {
      if (x === null) card.hideCrosshair();
      else if (card.isNear) card.showAt(x, card === source);
    }
    tell(x);
    if (document.activeElement === source.figure) setText(this.#spoken, x === null ? "" : source.spoken());
  }

  #notice(entries) {
    for (const entry of entries) {
      const card = [...this.#cards.values()].find((one) => one.figure === entry.target);
      if (card !== undefined) card.isNear = entry.isIntersecting;
    }
    this.#draw();
  }
}
