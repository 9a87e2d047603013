/** The headline of a comparison: its best proof, the page's words over the original's. It is the first
 * of the pairs, and opens in place to the whole sentences and what can be done with them. */

import { GRAVE } from "../api/tables.js";
import { h } from "./dom.js";
import { besideMarks, decisive, findings, gapsOf, pageMarks, sourceMarks } from "./findings.js";
import { jumpTo, walk } from "./jump.js";
import { originalsOf, shownOf } from "./originals.js";
import { furtherSides, itemActions, opinionOn, sourcesOf } from "./pairs.js";
import { link, markedWords } from "./parts.js";
import { nameOf } from "./source.js";
import { clauseAround, shifted } from "./text.js";

const MOST = 28; // words of an omission

/** One side: a sentence, its marks, and the part of it that is shown; `at` is the sentence's index.
 * @typedef {{at: number, text: string, marks: import("./text.js").Mark[], part: {start: number, end: number}}} Side */

/** `kind` is that of the page's sentence, or `left_out` with the count of sentences in its `hole`.
 * @typedef {{kind: import("./findings.js").PairKind | "left_out", page: Side | null, source: Side | null,
 *   original: import("./originals.js").Original, hole: number, heading: string,
 *   sentence: import("./originals.js").Shown | null}} Proof */

/** What the headline shows: a sentence of the page, or one of the original that is left out.
 * @typedef {{kind?: Proof["kind"], page?: number, source?: number}} Proven */

/** Render the proof; nothing where the comparison is sure of nothing.
 * @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {HTMLElement | null} */
export function proofView(comparison, t, actions) {
  const proof = proofOf(comparison);
  if (!proof) return null;
  const { page: article, search } = comparison;
  const { kind, page, source, original, hole } = proof;
  const origin = search?.origin;
  const publisher = origin?.read && !original.number ? origin.name : original.article.publisher;
  const [own, other] = [article.publisher, publisher ?? original.article.title].map(
    (name, i) => name ?? nameOf(i ? original.address : article.url),
  );
  const imprint = imprintOf(other || t.text("side_original"), original, t);
  const gap = hole > 0 && h("span", { class: "hole" }, h("bdi", null, t.count("hole", hole)));
  const proven = provenIn(comparison);
  return h(
    "div",
    {
      class: `proof ${kind}`,
      tabindex: -1,
      "data-kind": kind,
      "data-page": proven.page,
      "data-source": proven.source ?? proof.sentence?.source.join(" "),
      keydown: walk,
      chosen: () => {
        if (page && !hole) actions.showInPage?.(page.at, true);
        else if (source) actions.showInOriginal?.(source.at, true);
      },
    },
    row("page", [own || t.text("side_page")], page, gap, article.language, t, () => {
      if (!page) return source && jumpTo("source", source.at);
      jumpTo("page", page.at);
      return actions.showInPage?.(page.at, true);
    }),
    row(
      "source",
      imprint.name,
      source,
      null,
      original.article.language,
      t,
      () => {
        if (!source || original.number) return page && jumpTo("page", page.at);
        jumpTo("source", source.at);
        return actions.showInOriginal?.(source.at, true);
      },
      page?.marks[0] && `absent_${page.marks[0].kind}`,
      imprint.read,
    ),
    ...(proof.sentence ? opinionOn(proof.sentence, t) : []),
    entirety(comparison, proof, t, actions),
  );
}

/** Render a control that opens the whole sentences in their rows, with what belongs to them.
 * @param {Comparison} comparison
 * @param {Proof} proof
 * @param {Translate} t
 * @param {Actions} actions */
function entirety(comparison, proof, t, actions) {
  const { page, source, original, hole, sentence, heading } = proof;
  const { alignment, page: article } = comparison;
  if (!alignment) return null;
  const context = { alignment, page: article, originals: [original], original, t, actions };
  const { showInPage } = actions;
  const show = page && !hole && showInPage ? () => showInPage(page.at) : undefined;
  const further = sentence ? sourcesOf(sentence).filter((at) => at !== source?.at) : [];
  const inside = [
    heading && h("p", { class: "what" }, t.text(heading, original.where)),
    sentence && furtherSides(sentence, further, context),
    itemActions(show, source?.at, context),
  ].filter(Boolean);
  const isCut = [page, source].some((side) => side && (!hole || side === source) && isPart(side));
  if (!inside.length && !isCut) return null;
  return h(
    "details",
    { class: "entirety" },
    h("summary", null, t.text("details")),
    h("div", null, inside),
  );
}

/** Name what the headline shows.
 * @param {Comparison} comparison
 * @returns {Proven} */
export function provenIn(comparison) {
  const proof = proofOf(comparison);
  if (!proof) return {};
  const { kind, page, source, hole } = proof;
  if (hole) return { kind, ...(source && { source: source.at }) };
  return { kind, ...(page && { page: page.at }) };
}

/** Return whether the proof names the first original, so that a card of it need not come first.
 * @param {Comparison} comparison */
export function namesOriginal(comparison) {
  const proof = proofOf(comparison);
  return Boolean(proof && !proof.original.number && proof.original.address);
}

/** Name an original with its day, and render a link to it.
 * @param {string} name
 * @param {import("./originals.js").Original} original
 * @param {Translate} t
 * @returns {{name: (Node | string)[], read: Node | null}} */
function imprintOf(name, { article, address }, t) {
  const { published, title } = article;
  const day = published && h("time", { datetime: published, dir: "auto" }, t.date(published));
  const toText = [t.text("read"), h("span", { class: "for-ears" }, `: ${title ?? name}`)];
  return {
    name: day ? [name, " · ", day] : [name],
    read: address ? link(address, { class: "plain read" }, ...toText) : null,
  };
}

/** @param {"page" | "source"} which
 * @param {(Node | string)[]} name
 * @param {Side | null} side
 * @param {HTMLElement | false | null} gap after the words
 * @param {string | null} language
 * @param {Translate} t
 * @param {() => void} show
 * @param {string} [absent] the message of a value that this side lacks
 * @param {Node | null} [read] the way to the whole text */
function row(which, name, side, gap, language, t, show, absent = "label_not_found", read = null) {
  const click = (/** @type {Event} */ event) => (event.preventDefault(), show());
  const words = side
    ? h("a", { class: "said", href: "#content", lang: language, click }, cut(side, t))
    : !gap && h("span", { class: "said none" }, t.text(absent) || t.text("label_not_found"));
  return h(
    "div",
    { class: which },
    h("b", { class: "outlet", dir: "auto" }, name),
    // A text runs its own way, from its own side, and holes and other words that of the panel.
    h("p", side && { dir: "auto" }, words, gap && words && " ", gap),
    side &&
      !gap &&
      isPart(side) &&
      h("blockquote", { lang: language, dir: "auto" }, ...markedWords(side.text, side.marks, t)),
    read,
  );
}

/** Return whether a side shows less than its sentence.
 * @param {Side} side */
function isPart({ text, part: { start, end } }) {
  return start > 0 || end < Array.from(text).length;
}

/** @param {Side} side
 * @param {Translate} t
 * @returns {(Node | string)[]} */
function cut({ text, marks, part: { start, end } }, t) {
  const letters = Array.from(text);
  const words = markedWords(letters.slice(start, end).join(""), shifted(marks, -start), t);
  return [start > 0 ? "…" : "", ...words, end < letters.length ? "…" : ""];
}

/** Choose the sentence that the answer names, or the next one that differs in words of both sides; where
 * nothing differs, the most important omission, at its place in the page.
 * @param {Comparison} comparison
 * @returns {Proof | null} */
function proofOf(comparison) {
  const { alignment, source, gist, page } = comparison;
  if (!alignment || !source || !gist) return null;
  const originals = originalsOf(comparison, alignment, source);
  const namedSentence = gist.clauses.find((clause) => typeof clause.page === "number")?.page;
  const { pairs } = findings(alignment);
  const differing = pairs.filter(({ kind }) => kind === "differs");
  const first = pairs.filter(({ sentence }) => sentence.index === namedSentence);
  if (namedSentence !== undefined && namedSentence !== null)
    for (const [i, { sentence: given, heading }] of [...first, ...differing, ...first].entries()) {
      const sentence = shownOf(given);
      const original = originals[sentence.number];
      const isLast = i > differing.length; // at last, words that no original has
      if (!original) continue;
      const sides =
        given.finding === "not_found"
          ? { page: wholeSide(sentence.index, alignment), source: null }
          : sidesOf(sentence, alignment, original, page.language, isLast);
      if (sides) return { ...sides, kind: given.finding, heading, original, hole: 0, sentence };
    }
  const omitted = gist.clauses.find((clause) => typeof clause.source === "number")?.source;
  const [original] = originals;
  const text = alignment.source[omitted ?? -1];
  const why = alignment.left_out.find(({ source: at }) => at === omitted)?.why_code;
  if (typeof omitted !== "number" || !text || !original) return null;
  const gap = gapsOf(alignment).find(({ sources }) => sources.includes(omitted));
  const before = gap ? (alignment.page[gap.after] ?? "") : "";
  const end = Array.from(before).length;
  const place = { start: end, end };
  return {
    kind: "left_out",
    heading: why ? `why_${why}` : "",
    sentence: null,
    page:
      gap && before
        ? {
            at: gap.after,
            text: before,
            marks: [],
            part: clauseAround(before, place, page.language),
          }
        : null,
    source: {
      ...{ at: omitted, text, marks: [] },
      part: clauseAround(text, { start: 0, end: 0 }, source.language, MOST),
    },
    original,
    hole: gap?.sources.length ?? 1,
  };
}

/** Return the page's side of a sentence that no original has.
 * @param {number} at
 * @param {Alignment} alignment
 * @returns {Side} */
function wholeSide(at, { page }) {
  const text = page[at] ?? "";
  return { at, text, marks: [], part: { start: 0, end: Array.from(text).length } };
}

/** Return both sides of a difference, each around its words; null where one of them has no mark.
 * @param {import("./originals.js").Shown} sentence
 * @param {Alignment} alignment
 * @param {import("./originals.js").Original} original
 * @param {string | null} language of the page
 * @param {boolean} isLast whether the page's side is enough
 * @returns {{page: Side, source: Side | null} | null} */
function sidesOf(sentence, alignment, original, language, isLast) {
  const isGrave = (/** @type {import("./text.js").Mark} */ { kind }) => GRAVE.includes(kind);
  const text = alignment.page[sentence.index] ?? "";
  const marks = pageMarks(sentence).filter(isGrave);
  const [own] = marks;
  if (!own) return null;
  const side = { at: sentence.index, text, marks, part: clauseAround(text, own, language) };
  for (const at of isLast ? sentence.source : decisive(sentence)) {
    const sentenceIndex = isLast
      ? besideMarks(alignment, sentence, at)
      : sourceMarks(sentence, at).filter(isGrave);
    const [other] = sentenceIndex;
    const sourceText = original.texts[at];
    if (!other || !sourceText || (!isLast && other.kind !== own.kind)) continue;
    const part = clauseAround(sourceText, other, original.article.language);
    return { page: side, source: { at, text: sourceText, marks: sentenceIndex, part } };
  }
  return isLast ? { page: side, source: null } : null;
}
