/** Which original bears a sentence out, and each original as if it were alone. */

import assert from "node:assert/strict";
import test from "node:test";

import { sourceKinds } from "../../../extension/lib/view/findings.js";
import {
  alignmentWith,
  askedOriginals,
  asking,
  originalsOf,
  shownOf,
} from "../../../extension/lib/view/originals.js";

const change = { kind: "number", page: null, source: { sentence: 0 }, says: "", params: {} };
const first = /** @type {any} */ ({
  ...{ index: 0, label: "verbatim", source: [1], changes: [], missing: [], finding: "found" },
});
const other = /** @type {any} */ ({
  ...{ index: 1, label: "not_found", source: [], changes: [], missing: [], finding: "differs" },
  elsewhere: [
    {
      source: 1,
      sentences: [0],
      label: "near_verbatim",
      score: 0.9,
      missing: [],
      changes: [change],
    },
  ],
});
const alignment = /** @type {any} */ ({
  page: ["One.", "Two."],
  source: ["Zero.", "One."],
  sentences: [first, other],
  left_out: [{ source: 0, rank: 1 }],
  account: ["left_out", "told"].map((state, source) => ({ source, state })),
  further: [
    {
      ...{ source: 1, sentences: ["Two!", "", "Three."] },
      account: ["told", "not_compared", "not_compared"].map((state, source) => ({
        ...{ source, state, differs: !source },
      })),
    },
  ],
});
const gazette = /** @type {any} */ ({
  publisher: "The Gazette",
  url: null,
  title: null,
  language: "en",
});
const post = { ...gazette, publisher: null, url: "https://post.example/two" };
const sources = /** @type {any[]} */ ([gazette, post]);

test("originals are named by letter and publisher, or by their site", () => {
  const named = originalsOf({ sources, search: null }, alignment, sources[0]);
  assert.deepEqual(
    named.map(({ where }) => where),
    ["A · The Gazette", "B · post.example"],
  );
  const unnamed = /** @type {any} */ ({
    ...gazette,
    publisher: null,
    text: "One\n\ntwo 3 4 5 6 7 8 9.",
  });
  const [, other] = originalsOf({ sources: [gazette, unnamed], search: null }, alignment, gazette);
  assert.equal(other?.where, "B · “One two 3 4 5 6 7 8 …”");
  const { further, ...single } = alignment;
  const only = originalsOf({ search: null }, single, sources[0]);
  assert.deepEqual(
    only.map(({ where, letter }) => where + letter),
    [""],
  );
  assert.equal(alignmentWith(single, 0), single);
});

test("a sentence is shown with the original that bears it out", () => {
  assert.deepEqual([shownOf(first).number, shownOf(first).source], [0, [1]]);
  const shown = shownOf(other);
  assert.deepEqual([shown.number, shown.source, shown.changes], [1, [0], [change]]);
});

test("beside one original only its own sentences have links", () => {
  const beside = alignmentWith(alignment, 1);
  assert.deepEqual(
    beside.sentences.map(({ source }) => source),
    [[], [0]],
  );
  assert.deepEqual(beside.source, ["Two!", "", "Three."]);
  assert.deepEqual(beside.left_out, []);
  assert.deepEqual(sourceKinds(beside), ["differs", "not_compared", "not_compared"]);
  // It differs from the other one.
  assert.deepEqual(sourceKinds(alignmentWith(alignment, 0)), ["left_out", "told"]);
  assert.deepEqual(beside.withheld, [1]);
  assert.deepEqual(alignmentWith(alignment, 0).left_out, alignment.left_out);
});

test("an answer's originals are asked for again: as given, or by the addresses found", () => {
  const given = { text: "The story." };
  const page = { text: "A page." };
  const found = /** @type {any} */ ({ source: gazette, sources: null, search: { source: "u:1" } });
  assert.deepEqual(askedOriginals({ page, source: given }, found), [given]);
  assert.deepEqual(askedOriginals({ page }, found), [{ url: "u:1" }]);
  const several = { ...found, sources: [gazette, post] };
  assert.deepEqual(askedOriginals({ page }, several), [{ url: "u:1" }, { url: post.url }]);
  assert.deepEqual(askedOriginals({ page, sources: [given, page] }, several), [given, page]);
  assert.deepEqual(asking([given]), { source: given });
  assert.deepEqual(asking([given, page]), { sources: [given, page] });
});
