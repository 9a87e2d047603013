import assert from "node:assert/strict";
import test from "node:test";

import { passageOf } from "../../../extension/lib/panel/passage.js";
import { findings } from "../../../extension/lib/view/findings.js";

const PAGE = ["The ferry sails at nine each day.", "It costs 12 crowns to cross.", "The end."];
const comparison = /** @type {Comparison} */ (
  /** @type {unknown} */ ({
    alignment: {
      page: PAGE,
      source: ["a", "b"],
      left_out: [{ source: 1, rank: 1 }],
      sentences: PAGE.map((_, index) => ({ index, label: "verbatim", source: [0], changes: [] })),
    },
  })
);

/** @param {string} passage */
function compared(passage) {
  const { alignment } = passageOf(comparison, passage);
  return findings(/** @type {Alignment} */ (alignment)).pairs.map(({ sentence }) => sentence.index);
}

test("the sentences of the passage alone are compared", () => {
  assert.deepEqual(compared("It costs 12 crowns\n to cross. The end."), [1, 2]);
  assert.deepEqual(compared("Something else entirely."), []);
});

test("a sentence that the selection cuts counts by a good part of it", () => {
  assert.deepEqual(compared("sails at nine each day. It costs 12 crowns to cr"), [0, 1]);
  assert.deepEqual(compared("day. It costs 12 crowns to cross."), [1]);
});

test("nothing is left out of a passage", () => {
  assert.deepEqual(passageOf(comparison, PAGE[0] ?? "").alignment?.left_out, []);
});
