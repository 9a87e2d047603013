/** The map of the original: its sentences in the page, by kind. */

import { h, svg } from "./dom.js";
import { sourceKinds, usedSentences } from "./findings.js";
import { jumpTo } from "./jump.js";
import { alignmentWith } from "./originals.js";
import { runs } from "./text.js";

const SEPARATE = 60; // sentences: more are drawn without gaps
const UNIT = 100; // width of a sentence in the drawing

/** @param {Alignment} alignment
 * @param {import("./tiles.js").Filters} filters
 * @param {Translate} t
 * @param {import("./originals.js").Original[]} originals */
export function coverage(alignment, filters, t, originals) {
  const total = alignment.source.length;
  const leftOut = alignment.left_out.length;
  const { left_out_minutes: minutes } = alignment.figures;
  const time = minutes >= 0.5 ? ` · ${t.minutes(Math.round(minutes))}` : "";
  return h(
    "section",
    { class: "coverage", "aria-label": t.text("reading_overview") },
    h("p", { class: "for-ears coverage-words" }, t.text("coverage", total - leftOut, total)),
    originals.length > 1
      ? h(
          "div",
          { class: "maps" },
          originals.map(({ number, letter, where }) =>
            h(
              "div",
              { class: "map-row", title: where },
              h("span", { class: "letter", "aria-hidden": "true" }, letter),
              map(alignmentWith(alignment, number), t, where, !number),
            ),
          ),
        )
      : map(alignment, t),
    leftOut > 0 &&
      filters.button(
        "left_out",
        "plain left-out",
        `${t.text("chip_left_out")} ${t.number(leftOut)}${time}`,
      ),
  );
}

/** @param {Alignment} alignment
 * @param {Translate} t
 * @param {string} [where] the original's name
 * @param {boolean} [jumps] whether a click shows the sentence
 */
function map(alignment, t, where = "", jumps = true) {
  const kinds = sourceKinds(alignment);
  const gap = kinds.length <= SEPARATE ? 12 : 0;
  const parts = gap ? kinds.map((kind, i) => /** @type {const} */ ([kind, i, i])) : runs(kinds);
  const width = kinds.length * UNIT;
  /** @param {MouseEvent} event */
  const click = ({ clientX, currentTarget }) => {
    const box = /** @type {Element} */ (currentTarget).getBoundingClientRect();
    const share =
      (t.direction === "rtl" ? box.right - clientX : clientX - box.left) / (box.width || 1);
    jumpTo("source", Math.min(kinds.length - 1, Math.floor(share * kinds.length)));
  };
  return svg(
    "svg",
    {
      ...(jumps && { click }),
      class: "map",
      viewBox: `0 0 ${width || 1} 10`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": [where, coverageWords(alignment, t)].filter(Boolean).join(": "),
    },
    parts.map(([kind, first, last]) =>
      svg(
        "rect",
        {
          class: kind,
          x: first * UNIT,
          width: (last - first + 1) * UNIT - gap,
          height: 10,
        },
        svg("title", null, alignment.source[first]),
      ),
    ),
  );
}

/** Return the map in words, by the sentences' numbers.
 * @param {Alignment} alignment
 * @param {Translate} t */
export function coverageWords(alignment, t) {
  const used = usedSentences(alignment);
  const places = runs(used)
    .filter(([isUsed]) => isUsed)
    .map(([, first, last]) =>
      first === last ? t.number(first + 1) : `${t.number(first + 1)}–${t.number(last + 1)}`,
    );
  return places.length
    ? t.text("ribbon", places.join(", "), used.length)
    : t.text("ribbon_none", used.length);
}
