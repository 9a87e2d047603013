import assert from "node:assert/strict";
import { test } from "node:test";

import {
  findings,
  marksOf,
  pageMarks,
  sourceKinds,
  countedSentences,
  coveredWords,
  numbersOf,
  sourceMarks,
} from "../../../extension/lib/view/findings.js";

/** @type {Record<SentenceLabel, [PageSentence["state"], PageSentence["finding"]]>} */
const SHOWN = {
  verbatim: ["same", "found"],
  near_verbatim: ["same", "found"],
  paraphrase: ["reworded", "found"],
  fused: ["reworded", "found"],
  translated: ["reworded", "found"],
  partly_found: ["partly", "partly"],
  not_found: ["added", "not_found"],
  boilerplate: ["aside", "note"],
};

/** A sentence that differs in a number.
 * @type {Partial<PageSentence>} */
const DIFFERS = {
  ...{ state: "changed", finding: "differs", heading: "change_number" },
  changes: [change("number")],
};

/** @param {number} index
 * @param {SentenceLabel} label
 * @param {Partial<PageSentence>} [more]
 * @returns {PageSentence} */
function sentence(index, label, more = {}) {
  const [state, finding] = SHOWN[label];
  const shown = { state, finding, heading: `label_${label}`, opinion: null, shared: null };
  const held = { index, label, source: [0], score: 0.5, concern: 0, missing: [], changes: [] };
  return { ...held, ...shown, parts: [], ...more };
}

/** @param {ChangeKind} kind
 * @param {Record<string, unknown>} [params]
 * @returns {Change} */
function change(kind, params = {}) {
  return {
    kind,
    params,
    page: { start: 0, end: 2, text: "12" },
    source: { sentence: 1, start: 3, end: 5, text: "14" },
    says: "",
  };
}

/** @param {number} source
 * @param {AccountEntry["state"]} state
 * @param {number[]} [told_by]
 * @param {Span[]} [rest]
 * @returns {AccountEntry} */
function entry(source, state, told_by = [], rest = []) {
  return { source, state, told_by, rest };
}

/** @param {Partial<Figures>} given
 * @returns {Figures} */
function figures(given) {
  const none = { differs: 0, not_found: 0, partly_found: 0, found: 0, left_out: 0 };
  return /** @type {Figures} */ ({ ...none, source_sentences: 4, not_compared: 0, ...given });
}

/** @type {Alignment} */
const alignment = {
  order: "free",
  sentences: [
    sentence(0, "verbatim"),
    sentence(1, "not_found", { concern: 0.6, source: [] }),
    sentence(2, "near_verbatim", {
      ...DIFFERS,
      source: [1],
      concern: 0.9,
      changes: [change("wording"), change("number")],
    }),
    sentence(3, "paraphrase", { concern: 0.1, changes: [change("wording")] }),
    sentence(4, "partly_found", { concern: 0.4 }),
    sentence(5, "boilerplate"),
  ],
  left_out: [
    { source: 3, rank: 2, why: "", why_code: "detail", span: null, about: null },
    { source: 2, rank: 1, why: "", why_code: "detail", span: null, about: null },
  ],
  account: [
    entry(0, "told", [0, 3, 4]),
    { ...entry(1, "told", [2]), differs: true },
    entry(2, "left_out"),
    entry(3, "left_out"),
  ],
  figures: figures({ differs: 1, not_found: 1, partly_found: 1, found: 2, left_out: 2, used: 2 }),
  page: [],
  source: ["a", "b", "c", "d"],
  withheld: [],
  opinion_offer: null,
  warnings: [],
};

test("pairs come worst first and notes of the page are none", () => {
  assert.deepEqual(
    findings(alignment).pairs.map(({ sentence: { index } }) => index),
    [2, 1, 4, 3, 0],
  );
});

test("a changed number differs, a changed wording does not", () => {
  const { counts, pairs } = findings(alignment);
  assert.deepEqual(counts, { differs: 1, not_found: 1, partly: 1, found: 2, left_out: 2 });
  assert.equal(pairs[0]?.heading, "change_number");
});

test("what could not be compared is listed, neither counted nor left out", () => {
  const unknown = sentence(0, "not_found", { finding: "note", heading: "label_not_compared" });
  const foreign = {
    ...alignment,
    sentences: [unknown],
    left_out: [],
    account: [
      entry(0, "told"),
      entry(1, "not_compared"),
      entry(2, "told"),
      entry(3, "not_compared"),
    ],
    figures: figures({ used: 2, not_compared: 2 }),
  };
  const { counts, pairs } = findings(foreign);
  assert.deepEqual(counts, { differs: 0, not_found: 0, partly: 0, found: 0, left_out: 0 });
  assert.deepEqual(
    pairs.map(({ kind, heading }) => [kind, heading]),
    [["note", "label_not_compared"]],
  );
  assert.deepEqual(sourceKinds(foreign), ["told", "not_compared", "told", "not_compared"]);
  assert.deepEqual(marksOf(foreign, "source", "all").kinds, ["found", null, "found", null]);
});

test("what was left out comes by rank, and the rest is told", () => {
  assert.deepEqual(
    findings(alignment).leftOut.map(({ source }) => source),
    [2, 3],
  );
  assert.deepEqual(sourceKinds(alignment), ["told", "differs", "left_out", "left_out"]);
});

test("a sentence that is left out in part is listed once, with its pieces, and counts as told", () => {
  const [first, second] = ["ab", "ef"].map((text, i) => ({ start: 4 * i, end: 4 * i + 2, text }));
  const spans = /** @type {Span[]} */ ([first, second]);
  const detail = /** @type {const} */ ("detail");
  const piece = { source: 0, why: "", why_code: detail, about: null };
  const made = {
    ...alignment,
    left_out: [
      { ...piece, rank: 3, span: /** @type {Span} */ (second) },
      { ...piece, rank: 2, span: /** @type {Span} */ (first) },
      { ...piece, source: 3, rank: 1, span: null },
    ],
    sentences: [sentence(0, "paraphrase"), sentence(1, "verbatim", { source: [2] })],
    account: [
      entry(0, "in_part", [0], spans),
      entry(1, "aside"),
      entry(2, "told", [1]),
      entry(3, "left_out"),
    ],
    source: ["abcdef.", "Read on", "b", "c"],
    figures: figures({ covered_share: 0.6, left_out: 1 }),
  };
  const { leftOut, parts, counts } = findings(made);
  assert.deepEqual(
    [leftOut, parts].map((entries) => entries.map(({ rank }) => rank)),
    [[1], [2]],
  );
  assert.equal(counts.left_out, 1);
  assert.deepEqual(countedSentences(made), [0, 2, 3]);
  assert.deepEqual(numbersOf(made), [1, 0, 2, 3]);
  const t = /** @type {any} */ ({ text: (/** @type {any[]} */ ...words) => words });
  assert.deepEqual(coveredWords(made, t), ["coverage", 60]);
  const { kinds, parts: pieces } = marksOf(made, "source", "differences");
  assert.deepEqual(kinds, ["in_part", null, null, "left_out"]);
  assert.deepEqual(
    pieces[0]?.map(({ text, kind }) => [text, kind]),
    [
      ["ab", "left_out"],
      ["cd", null],
      ["ef", "left_out"],
      [".", null],
    ],
  );
});

test("marks belong to their sentence, the gravest first", () => {
  const changed = /** @type {PageSentence} */ (alignment.sentences[2]);
  assert.deepEqual(
    pageMarks(changed).map(({ kind }) => kind),
    ["number", "wording"],
  );
  assert.equal(sourceMarks(changed, 1).length, 2);
  assert.equal(sourceMarks(changed, 0).length, 0);
});

test("words in both are marked on both sides, each in its own source sentence, below what is missing", () => {
  const span = { start: 0, end: 3, text: "the" };
  const reworded = sentence(0, "paraphrase", {
    missing: [{ ...span, start: 4, end: 9 }],
    shared: { page: [span], source: [{ ...span, sentence: 1 }] },
  });
  assert.deepEqual(
    pageMarks(reworded).map(({ kind }) => kind),
    ["missing", "shared"],
  );
  assert.deepEqual(sourceMarks(reworded, 1), [{ start: 0, end: 3, kind: "shared" }]);
  assert.deepEqual(sourceMarks(reworded, 0), []);
  assert.deepEqual(
    pageMarks({ ...reworded, shared: null }).map(({ kind }) => kind),
    ["missing"],
  );
});

test("a word for the opposite has a mark of its own, other shades have their kind's", () => {
  /** @param {ChangeKind} kind
   * @param {string} code */
  const markOf = (kind, code) =>
    pageMarks(sentence(0, "near_verbatim", { changes: [change(kind, { code })] }))[0]?.kind;
  assert.equal(markOf("negation", "opposite"), "opposite");
  assert.equal(markOf("negation", "one_sided"), "negation");
});

test("in a thousand comparisons the kinds are the account's states", () => {
  let seed = 1;
  const random = (/** @type {number} */ below) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  const labels = /** @type {const} */ ([
    "verbatim",
    "near_verbatim",
    "paraphrase",
    "fused",
    "partly_found",
    "not_found",
    "boilerplate",
  ]);
  for (let i = 0; i < 1000; i++) {
    const source = Array.from({ length: 1 + random(40) }, (_, at) => `s${at}`);
    const sentences = Array.from({ length: random(30) }, (_, at) => {
      const label = labels[random(labels.length)] ?? "fused";
      const differs = label !== "boilerplate" && !random(3);
      const sources = label === "not_found" ? [] : [random(source.length)];
      const more = { source: sources, concern: random(10) / 10 };
      return sentence(at, label, { ...more, ...(differs ? DIFFERS : {}) });
    });
    const account = source.map((_, at) => {
      const told_by = sentences
        .filter((each) => each.source.includes(at))
        .map(({ index }) => index);
      return entry(at, told_by.length ? "told" : "left_out", told_by);
    });
    const made = /** @type {Alignment} */ ({
      ...alignment,
      sentences,
      source,
      account,
      page: sentences.map((_, at) => `p${at}`),
    });
    const compared = sentences.filter(({ label }) => label !== "boilerplate").length;
    assert.equal(findings(made).pairs.length, compared);
  }
});

test("on the original's page a changed sentence differs, and what was left out is marked", () => {
  const differing = sentence(0, "near_verbatim", { ...DIFFERS, source: [1] });
  const made = {
    ...alignment,
    sentences: [differing, sentence(1, "verbatim", { source: [0] })],
    page: ["p", "q"],
  };
  assert.deepEqual(marksOf(made, "source", "differences").kinds, [
    null,
    "differs",
    "left_out",
    "left_out",
  ]);
  assert.deepEqual(marksOf(made, "source", "all").kinds[0], "found");
  assert.deepEqual(marksOf(made, "page", "differences").kinds, ["differs", null]);
});

test("words that are nowhere show although more around them is worded otherwise", () => {
  const missing = [{ start: 0, end: 2, text: "12" }];
  const changes = [change("wording"), change("number")];
  const both = sentence(0, "partly_found", { missing, changes });
  assert.deepEqual(
    pageMarks(both).map(({ kind }) => kind),
    ["number", "missing", "wording"],
  );
});
