/** The map of the original: its sentences in the page, by kind. */

import { h, svg } from "./dom.js";
import { NAMES } from "../api/tables.js";
import { countedSentences, coveredWords, sourceKinds } from "./findings.js";
import { jumpTo } from "./jump.js";
import { alignmentWith } from "./originals.js";
import { runs } from "./text.js";

const SEPARATE = 60; // sentences: more are drawn without gaps
const UNIT = 100; // width of a sentence in the drawing
const LEGEND = /** @type {const} */ (["told", "in_part", "differs", "left_out", "not_compared"]);

/** @param {Alignment} alignment
 * @param {Translate} t
 * @param {import("./originals.js").Original[]} originals */
export function coverage(alignment, t, originals) {
  return h(
    "section",
    { class: "coverage", "aria-label": t.text("reading_overview") },
    h("p", { class: "for-ears coverage-words" }, coveredWords(alignment, t)),
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
    legend(alignment, t),
  );
}

/** Name the map's colours, as far as it has them; a screen reader gets them in words.
 * @param {Alignment} alignment
 * @param {Translate} t */
function legend(alignment, t) {
  const drawn = new Set(sourceKinds(alignment));
  return h(
    "ul",
    { class: "map-key", "aria-hidden": "true" },
    LEGEND.filter((kind) => drawn.has(kind)).map((kind) =>
      h("li", { class: kind }, t.text(NAMES[kind])),
    ),
  );
}

/** Draw the map; pointers and arrow keys show the words of its stretches, at first the longest gap.
 * @param {Alignment} alignment
 * @param {Translate} t
 * @param {string} [where] the original's name
 * @param {boolean} [jumps] whether a click shows the sentence
 */
function map(alignment, t, where = "", jumps = true) {
  const counted = countedSentences(alignment);
  const all = sourceKinds(alignment);
  const kinds = counted.map((at) => /** @type {SourceKind} */ (all[at]));
  const stretches = runs(kinds);
  const words = h("p", { class: "map-words", "aria-hidden": "true" });
  let index = 0;
  /** @param {number} stretch */
  const show = (stretch) => {
    index = Math.min(Math.max(stretch, 0), stretches.length - 1);
    const [kind = "aside", first = 0, last = 0] = stretches[index] ?? [];
    const count = last > first ? ` (${t.number(last - first + 1)})` : "";
    const text = alignment.source[counted[first] ?? 0] ?? "";
    words.replaceChildren(`${t.text(NAMES[kind])}${count}: `, h("bdi", null, text));
    node.setAttribute("aria-valuenow", String(index + 1));
    node.setAttribute("aria-valuetext", words.textContent ?? "");
  };
  const hide = () => words.replaceChildren();
  /** @param {Event} event */
  const sentence = (event) => {
    const { left, right, width } = node.getBoundingClientRect();
    const { clientX } = /** @type {MouseEvent} */ (event);
    const share = (t.direction === "rtl" ? right - clientX : clientX - left) / (width || 1);
    return Math.min(kinds.length - 1, Math.max(0, Math.floor(share * kinds.length)));
  };
  /** @param {number} number */
  const stretchOf = (number) => stretches.findIndex(([, , last]) => number <= last);
  /** @param {Event} event */
  const key = (event) => {
    const { key } = /** @type {KeyboardEvent} */ (event);
    const step = STEPS[key];
    if (step) show(index + (t.direction === "rtl" ? -step : step));
    else if (key === "Escape") hide();
    else if (key === "Enter" && jumps) jumpTo("source", counted[stretches[index]?.[1] ?? 0] ?? 0);
    else return;
    event.preventDefault();
  };
  const node = h(
    "div",
    {
      class: "map-of",
      role: "slider",
      tabindex: 0,
      "aria-label": [where, coverageWords(alignment, t)].filter(Boolean).join(": "),
      "aria-valuemin": 1,
      "aria-valuemax": Math.max(1, stretches.length),
      "aria-valuenow": 1,
      ...(jumps && {
        click: (/** @type {Event} */ event) => jumpTo("source", counted[sentence(event)] ?? 0),
      }),
      focus: () => show(longestGap(stretches)),
      blur: hide,
      keydown: key,
      pointermove: (/** @type {Event} */ event) => show(stretchOf(sentence(event))),
      pointerleave: hide,
    },
    drawing(kinds, stretches),
    words,
  );
  return node;
}

/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

/** @typedef {import("./findings.js").SourceKind} SourceKind
 * @typedef {[SourceKind, number, number][]} Stretches */

/** @param {Stretches} stretches
 * @returns {number} its place, 0 where nothing is left out */
function longestGap(stretches) {
  const lengths = stretches.map(([kind, first, last]) =>
    kind === "left_out" ? last - first + 1 : 0,
  );
  return lengths.indexOf(Math.max(...lengths));
}

/** @param {SourceKind[]} kinds
 * @param {Stretches} stretches */
function drawing(kinds, stretches) {
  const isApart = kinds.length <= SEPARATE;
  const parts = isApart ? kinds.map((kind, i) => /** @type {const} */ ([kind, i, i])) : stretches;
  return svg(
    "svg",
    {
      class: "map",
      viewBox: `0 0 ${kinds.length * UNIT || 1} 10`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
      focusable: "false",
    },
    parts.map(([kind, first, last]) =>
      svg("rect", {
        class: kind,
        x: first * UNIT,
        width: (last - first + 1) * UNIT,
        height: 10,
      }),
    ),
  );
}

/** Return the map in words, by the sentences' numbers.
 * @param {Alignment} alignment
 * @param {Translate} t */
export function coverageWords(alignment, t) {
  const used = alignment.account.flatMap(({ state }) =>
    state === "aside" ? [] : [state === "told" || state === "in_part"],
  );
  const places = runs(used)
    .filter(([isUsed]) => isUsed)
    .map(([, first, last]) =>
      first === last ? t.number(first + 1) : `${t.number(first + 1)}–${t.number(last + 1)}`,
    );
  return places.length
    ? t.text("ribbon", places.join(", "), used.length)
    : t.text("ribbon_none", used.length);
}
