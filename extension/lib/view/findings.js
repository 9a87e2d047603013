/** Sorts an alignment for a reader. */

import { GRAVE, QUIET, SHADES } from "../api/tables.js";
import { pieces } from "./text.js";

/** The finding of a page sentence; `note` is a note of the page, or in another language and not
 * compared: only that is listed.
 * @typedef {"differs" | "not_found" | "partly" | "found" | "note"} PairKind
 * @typedef {{kind: PairKind, heading: string, sentence: PageSentence}} Pair
 * @typedef {Record<Exclude<PairKind, "note"> | "left_out", number>} Counts
 * @typedef {{pairs: Pair[], leftOut: LeftOut[], parts: LeftOut[], counts: Counts}} Findings */

/** How a sentence of an original is shown: by its state in the account, or as differing.
 * @typedef {AccountEntry["state"] | "differs"} SourceKind */

/** Sort the page's sentences, the original's that are left out, and those left out in part.
 * @param {Alignment} alignment
 * @returns {Findings} */
export function findings({ sentences, left_out, figures }) {
  const pairs = sentences
    .flatMap((sentence) => {
      const { finding: kind, heading } = sentence;
      const isListed = kind !== "note" || heading === "label_not_compared";
      return isListed ? [{ kind, heading, sentence }] : [];
    })
    .sort((a, b) => b.sentence.concern - a.sentence.concern || a.sentence.index - b.sentence.index);
  const { differs, not_found, partly_found: partly, found } = figures;
  const ranked = [...left_out].sort((a, b) => a.rank - b.rank);
  const pieces = ranked.filter(({ span }) => span);
  return {
    pairs,
    leftOut: ranked.filter(({ span }) => !span),
    parts: pieces.filter(({ source }, i) => pieces.findIndex((o) => o.source === source) === i),
    counts: { differs, not_found, partly, found, left_out: figures.left_out },
  };
}

/** Say how much of the original the page has, by words; by sentences of a translation.
 * @param {Alignment} alignment
 * @param {Translate} t */
export function coveredWords({ figures }, t) {
  const { used, source_sentences, not_compared, covered_share } = figures;
  if (not_compared) return t.text("alignment_translated", used, source_sentences);
  return t.text("coverage", percentOf(covered_share));
}

/** Return a share (0..1) in percent; that of a part is never 0 or 100.
 * @param {number} share */
function percentOf(share) {
  const percent = Math.round(100 * share);
  return share === 0 || share === 1 ? percent : Math.min(99, Math.max(1, percent));
}

/** Return the kind of each source sentence, by its index.
 * @param {Alignment} alignment
 * @returns {SourceKind[]} */
export function sourceKinds({ account }) {
  return account.map(({ state, differs }) => (differs ? "differs" : state));
}

/** Return the source sentences that count, in order: what is aside does not.
 * @param {Alignment} alignment
 * @returns {number[]} their indices */
export function countedSentences({ account }) {
  return account.flatMap(({ state, source }) => (state === "aside" ? [] : [source]));
}

/** Return the numbers of source sentences, by index, as a reader counts them; 0 of what is aside.
 * @param {Alignment} alignment
 * @returns {number[]} */
export function numbersOf({ account }) {
  let count = 0;
  return account.map(({ state }) => (state === "aside" ? 0 : ++count));
}

/** A run of the original's sentences that the page leaves out, and the page's sentence that it would
 * follow: the one with what comes before it; -1 is before the first.
 * @typedef {{sources: number[], after: number}} Gap */

/** Return the page's gaps in their order.
 * @param {Alignment} alignment
 * @returns {Gap[]} */
export function gapsOf({ account, sentences }) {
  /** @type {Map<number, number[]>} */
  const gaps = new Map();
  const nearest = new Map(sentences.map(({ index, source: [first] }) => [index, first]));
  let after = -1;
  for (const { state, source, told_by: told } of account) {
    // The nearest of those with it, so that one that repeats the whole story moves no gap.
    const best = told.filter((at) => nearest.get(at) === source);
    if (told.length) after = Math.min(...(best.length ? best : told));
    else if (state === "left_out") gaps.set(after, [...(gaps.get(after) ?? []), source]);
  }
  return [...gaps]
    .map(([at, sources]) => ({ after: at, sources }))
    .sort((a, b) => a.after - b.after);
}

/** Return the marks of the pieces of a source sentence that the page leaves out.
 * @param {Alignment} alignment
 * @param {number} source
 * @returns {import("./text.js").Mark[]} */
export function restMarks({ account }, source) {
  return (account[source]?.rest ?? []).map(({ start, end }) => ({ start, end, kind: "rest" }));
}

/** Return the decisive sources of a sentence: those with a difference, else the nearest. The others
 * only have a part of it, so that one wrong number does not redden three sentences.
 * @param {PageSentence} sentence
 * @returns {number[]} */
export function decisive({ source, changes }) {
  const holding = changes.flatMap((change) => {
    const sourceIndex = change.source?.sentence;
    return GRAVE.includes(nameOf(change)) &&
      sourceIndex !== undefined &&
      source.includes(sourceIndex)
      ? [sourceIndex]
      : [];
  });
  return holding.length ? [...new Set(holding)] : source.slice(0, 1);
}

/** Return the change of a sentence that weighs most: one with both sides before others.
 * @param {PageSentence} sentence
 * @returns {Change | undefined} */
export function gravest({ changes }) {
  const grave = byGravity(changes).filter((change) => GRAVE.includes(nameOf(change)));
  return grave.find(({ page, source }) => page && source) ?? grave[0];
}

/** Return the sources that a sentence differs from; none where it differs from another original.
 * @param {PageSentence & {number?: number}} sentence
 * @returns {number[]} */
export function differing(sentence) {
  const { finding, elsewhere, number } = sentence;
  return finding === "differs" && !(elsewhere?.length && !number) ? decisive(sentence) : [];
}

/** A sentence's mark in a tab; `parts` are its pieces where these are marked apart.
 * @typedef {{sentences: string[], kinds: (string | null)[], parts: Record<number, import("./text.js").Piece[]>}} PageMarks */

/** Return the sentences of the tab's text, and their marks; null is not marked.
 * @param {Alignment} alignment
 * @param {"page" | "source"} side of the tab's text
 * @param {"differences" | "all"} which
 * @returns {PageMarks} */
export function marksOf(alignment, side, which) {
  const ifChosen = (/** @type {string} */ kind) =>
    which === "all" || kind !== "found" ? kind : null;
  if (side === "page") {
    /** @type {(string | null)[]} */
    const kinds = alignment.page.map(() => null);
    for (const { kind, sentence } of findings(alignment).pairs)
      kinds[sentence.index] = kind === "note" ? null : ifChosen(kind);
    return { sentences: alignment.page, kinds, parts: {} };
  }
  /** @type {PageMarks["parts"]} */
  const parts = {};
  const kinds = sourceKinds(alignment).map((kind, at) => {
    const state = ifChosen(kind === "differs" ? kind : "found");
    if (kind === "left_out") return kind;
    if (kind === "aside" || kind === "not_compared") return null;
    const rest = restMarks(alignment, at);
    if (!rest.length) return state;
    parts[at] = pieces(alignment.source[at] ?? "", rest).map(({ text, kind: piece }) => ({
      text,
      kind: piece ? "left_out" : state,
    }));
    return kind;
  });
  return { sentences: alignment.source, kinds, parts };
}

/** Return the marks in the page's sentence; none where nothing of it was found.
 * @param {PageSentence} sentence
 * @returns {import("./text.js").Mark[]} */
export function pageMarks(sentence) {
  if (sentence.label === "not_found") return [];
  const marks = byGravity(sentence.changes).flatMap((change) =>
    change.page ? [{ ...change.page, kind: nameOf(change) }] : [],
  );
  // Missing words are marked; other wording around them is not.
  const grave = marks.filter(({ kind }) => !QUIET.includes(kind));
  const missing = sentence.missing.map((span) => ({ ...span, kind: "missing" }));
  return [...new Set([...grave, ...missing, ...marks]), ...shared(sentence.shared?.page)];
}

/** Return the marks in source sentence `source` where `sentence` differs from it.
 * @param {PageSentence} sentence
 * @param {number} source
 * @returns {import("./text.js").Mark[]} */
export function sourceMarks(sentence, source) {
  const changes = byGravity(sentence.changes).flatMap((change) =>
    change.source?.sentence === source ? [{ ...change.source, kind: nameOf(change) }] : [],
  );
  return [
    ...changes,
    ...shared(sentence.shared?.source.filter((span) => span.sentence === source)),
  ];
}

const NAMED = ["number", "date", "name", "quote"];

/** Return the kind of a value of the page's that its original lacks, where the sentence is found for the rest.
 * @param {PageSentence} sentence */
export function absentValue({ finding, changes }) {
  const alone = changes.find(({ kind, page, source }) => NAMED.includes(kind) && page && !source);
  return finding === "partly" ? alone?.kind : undefined;
}

/** Return the marks of the original's value beside one that it lacks: left out, of the same kind.
 * @param {Alignment} alignment
 * @param {PageSentence} sentence
 * @param {number} source
 * @returns {import("./text.js").Mark[]} */
export function besideMarks({ left_out: leftOut }, sentence, source) {
  const kind = absentValue(sentence);
  const values = leftOut.filter((one) => one.source === source && String(one.why_code) === kind);
  return values.flatMap(({ span }) => (span ? [{ ...span, kind: "rest" }] : []));
}

/** Return the common words, where too few are the same for a comparison by words.
 * @param {Span[]} [spans] */
function shared(spans = []) {
  return spans.map(({ start, end }) => ({ start, end, kind: "shared" }));
}

/** Return the name of a change: its shade where that has its own.
 * @param {Change} change
 * @returns {string} */
function nameOf({ kind, params: { code } }) {
  const shade = String(code);
  return SHADES.includes(shade) ? shade : kind;
}

/** @param {Change[]} changes */
function byGravity(changes) {
  const order = [...GRAVE, ...QUIET];
  return [...changes].sort((a, b) => order.indexOf(nameOf(a)) - order.indexOf(nameOf(b)));
}
