/** Sorts an alignment for a reader. */

/** The finding of a page sentence; `note` is a note of the page, which is not compared.
 * @typedef {"differs" | "not_found" | "partly" | "found" | "note"} Finding
 * @typedef {Exclude<Finding, "note">} PairKind
 * @typedef {{kind: PairKind, heading: string, sentence: PageSentence}} Pair
 * @typedef {Record<PairKind | "left_out", number>} Counts
 * @typedef {{pairs: Pair[], leftOut: LeftOut[], counts: Counts}} Findings */

/** In reading order; each sentence but a note has one of these. */
export const KINDS = /** @type {const} */ (["differs", "not_found", "partly", "found"]);

// The gravest first, as in server/model/change_kinds.py.
const GRAVE = /** @type {const} */ ([
  "opposite",
  "negation",
  "number",
  "quote",
  "name",
  "date",
  "role",
  "scope",
  "hedge",
  "moved",
]);

// Changes whose words are not marked.
const UNMARKED = ["attribution", "wording"];

/** @param {Alignment} alignment
 * @returns {Findings} */
export function findings(alignment) {
  const pairs = alignment.sentences
    .flatMap((sentence) => {
      const kind = findingOf(sentence);
      return kind === "note" ? [] : [{ kind, heading: headingOf(sentence, kind), sentence }];
    })
    .sort((a, b) => b.sentence.concern - a.sentence.concern || a.sentence.index - b.sentence.index);
  const counts = { differs: 0, not_found: 0, partly: 0, found: 0, left_out: 0 };
  for (const { kind } of pairs) counts[kind] += 1;
  counts.left_out = alignment.left_out.length;
  return { pairs, leftOut: [...alignment.left_out].sort((a, b) => a.rank - b.rank), counts };
}

/** How the sentence is shown. The server decides; what an older one saved is decided here.
 * @param {PageSentence} sentence
 * @returns {Finding} */
export function findingOf(sentence) {
  if (sentence.finding) return sentence.finding;
  if (sentence.label === "boilerplate") return "note";
  if (sentence.label === "not_found") return "not_found";
  if (gravest(sentence)) return "differs";
  return sentence.label === "partly_found" ? "partly" : "found";
}

/** Return the name of the heading of a sentence of this kind.
 * @param {PageSentence} sentence
 * @param {Finding} kind */
function headingOf(sentence, kind) {
  if (sentence.heading) return sentence.heading;
  const change = kind === "differs" && gravest(sentence);
  if (change) return `change_${change}`;
  return kind === "differs" ? "group_differs" : `label_${sentence.label}`;
}

/** @param {PageSentence} sentence */
function gravest({ changes }) {
  return GRAVE.find((kind) => changes.some((each) => nameOf(each) === kind));
}

/** Return whether the page has each source sentence, by index.
 * @param {Alignment} alignment
 * @returns {boolean[]} */
export function usedSentences(alignment) {
  const leftOut = new Set(alignment.left_out.map(({ source }) => source));
  return alignment.source.map((_, index) => !leftOut.has(index));
}

/** Return the kind of each source sentence's gravest pair; "left_out" without one.
 * @param {Alignment} alignment
 * @returns {(PairKind | "left_out")[]} */
export function sourceKinds(alignment) {
  /** @type {(PairKind | "left_out")[]} */
  const kinds = usedSentences(alignment).map((used) => (used ? "found" : "left_out"));
  const order = ["found", "partly", "differs"];
  for (const { kind, sentence } of findings(alignment).pairs) {
    if (kind === "not_found") continue;
    for (const at of decisive(sentence)) {
      const now = kinds[at];
      if (now && now !== "left_out" && order.indexOf(kind) > order.indexOf(now)) kinds[at] = kind;
    }
  }
  return kinds;
}

/** Return the decisive sources of a sentence: those with a difference, else the nearest. The others
 * only have a part of it, so that one wrong number does not redden three sentences.
 * @param {PageSentence} sentence
 * @returns {number[]} */
export function decisive({ source, changes }) {
  const holding = changes.flatMap((change) => {
    const at = change.source?.sentence;
    const isGrave = /** @type {readonly string[]} */ (GRAVE).includes(nameOf(change));
    return isGrave && at !== undefined && source.includes(at) ? [at] : [];
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
    kinds: kinds.map((kind) => (which === "all" || kind !== "found" ? kind : null)),
  };
}

/** @param {Alignment} alignment
 * @returns {(PairKind | null)[]} */
function pageKinds(alignment) {
  /** @type {(PairKind | null)[]} */
  const kinds = alignment.page.map(() => null);
  for (const { kind, sentence } of findings(alignment).pairs) kinds[sentence.index] = kind;
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
  const grave = marks.filter(({ kind }) => !UNMARKED.includes(kind));
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

/** Return the name of a change: an opposite word and a dropped doubt have their own.
 * @param {Change} change
 * @returns {string} */
function nameOf({ kind, params }) {
  return params?.code === "opposite" || params?.code === "hedge" ? String(params.code) : kind;
}

/** @param {Change[]} changes */
function byGravity(changes) {
  /** @type {string[]} */
  const order = [...GRAVE, ...UNMARKED];
  return [...changes].sort((a, b) => order.indexOf(nameOf(a)) - order.indexOf(nameOf(b)));
}
