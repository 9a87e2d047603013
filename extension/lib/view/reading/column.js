/** One of the two texts as paragraphs of sentences. */

import { NAMES } from "../../api/tables.js";
import { h } from "../dom.js";
import { markedWords, ROLES } from "../parts.js";

/** @typedef {import("./model.js").Line} Line */

/** Return a text's paragraphs, and one element per sentence.
 * @param {Line[]} sentences
 * @param {"page" | "source"} side
 * @param {string | null} language
 * @param {Translate} t
 * @param {(after: number) => (Node | string)[]} [gapAfter] what follows a sentence; -1 is the beginning
 * @returns {{paragraphs: HTMLElement[], spans: HTMLElement[]}} */
export function column(sentences, side, language, t, gapAfter = () => []) {
  /** @type {HTMLElement[]} */
  const paragraphs = [];
  /** @type {HTMLElement[]} */
  const spans = [];
  sentences.forEach((sentence, i) => {
    const before = sentences[i - 1];
    const begins = before?.paragraph !== sentence.paragraph;
    if (begins)
      paragraphs.push(h("p", { lang: language, dir: "auto" }, ...(i ? [] : gapAfter(-1))));
    const paragraph = /** @type {HTMLElement} */ (paragraphs.at(-1));
    if (sentence.shade === "withheld" && before?.shade === "withheld" && spans[i - 1]) {
      spans.push(/** @type {HTMLElement} */ (spans[i - 1]));
      if (begins) paragraphs.pop();
      return;
    }
    const span = sentence.shade === "withheld" ? gap(t) : spanOf(sentence, side, i, t);
    paragraph.append(begins ? "" : sentence.space, span, ...gapAfter(i));
    spans.push(span);
  });
  return { paragraphs, spans };
}

/** @param {Line} sentence
 * @param {"page" | "source"} side
 * @param {number} index
 * @param {Translate} t */
function spanOf({ text, marks, shade, kind, numbers, place }, side, index, t) {
  const isPlain = shade === "note" || shade === "aside";
  return h(
    "span",
    {
      class: `sentence ${shade}`,
      "data-kind": kind,
      "data-side": side,
      "data-index": index,
      // Numbers replace bands on paper and without scripts.
      "data-number": side === "source" ? (numbers[0] ?? null) : null,
      "data-links":
        side === "page" && numbers.length ? numbers.map((one) => t.number(one)).join(", ") : null,
      "data-letter": place?.letter ?? null,
      role: ROLES[kind],
      title:
        place?.where ?? (ROLES[kind] ? t.text(NAMES[/** @type {"not_found"} */ (kind)]) : null),
      "aria-describedby": isPlain ? null : `shade-${kind === "in_part" ? kind : shade}`,
      tabindex: isPlain ? null : -1,
    },
    ...markedWords(text, marks, t),
  );
}

/** @param {Translate} t */
function gap(t) {
  return h(
    "span",
    { class: "sentence withheld", "data-kind": "withheld" },
    "[…] ",
    t.text("reading_withheld"),
  );
}
