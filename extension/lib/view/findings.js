/** What an alignment says, sorted for a reader: pairs worst first, what was left out by rank. */

/** @typedef {"differs" | "not_found" | "found"} PairKind */
/** @typedef {{kind: PairKind, heading: string, sentence: PageSentence}} Pair */
/** @typedef {{pairs: Pair[], leftOut: LeftOut[], counts: Record<PairKind | "left_out" | "all", number>}} Findings */

// The gravest first: it names the pair.
const KINDS = /** @type {const} */ ([
  "opposite",
  "negation",
  "number",
  "quote",
  "name",
  "date",
  "moved",
]);

/** @param {Alignment} alignment
 * @returns {Findings} */
export function findings(alignment) {
  const pairs = alignment.sentences
    .filter(({ label }) => label !== "boilerplate")
    .map(pairOf)
    .sort((a, b) => b.sentence.concern - a.sentence.concern || a.sentence.index - b.sentence.index);
  const leftOut = [...alignment.left_out].sort((a, b) => a.rank - b.rank);
  /** @param {PairKind} kind */
  const number = (kind) => pairs.filter((pair) => pair.kind === kind).length;
  return {
    pairs,
    leftOut,
    counts: {
      all: pairs.length + leftOut.length,
      differs: number("differs"),
      not_found: number("not_found"),
      left_out: leftOut.length,
      found: number("found"),
    },
  };
}

/** @param {PageSentence} sentence
 * @returns {Pair} */
function pairOf(sentence) {
  const change = KINDS.find((kind) => sentence.changes.some((each) => nameOf(each) === kind));
  if (sentence.label === "not_found")
    return { kind: "not_found", heading: "label_not_found", sentence };
  if (change) return { kind: "differs", heading: `change_${change}`, sentence };
  const kind = sentence.label === "partly_found" ? "differs" : "found";
  return { kind, heading: `label_${sentence.label}`, sentence };
}

/** Which source sentences the page tells, by index.
 * @param {Alignment} alignment
 * @returns {boolean[]} */
export function told(alignment) {
  const leftOut = new Set(alignment.left_out.map(({ source }) => source));
  return alignment.source.map((_, index) => !leftOut.has(index));
}

/** The sentences of the text that stands in a tab, with the kind that each is marked as there.
 * @param {Alignment} alignment
 * @param {"page" | "source"} here
 * @returns {{sentences: string[], kinds: (PairKind | null)[]}} */
export function placed(alignment, here) {
  if (here === "source") {
    return {
      sentences: alignment.source,
      kinds: told(alignment).map((isTold) => (isTold ? "found" : null)),
    };
  }
  /** @type {(PairKind | null)[]} */
  const kinds = alignment.page.map(() => null);
  for (const { kind, sentence } of findings(alignment).pairs) kinds[sentence.index] = kind;
  return { sentences: alignment.page, kinds };
}

/** Marks in the page's sentence; where nothing of it was found, marks would say nothing.
 * @param {PageSentence} sentence
 * @returns {import("./text.js").Mark[]} */
export function pageMarks(sentence) {
  if (sentence.label === "not_found") return [];
  const changes = byGravity(sentence.changes).flatMap((change) =>
    change.page ? [{ ...change.page, kind: nameOf(change) }] : [],
  );
  const missing = sentence.missing.map((span) => ({ ...span, kind: "missing" }));
  return [...changes, ...missing, ...shared(sentence.shared?.page)];
}

/** Marks in source sentence `source`, as far as `sentence` differs from it.
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

/** Words in both, marked where too few are for a difference word by word.
 * @param {Span[]} [spans] */
function shared(spans = []) {
  return spans.map(({ start, end }) => ({ start, end, kind: "shared" }));
}

/** What a change is called: a word for the opposite and a doubt dropped have names of their own.
 * @param {Change} change
 * @returns {string} */
function nameOf({ kind, params }) {
  return params?.code === "opposite" || params?.code === "hedge" ? params.code : kind;
}

/** @param {Change[]} changes */
function byGravity(changes) {
  /** @type {string[]} */
  const order = [...KINDS, "hedge", "wording"];
  return [...changes].sort((a, b) => order.indexOf(nameOf(a)) - order.indexOf(nameOf(b)));
}
