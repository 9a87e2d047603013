/** Both texts as ribbons: which parts of the original the page tells, and how the page is made up of
 * it. A click leads to the place. */

import { h, svg } from "./dom.js";
import { told } from "./findings.js";
import { runs } from "./text.js";
import { jumpTo } from "./jump.js";
import { ownShades } from "./reading/model.js";

/** @param {Alignment} alignment
 * @param {Translate} t */
export function ribbons(alignment, t) {
  const { found, page_sentences, not_found } = alignment.figures;
  const foundWords = [
    t.text("figure_found", found, page_sentences),
    not_found > 0 && t.count("figure_not_found", not_found),
  ];
  const toldShades = told(alignment).map((isTold) => (isTold ? "told" : "left_out"));
  return h(
    "div",
    { class: "ribbons" },
    h("span", { "aria-hidden": "true" }, t.text("this_page")),
    ribbon(alignment.page, ownShades(alignment), "page", foundWords.filter(Boolean).join(". "), t),
    h("span", { "aria-hidden": "true" }, t.text("original")),
    ribbon(alignment.source, toldShades, "source", ribbonWords(alignment, t), t),
  );
}

/** @param {string[]} sentences
 * @param {string[]} shades of the sentences
 * @param {"page" | "source"} side
 * @param {string} label the same in words
 * @param {Translate} t */
function ribbon(sentences, shades, side, label, t) {
  const starts = offsets(sentences);
  const width = starts.at(-1) || 1;
  /** @param {MouseEvent} event */
  const click = ({ clientX, currentTarget }) => {
    const box = /** @type {Element} */ (currentTarget).getBoundingClientRect();
    const share = (t.direction === "rtl" ? box.right - clientX : clientX - box.left) / box.width;
    jumpTo(
      side,
      starts.findLastIndex((start) => start <= share * width),
    );
  };
  return svg(
    "svg",
    {
      click,
      class: `ribbon ${side}`,
      viewBox: `0 0 ${width} 10`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": label,
    },
    runs(shades).map(([shade, first, last]) => {
      const [start = 0, end = 0] = [starts[first], starts[last + 1]];
      return svg("rect", { class: shade, x: start, width: end - start, height: 10 });
    }),
  );
}

const HELD_BACK = 80; // characters that a sentence counts which is not given out

/** Where each sentence begins, by length; the last entry is the whole.
 * @param {string[]} sentences */
function offsets(sentences) {
  const starts = [0];
  for (const { length } of sentences) starts.push((starts.at(-1) ?? 0) + (length || HELD_BACK) + 1);
  return starts;
}

/** The original's ribbon in words, by the sentences' numbers.
 * @param {Alignment} alignment
 * @param {Translate} t */
export function ribbonWords(alignment, t) {
  const flags = told(alignment);
  const places = runs(flags)
    .filter(([isTold]) => isTold)
    .map(([, first, last]) =>
      first === last ? t.number(first + 1) : `${t.number(first + 1)}–${t.number(last + 1)}`,
    );
  return places.length
    ? t.text("ribbon", places.join(", "), flags.length)
    : t.text("ribbon_none", flags.length);
}
