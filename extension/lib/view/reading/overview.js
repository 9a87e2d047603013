/** A small map of the original: the kind of each part, and what is in view. */

import { h } from "../dom.js";
import { coverageWords } from "../coverage.js";
import { NAMES } from "../../api/tables.js";

/** @typedef {import("./model.js").Line} Line
 * @typedef {import("./geometry.js").Layout} Layout */

const LEGEND = /** @type {const} */ (["found", "in_part", "differs", "left_out", "not_compared"]);

export class Overview {
  #blocks = h("div", { class: "blocks" });
  #window = h("div", { class: "window" });
  #legend = h("ul", { class: "overview-key", "aria-hidden": "true" });
  #middle = 0;

  /** @param {Alignment} alignment
   * @param {string} controls the original's pane, by its id
   * @param {(share: number) => void} jump to this share of the text
   * @param {Translate} t */
  constructor(alignment, controls, jump, t) {
    this.#t = t;
    /** @param {Event} event */
    const point = (event) => {
      const { clientY, buttons } = /** @type {PointerEvent} */ (event);
      const { top, height } = this.node.getBoundingClientRect();
      if (buttons & 1) jump((clientY - top) / height);
    };
    /** @param {Event} event */
    const key = (event) => {
      const step = STEPS[/** @type {KeyboardEvent} */ (event).key];
      if (step === undefined) return;
      event.preventDefault();
      jump(Number.isFinite(step) ? this.#middle + step : step > 0 ? 1 : 0);
    };
    this.node = h(
      "div",
      {
        class: "overview",
        role: "scrollbar",
        tabindex: 0,
        "aria-orientation": "vertical",
        "aria-controls": controls,
        "aria-valuemin": 0,
        "aria-valuemax": 100,
        "aria-valuenow": 0,
        "aria-label": t.text("reading_overview"),
        title: coverageWords(alignment, t),
        pointerdown: point,
        pointermove: point,
        keydown: key,
      },
      this.#blocks,
      this.#window,
      this.#legend,
    );
  }
  #t;

  /** @param {Line[]} sentences of the original
   * @param {Layout} layout */
  set(sentences, layout) {
    const stretches = merged(sentences, layout);
    this.#blocks.replaceChildren(
      ...stretches.map(({ shade, from, to }) => {
        const block = h("div", { class: `swatch ${shade}` });
        block.style.insetBlockStart = `${(from / layout.height) * 100}%`;
        block.style.blockSize = `${((to - from) / layout.height) * 100}%`;
        return block;
      }),
    );
    const shades = LEGEND.filter((name) => stretches.some(({ shade }) => shade === name));
    this.#legend.replaceChildren(
      ...shades.map((shade) =>
        h("li", null, h("i", { class: `swatch ${shade}` }), this.#t.text(NAMES[shade])),
      ),
    );
  }

  /** @param {number} scrolled share of the text above the view
   * @param {number} seen share of it in view */
  show(scrolled, seen) {
    const { style } = this.#window;
    style.insetBlockStart = `${scrolled * 100}%`;
    style.blockSize = `${seen * 100}%`;
    this.#middle = scrolled + seen / 2;
    const room = 1 - seen;
    this.node.setAttribute(
      "aria-valuenow",
      String(room > 0.001 ? Math.round(Math.min(scrolled / room, 1) * 100) : 0),
    );
  }
}

/** @type {Record<string, number>} */
const STEPS = {
  ArrowDown: 0.05,
  ArrowUp: -0.05,
  PageDown: 0.2,
  PageUp: -0.2,
  Home: -Infinity,
  End: Infinity,
};

/** Return the sentences' places; neighbours of one shade are one.
 * @param {Line[]} sentences
 * @param {Layout} layout */
function merged(sentences, { starts, ends }) {
  /** @type {{shade: string, from: number, to: number, next: number}[]} */
  const stretches = [];
  sentences.forEach(({ shade, kind }, i) => {
    const state = kind === "in_part" && shade !== "withheld" ? kind : shade;
    const className = state === "verbatim" ? "found" : state;
    const [from, to] = [starts[i] ?? 0, ends[i] ?? 0];
    const last = stretches.at(-1);
    if (last?.shade === className && last.next === i) Object.assign(last, { to, next: i + 1 });
    else stretches.push({ shade: className, from, to, next: i + 1 });
  });
  return stretches;
}
