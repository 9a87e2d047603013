/** The whole original as a slim strip: the kind of each part, and the part in view. */

import { h, svg } from "../dom.js";
import { coverageWords } from "../coverage.js";

const UNITS = 1000; // of height, for any height in pixels

/** @typedef {import("./model.js").Line} Line */

export class Overview {
  #marks = svg("svg", {
    viewBox: `0 0 1 ${UNITS}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
    focusable: "false",
  });
  #window = h("div", { class: "window" });

  /** @param {Alignment} alignment
   * @param {string} controls the original's pane, by its id
   * @param {(share: number) => void} jump to this share of the original
   * @param {Translate} t */
  constructor(alignment, controls, jump, t) {
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
      this.#marks,
      this.#window,
    );
  }
  #middle = 0;

  /** @param {Line[]} sentences
   * @param {import("./geometry.js").Layout} layout */
  set(sentences, { starts, ends, height }) {
    const at = (/** @type {number} */ y) => Math.round((y / height) * UNITS);
    const parts = merged(
      sentences.map(({ shade }, i) => ({ shade, from: at(starts[i] ?? 0), to: at(ends[i] ?? 0) })),
    );
    this.#marks.replaceChildren(
      ...parts.map(({ shade, from, to }) =>
        svg("rect", { class: shade, x: 0, width: 1, y: from, height: to - from }),
      ),
    );
  }

  /** @param {number} scrolled share of the original above the view
   * @param {number} seen share of it in view */
  show(scrolled, seen) {
    this.#middle = scrolled + seen / 2;
    this.#window.style.insetBlockStart = `${scrolled * 100}%`;
    this.#window.style.blockSize = `${seen * 100}%`;
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

/** Merge neighbours of one shade; the smallest part stays visible.
 * @param {{shade: string, from: number, to: number}[]} parts */
function merged(parts) {
  /** @type {typeof parts} */
  const found = [];
  for (const part of parts) {
    const last = found.at(-1);
    if (last && last.shade === part.shade && part.from - last.to <= 4)
      last.to = Math.max(last.to, part.to);
    else if (part.to > (last?.to ?? -1))
      found.push({ ...part, from: Math.max(part.from, last?.to ?? 0) });
  }
  return found;
}
