/** Sorts an alignment for a reader. */

import { FINDINGS, GRAVE, QUIET, SHADES } from "../api/tables.js";

/** The finding of a page sentence; `note` is a note of the page, or in another language and not
 * compared: only that is listed.
 * @typedef {"differs" | "not_found" | "partly" | "found" | "note"} PairKind
 * @typedef {{kind: PairKind, heading: string, sentence: PageSentence}} Pair
 * @typedef {Record<Exclude<PairKind, "note"> | "left_out", number>} Counts
 * @typedef {{pairs: Pair[], leftOut: LeftOut[], counts: Counts}} Findings */

/** @param {Alignment} alignment
 * @returns {Findings} */
export function findings(alignment) {
  const pairs = alignment.sentences
    .flatMap((sentence) => {
      const { finding: kind, heading } = sentence;
      const isListed = kind !== "note" || heading === "label_not_compared";
      return isListed ? [{ kind, heading, sentence }] : [];
    })
    .sort((a, b) => b.sentence.concern - a.sentence.concern || a.sentence.index - b.sentence.index);
  const counts = { differs: 0, not_found: 0, partly: 0, found: 0, left_out: 0 };
  for (const { kind } of pairs) if (kind !== "note") counts[kind] += 1;
  counts.left_out = alignment.left_out.length;
  return { pairs, leftOut: [...alignment.left_out].sort((a, b) => a.rank - b.rank), counts };
}

/** Return whether the page has each source sentence, by index.
 * @param {Alignment} alignment
 * @returns {boolean[]} */
export function usedSentences(alignment) {
  const unknown = alignment.not_compared ?? [];
  const leftOut = new Set([...alignment.left_out.map(({ source }) => source), ...unknown]);
  return alignment.source.map((_, index) => !leftOut.has(index));
}

/** Return how many of the original's sentences the page has; at least, where not all are compared.
 * @param {Alignment} alignment
 * @param {Translate} t */
export function coveredWords(alignment, t) {
  const unknown = alignment.not_compared?.length ?? 0;
  const used = alignment.source.length - alignment.left_out.length - unknown;
  return t.text(unknown ? "alignment_translated" : "coverage", used, alignment.source.length);
}

/** Return the kind of each source sentence's gravest pair; "left_out" without one.
 * @param {Alignment} alignment
 * @returns {(PairKind | "left_out")[]} */
export function sourceKinds(alignment) {
  /** @type {(PairKind | "left_out")[]} */
  const kinds = usedSentences(alignment).map((used) => (used ? "found" : "left_out"));
  for (const at of alignment.not_compared ?? []) kinds[at] = "note";
  for (const { kind, sentence } of findings(alignment).pairs) {
    if (kind === "not_found" || kind === "note") continue; // rests on no sentence
    for (const at of decisive(sentence)) {
      const now = kinds[at];
      const isWorse =
        now &&
        now !== "left_out" &&
        now !== "note" &&
        FINDINGS.indexOf(kind) < FINDINGS.indexOf(now);
      if (isWorse) kinds[at] = kind;
    }
  }
  return kinds;
}

/** Return the sources to draw a band to: what is mostly absent has none.
 * @param {Pick<PageSentence, "finding" | "source">} sentence
 * @returns {number[]} */
export function sourcesOf({ finding, source }) {
  return finding === "not_found" ? [] : source;
}

/** Return the decisive sources of a sentence: those with a difference, else the nearest. The others
 * only have a part of it, so that one wrong number does not redden three sentences.
 * @param {PageSentence} sentence
 * @returns {number[]} */
export function decisive({ source, changes }) {
  const holding = changes.flatMap((change) => {
    const at = change.source?.sentence;
    return GRAVE.includes(nameOf(change)) && at !== undefined && source.includes(at) ? [at] : [];
  });
  return holding.length ? [...new Set(holding)] : source.slice(0, 1);
}

/** Return the sentences of the tab's text, and their marks; null is not marked.
 * @param {Alignment} alignment
 * @param {"page" | "source"} side of the tab's text
 * @param {"differences" | "all"} which
 * @returns {{sentences: string[], kinds: (PairKind | "left_out" | null)[]}} */
export function marksOf(alignment, side, which) {
  const [sentences, kinds] =
    side === "source"
      ? [alignment.source, sourceKinds(alignment)]
      : [alignment.page, pageKinds(alignment)];
  return {
    sentences,
    kinds: kinds.map((kind) =>
      kind !== "note" && (which === "all" || kind !== "found") ? kind : null,
    ),
  };
}

/** @param {Alignment} alignment
 * @returns {(PairKind | null)[]} */
function pageKinds(alignment) {
  /** @type {(PairKind | null)[]} */
  const kinds = alignment.page.map(() => null);
  for (const { kind, sentence } of findings(alignment).pairs)
    kinds[sentence.index] = kind === "note" ? null : kind;
  return kinds;
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
