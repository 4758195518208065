// The ends of an axis, typed in.

import { h } from "../lib/dom.js";
import { number } from "../math/format.js";
import { ownRange } from "../math/scale.js";
import { openDialog } from "./dialog.js";

let count = 0;

/**
 * @param {{title: string, range: number[], log: boolean, isOwn: boolean, onChange: (range: ?number[]) => void}} axis `range`: what it
 *   shows now; `isOwn`: because somebody said so. `onChange`: null as the lines need it.
 */
export function openRange({ title, range, log, isOwn, onChange }) {
  const id = `range-${(count += 1)}`;
  const error = h("p", { class: "field-error", role: "status", id: `${id}-error` });
  const [from, to] = ["From", "To"].map((word, i) => h("input", {
    type: "text", inputmode: "decimal", value: String(Number(range[i].toPrecision(6))), "aria-label": word, "aria-describedby": `${id}-error`,
  }));
  const form = h("form", {
    id, class: "range-form",
    onsubmit(event) {
      event.preventDefault();
      const wished = [from, to].map((input) => (input.value.trim() === "" ? NaN : Number(input.value.replace(",", ".").replace("−", "-"))));
      const fits = ownRange(wished, log);
      if (fits === null) {
        error.textContent = log ? "Two numbers above 0, the lower one first." : "Two numbers, the lower one first.";
        return;
      }
      close();
      onChange(fits);
    },
  }, h("label", {}, "From ", from), h("label", {}, "to ", to), error);
  const auto = h("button", {
    type: "button", disabled: !isOwn, onclick: () => {
      close();
      onChange(null);
    },
  }, "As the lines need it");
  const { close } = openDialog({
    title: `Range of y: ${title}`, className: "question", body: [form, h("p", { class: "hint" }, `Now ${number(range[0])} to ${number(range[1])}.`)],
    footer: [auto, h("button", { type: "submit", form: id, class: "primary" }, "Set")],
  });
  from.select();
}
