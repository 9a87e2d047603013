/** A small map of both texts: the kind of each part, bands between them, and what is in view. */

import { h, svg } from "../dom.js";
import { coverageWords } from "../coverage.js";
import { bandsOf } from "./geometry.js";

const UNITS = 1000; // of height, for any height in pixels
const WIDTH = 44; // of the map, in the same units as its columns
const COLUMN = 11;
const MOST_BANDS = 400; // more would be one stain

/** @typedef {import("./model.js").Line} Line
 * @typedef {import("./together.js").Side} Side
 * @typedef {import("./geometry.js").Layout} Layout */

export class Overview {
  #marks = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${UNITS}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
    focusable: "false",
  });
  #windows = { page: h("div", { class: "window page" }), source: h("div", { class: "window" }) };

  /** @param {Alignment} alignment
   * @param {string} controls the original's pane, by its id
   * @param {(side: Side, share: number) => void} jump to this share of a text
   * @param {Translate} t */
  constructor(alignment, controls, jump, t) {
    /** @type {Side} */
    let side = "source";
    /** @param {Event} event */
    const point = (event) => {
      const { clientX, clientY, buttons, type } = /** @type {PointerEvent} */ (event);
      const { top, height, left, width } = this.node.getBoundingClientRect();
      const first = clientX - left < width / 2 !== (t.direction === "rtl");
      if (type === "pointerdown") side = first ? "page" : "source";
      if (buttons & 1) jump(side, (clientY - top) / height);
    };
    /** @param {Event} event */
    const key = (event) => {
      const step = STEPS[/** @type {KeyboardEvent} */ (event).key];
      if (step === undefined) return;
      event.preventDefault();
      jump("source", Number.isFinite(step) ? this.#middle + step : step > 0 ? 1 : 0);
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
      this.#windows.page,
      this.#windows.source,
    );
  }
  #middle = 0;

  /** @param {import("./model.js").Model} model
   * @param {Record<Side, Layout>} layouts */
  set({ page, source, links }, layouts) {
    const bands = bandsOf(links, layouts.page, layouts.source);
    this.#marks.replaceChildren(
      ...joined(bands, layouts).slice(0, MOST_BANDS),
      ...blocks(page, layouts.page, 0),
      ...blocks(source, layouts.source, WIDTH - COLUMN),
    );
  }

  /** @param {Side} side
   * @param {number} scrolled share of the text above the view
   * @param {number} seen share of it in view */
  show(side, scrolled, seen) {
    const { style } = this.#windows[side];
    style.insetBlockStart = `${scrolled * 100}%`;
    style.blockSize = `${seen * 100}%`;
    if (side === "page") return;
    this.#middle = scrolled + seen / 2;
    const room = 1 - seen;
    this.node.setAttribute(
      "aria-valuenow",
      String(room > 0.001 ? Math.round(Math.min(scrolled / room, 1) * 100) : 0),
    );
  }
}

/** @param {number} y
 * @param {Layout} layout */
const unit = (y, { height }) => Math.round((y / height) * UNITS);

/** Draw one text's sentences as a column.
 * @param {Line[]} sentences
 * @param {Layout} layout
 * @param {number} x */
function blocks(sentences, layout, x) {
  const { starts, ends } = layout;
  const parts = sentences.map(({ shade, kind }, i) => ({
    shade: kind === "in_part" && shade !== "withheld" ? kind : shade,
    from: unit(starts[i] ?? 0, layout),
    to: unit(ends[i] ?? 0, layout),
  }));
  return merged(parts).map(({ shade, from, to }) =>
    svg("rect", { class: shade, x, width: COLUMN, y: from, height: to - from }),
  );
}

/** Draw the bands between the columns; those that go on from each other are one.
 * @param {import("./geometry.js").Band[]} bands
 * @param {Record<Side, Layout>} layouts */
function joined(bands, layouts) {
  /** @type {{shade: string, a: number, b: number, c: number, d: number, next: string}[]} */
  const found = [];
  for (const { link, page, source } of bands) {
    if (!link.best) continue;
    const [b, d] = [unit(page[1], layouts.page), unit(source[1], layouts.source)];
    const last = found.at(-1);
    const next = `${link.page + 1} ${link.source + 1} ${link.shade}`;
    if (last?.next === `${link.page} ${link.source} ${link.shade}`)
      Object.assign(last, { b, d, next });
    else {
      const [a, c] = [unit(page[0], layouts.page), unit(source[0], layouts.source)];
      found.push({ shade: link.shade, a, b, c, d, next });
    }
  }
  const [left, middle, right] = [COLUMN, WIDTH / 2, WIDTH - COLUMN];
  return found.map(({ shade, a, b, c, d }) =>
    svg("path", {
      class: shade,
      d: `M${left} ${a}C${middle} ${a} ${middle} ${c} ${right} ${c}V${d}C${middle} ${d} ${middle} ${b} ${left} ${b}Z`,
    }),
  );
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
