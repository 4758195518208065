// The groups with what they look like and how many runs they are of. A click hides one, with Alt only it stays.

import { arrange, h, setText } from "../lib/dom.js";
import { leftWord } from "../math/grouping.js";
import { onTheme } from "./theme.js";
import { drawSwatches, swatch } from "./swatch.js";

/** Entries that are shown before somebody asks for the others. */
const FIRST = 40;
/** Milliseconds. */
const PAUSE = 120;

export class Legend {
  #list = h("ul", { class: "entries", "aria-label": "Lines" });
  #more = h("button", { type: "button", class: "quiet", hidden: true, onclick: () => this.#showAll() });
  #left = h("button", { type: "button", class: "quiet left", hidden: true });
  #act;
  /** id -> {element, button, text}: kept, so that a press is not lost when something else changes. */
  #entries = new Map();
  #shown = null;
  #isWhole = false;
  #forget;
  #pointed = null;
  #timer = 0;

  /**
   * @param {{onHide: (hidden: string[]) => void, onRuns: () => void, onPoint: (id: ?string) => void}} act
   *   `onRuns`: somebody wants to see who takes part. `onPoint`: to a group, null for none any more.
   */
  constructor(act) {
    this.#act = act;
    this.#left.addEventListener("click", () => act.onRuns());
    this.element = h("div", { class: "legend" }, this.#list, this.#more, this.#left);
    this.#forget = onTheme(() => drawSwatches(this.element.querySelectorAll("canvas.swatch")));
  }

  /**
   * @param {{groups: import("../math/grouping.js").Group[], looks: Map<string, import("../math/palette.js").Look>,
   *   hidden: string[], hasSingles: boolean}} what `hasSingles`: each group is one run, of which nobody counts.
   */
  show(what) {
    this.#shown = what;
    const { groups, looks, hidden, hasSingles } = what;
    const shown = this.#isWhole ? groups : groups.slice(0, FIRST);
    arrange(this.#list, shown.map((group) => this.#entry(group, looks.get(group.id), hidden.includes(group.id), hasSingles)));
    for (const id of this.#entries.keys()) if (!shown.some((group) => group.id === id)) this.#entries.delete(id);
    this.#more.hidden = shown.length === groups.length;
    setText(this.#more, `and ${groups.length - shown.length} more lines`);
    const left = groups.flatMap((group) => group.left);
    this.#left.hidden = left.length === 0;
    setText(this.#left, leftWord(left));
  }

  remove() {
    clearTimeout(this.#timer);
    this.#forget();
  }

  #showAll() {
    this.#isWhole = true;
    this.show(this.#shown);
  }

  #entry(group, look, isHidden, isSingle) {
    const count = isSingle ? "" : group.runs.length === 0 ? "none takes part" : `n ${group.runs.length}`;
    const text = JSON.stringify([group.label, look, count]);
    let entry = this.#entries.get(group.id);
    if (entry?.text !== text) {
      const button = h("button", {
        type: "button", class: "entry", title: "Click to hide or show; Alt-click, or o, for only this one",
        onclick: (event) => this.#toggle(group.id, event.altKey), onkeydown: (event) => this.#key(event, group.id),
        onpointerenter: () => this.#point(group.id), onpointerleave: () => this.#point(null), onfocus: () => this.#point(group.id),
        onblur: () => this.#point(null),
      }, swatch(look), h("span", { class: "name" }, group.label), count === "" ? null : h("span", { class: "muted" }, count));
      const had = entry?.button === document.activeElement;
      if (entry) entry.element.replaceChildren(button);
      entry = { element: entry?.element ?? h("li", {}, button), button, text };
      this.#entries.set(group.id, entry);
      if (had) button.focus();
    }
    entry.button.dataset.group = group.id;
    entry.button.setAttribute("aria-pressed", String(!isHidden));
    return entry.element;
  }

  /** Only what is pointed at for a moment: on the way across many nothing is drawn. */
  #point(id) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#pointed === id) return;
      this.#pointed = id;
      this.#act.onPoint(id);
    }, PAUSE);
  }

  #key(event, id) {
    if (event.key !== "o" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.#toggle(id, true);
  }

  #toggle(id, isSolo) {
    const { groups, hidden } = this.#shown;
    this.#act.onHide(isSolo ? solo(groups, id, hidden) : toggled(hidden, id));
  }
}

function toggled(hidden, id) {
  return hidden.includes(id) ? hidden.filter((one) => one !== id) : [...hidden, id];
}

/** All but one; of one that is alone already: none, so that the same gesture brings the others back. */
export function solo(groups, id, hidden) {
  const others = groups.map((group) => group.id).filter((other) => other !== id);
  const isAlone = !hidden.includes(id) && others.every((other) => hidden.includes(other));
  return isAlone ? [] : others;
}
