/** The original as a ribbon: which parts of it the page tells. A click leads to the place in the list. */

import { svg } from "../dom.js";
import { told } from "../findings.js";
import { runs } from "../text.js";
import { jumpTo } from "./jump.js";

/** @param {Alignment} alignment
 * @param {Translate} t */
export function ribbon(alignment, t) {
  const flags = told(alignment);
  const starts = offsets(alignment.source);
  const width = starts.at(-1) ?? 1;
  const parts = runs(flags).filter(([isTold]) => isTold);
  /** @param {MouseEvent} event */
  const click = ({ clientX, currentTarget }) => {
    const box = /** @type {Element} */ (currentTarget).getBoundingClientRect();
    const share = (t.direction === "rtl" ? box.right - clientX : clientX - box.left) / box.width;
    jumpTo("source", starts.findLastIndex((start) => start <= share * width));
  };
  return svg(
    "svg",
    { click, class: "ribbon", viewBox: `0 0 ${width} 10`, preserveAspectRatio: "none", role: "img", "aria-label": ribbonWords(alignment, t) },
    svg("rect", { class: "left-out", x: 0, y: 0, width, height: 10 }),
    parts.map(([, first, last]) => {
      const [start = 0, end = 0] = [starts[first], starts[last + 1]];
      return svg("rect", { class: "told", x: start, y: 0, width: end - start, height: 10 });
    }),
  );
}

/** Where each sentence begins, by length; the last entry is the whole.
 * @param {string[]} sentences */
function offsets(sentences) {
  return sentences.reduce((sums, sentence) => [...sums, Number(sums.at(-1)) + sentence.length + 1], [0]);
}

/** The same in words, by the sentences' numbers.
 * @param {Alignment} alignment
 * @param {Translate} t */
export function ribbonWords(alignment, t) {
  const flags = told(alignment);
  const places = runs(flags).filter(([isTold]) => isTold).map(([, first, last]) =>
    first === last ? t.number(first + 1) : `${t.number(first + 1)}–${t.number(last + 1)}`,
  );
  return places.length ? t.text("ribbon", places.join(", "), flags.length) : t.text("ribbon_none", flags.length);
}
