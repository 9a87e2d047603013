import assert from "node:assert/strict";
import test from "node:test";

import { differing, sourceKinds } from "../../../extension/lib/view/findings.js";
import { bandsOf, counterpart, meetings } from "../../../extension/lib/view/reading/geometry.js";
import { modelOf, stops } from "../../../extension/lib/view/reading/model.js";

/** @param {string[]} texts @param {number[]} [paragraphs] @returns {any} */
function article(texts, paragraphs) {
  let start = 0;
  const sentences = texts.map((text, i) => {
    const placed = { text, start, end: start + text.length, paragraph: paragraphs?.[i] ?? 0 };
    start = placed.end + 1;
    return placed;
  });
  return { language: "en", sentences };
}

/** @param {Partial<PageSentence>[]} sentences @param {string[]} page @param {string[]} source @param {number[]} leftOut @returns {any} */
function alignment(sentences, page, source, leftOut = []) {
  const plain = { source: [], score: 1, concern: 0, missing: [], changes: [] };
  /** @type {any[]} */
  const made = sentences.map((each, index) => ({ ...plain, index, ...each }));
  return {
    page,
    source,
    sentences: made,
    figures: {},
    account: source.map((_, at) => ({
      source: at,
      state: leftOut.includes(at) ? "left_out" : "told",
      told_by: made.filter((one) => one.source.includes(at)).map(({ index }) => index),
      rest: [],
      differs: made.some((one) => differing(one).includes(at)),
    })),
    left_out: leftOut.map((at, rank) => ({
      source: at,
      rank: rank + 1,
      why: "",
      why_code: "number",
    })),
    withheld: [],
  };
}

const PAGE = ["Word for word.", "It cost 12 million.", "A filler.", "Read on."];
const SOURCE = ["Word for word.", "Left out.", "It cost 21 million.", "Also left out."];
const ALIGNED = alignment(
  [
    { label: "verbatim", finding: "found", source: [0] },
    {
      label: "near_verbatim",
      finding: "differs",
      source: [2],
      changes: [
        {
          kind: "number",
          page: { start: 8, end: 10, text: "12" },
          source: { sentence: 2, start: 8, end: 10, text: "21" },
          says: "",
          params: {},
        },
      ],
    },
    { label: "not_found", finding: "not_found" },
    { label: "boilerplate", finding: "note" },
  ],
  PAGE,
  SOURCE,
  [1, 3],
);

test("each sentence of both texts is there, in order, in its look", () => {
  const model = modelOf(article(PAGE), article(SOURCE), ALIGNED);
  assert.deepEqual(
    model.page.map(({ text }) => text),
    PAGE,
  );
  assert.deepEqual(
    model.source.map(({ text }) => text),
    SOURCE,
  );
  assert.deepEqual(
    model.page.map(({ shade }) => shade),
    ["verbatim", "differs", "not_found", "note"],
  );
  assert.deepEqual(
    model.source.map(({ shade }) => shade),
    ["verbatim", "left_out", "differs", "left_out"],
  );
  assert.deepEqual(
    model.links.map(({ page, source }) => [page, source]),
    [
      [0, 0],
      [1, 2],
    ],
  );
});

test("differing words are marked on both sides", () => {
  const model = modelOf(article(PAGE), article(SOURCE), ALIGNED);
  assert.deepEqual(model.page[1]?.marks, [{ start: 8, end: 10, text: "12", kind: "number" }]);
  assert.deepEqual(
    model.source[2]?.marks.map(({ start, kind }) => [start, kind]),
    [[8, "number"]],
  );
});

test("a source that is told looks so, however much its page sentence adds", () => {
  const twice = alignment(
    [
      { label: "paraphrase", finding: "found", source: [0] },
      { label: "partly_found", finding: "partly", source: [0] },
    ],
    ["A.", "B."],
    ["C."],
  );
  const { source, links } = modelOf(article(["A.", "B."]), article(["C."]), twice);
  assert.deepEqual([source[0]?.shade, source[0]?.kind], ["found", "told"]);
  assert.deepEqual(
    links.map(({ shade }) => shade),
    ["found", "partly"],
  );
});

test("a difference reddens the source that holds it, not the others that tell a part", () => {
  const change = { kind: "number", page: null, source: { sentence: 2 }, says: "", params: {} };
  const both = alignment(
    [
      {
        label: "near_verbatim",
        finding: "differs",
        source: [0, 2],
        changes: /** @type {any} */ ([change]),
      },
    ],
    ["A and C."],
    ["A.", "B.", "C."],
    [1],
  );
  const { source, links } = modelOf(article(["A and C."]), article(["A.", "B.", "C."]), both);
  assert.deepEqual(
    source.map(({ shade }) => shade),
    ["found", "left_out", "differs"],
  );
  assert.deepEqual(
    links.map(({ shade, best }) => [shade, best]),
    [
      ["found", false],
      ["differs", true],
    ],
  );
  assert.deepEqual(sourceKinds(both), ["told", "left_out", "differs"]);
});

test("what is not given out is a gap", () => {
  const linked = {
    ...alignment([{ label: "verbatim", finding: "found", source: [0] }], ["A."], ["A.", ""], [1]),
    withheld: [1],
  };
  assert.equal(modelOf(article(["A."]), article(["A.", ""]), linked).source[1]?.shade, "withheld");
});

test("texts without a space between sentences get none", () => {
  const page = {
    language: "zh",
    sentences: [
      { text: "甲。", start: 0, end: 2, paragraph: 0 },
      { text: "乙。", start: 2, end: 4, paragraph: 0 },
    ],
  };
  const model = modelOf(
    /** @type {any} */ (page),
    article([]),
    alignment([{ label: "not_found" }, { label: "not_found" }], ["甲。", "乙。"], []),
  );
  assert.equal(model.page[1]?.space, "");
});

test("the walk stops at differences, or at what the filter shows; a stretch left out is one stop", () => {
  const model = modelOf(article(PAGE), article(SOURCE), ALIGNED);
  assert.deepEqual(
    stops(model, "all").map(({ index }) => index),
    [1, 2],
  );
  assert.deepEqual(
    stops(model, "found").map(({ index }) => index),
    [0],
  );
  assert.deepEqual(stops(model, "left_out"), [
    { side: "source", index: 1, first: 1, last: 1 },
    { side: "source", index: 3, first: 2, last: 2 },
  ]);
  const stretch = modelOf(
    article(["A."]),
    article(["B.", "C."]),
    alignment([{ label: "not_found" }], ["A."], ["B.", "C."], [0, 1]),
  );
  assert.deepEqual(stops(stretch, "left_out"), [{ side: "source", index: 0, first: 1, last: 2 }]);
});

test("the rest of a sentence is left out inside it, over other wording and under differences", () => {
  const made = alignment(
    [
      {
        label: "near_verbatim",
        finding: "differs",
        source: [0],
        changes: /** @type {any} */ (
          ["number", "wording"].map((kind, i) => ({
            kind,
            page: null,
            source: { sentence: 0, start: 2 * i, end: 2 * i + 2 },
            says: "",
            params: {},
          }))
        ),
      },
      { label: "boilerplate", finding: "note" },
    ],
    ["A.", "B."],
    ["12 to go", "Photo: E."],
  );
  Object.assign(made.account[0], { state: "in_part", rest: [{ start: 1, end: 4, text: "" }] });
  Object.assign(made.account[1], { state: "aside" });
  const { source } = modelOf(article(["A.", "B."]), article(made.source), made);
  assert.deepEqual(
    source[0]?.marks.map(({ kind }) => kind),
    ["number", "rest", "wording"],
  );
  assert.deepEqual(
    source.map(({ kind, shade, numbers }) => [kind, shade, numbers]),
    [
      ["differs", "differs", [1]],
      ["aside", "aside", []],
    ],
  );
});

/** @param {number} page @param {number} source @returns {any} */
const link = (page, source) => ({ page, source, shade: "found", best: true });
/** Sentences of ten pixels each. @param {number} count */
const column = (count) => ({
  starts: Array.from({ length: count }, (_, i) => i * 10),
  ends: Array.from({ length: count }, (_, i) => i * 10 + 10),
  height: count * 10,
});

test("bands that meet in a sentence share its height in the order of their other ends", () => {
  const bands = bandsOf([link(0, 3), link(0, 1)], column(1), column(4));
  assert.deepEqual(
    bands.map(({ page }) => page),
    [
      [5, 10],
      [0, 5],
    ],
  );
  assert.deepEqual(
    bands.map(({ source }) => source),
    [
      [30, 40],
      [10, 20],
    ],
  );
});

test("matching places rise in both columns, whatever crosses", () => {
  const links = [link(0, 0), link(1, 5), link(2, 2), link(3, 3)];
  const [page, source] = [column(4), column(6)];
  const places = meetings(bandsOf(links, page, source), page, source);
  assert.deepEqual(places, [
    [0, 0],
    [5, 5],
    [25, 25],
    [35, 35],
    [40, 60],
  ]);
});

test("the longest run that keeps the order is kept, for any order", () => {
  for (let seed = 1; seed < 40; seed++) {
    let state = seed;
    const next = () => (state = (state * 48271) % 2147483647);
    const count = 2 + (seed % 7);
    const links = Array.from({ length: count }, (_, i) => link(i, next() % 8));
    const [page, source] = [column(count), column(8)];
    const bands = bandsOf(links, page, source);
    const middles = bands.map((band) => (band.source[0] + band.source[1]) / 2);
    let longest = 0;
    for (let set = 0; set < 1 << count; set++) {
      const run = middles.filter((_, i) => set & (1 << i));
      if (run.every((value, i) => !i || value > (run[i - 1] ?? 0)))
        longest = Math.max(longest, run.length);
    }
    assert.equal(meetings(bands, page, source).length - 2, longest, `seed ${seed}`);
  }
});

test("a place and its counterpart lead to each other, and ends meet", () => {
  const [page, source] = [column(4), column(12)];
  const places = meetings(bandsOf([link(1, 2), link(2, 9)], page, source), page, source);
  assert.equal(counterpart(places, 0, 0), 0);
  assert.equal(counterpart(places, 40, 0), 120);
  for (const y of [3, 12, 17, 26, 39])
    assert.ok(Math.abs(counterpart(places, counterpart(places, y, 0), 1) - y) < 1e-9);
  assert.equal(counterpart(places, 15, 0), 25);
});

test("columns of no height don't divide by nothing", () => {
  const nothing = { starts: [], ends: [], height: 0 };
  assert.equal(counterpart(meetings([], nothing, nothing), 5, 0), 0);
});
