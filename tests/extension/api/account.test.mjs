import assert from "node:assert/strict";
import test from "node:test";

import { accounted } from "../../../extension/lib/api/account.js";

/** An answer without an account: the second sentence is left out and a source, the third in no list,
 * the fourth a note. @type {any} */
const OLDER = {
  verdict: {
    label: "summary",
    evidence: [{ signal: "says_summary", says: "It calls itself a summary", quote: "In brief" }],
  },
  search: null,
  gist: { says: "", clauses: [{ code: "left_out", params: { left_out: 3, total: 5 }, source: 1 }] },
  alignment: {
    source: ["a", "b", "c", "d", "e"],
    sentences: [{ index: 0, source: [1, 0] }],
    left_out: ["detail", "number", "note"].map((why_code, i) => ({
      ...{ source: [1, 4, 3][i], rank: i + 1, why_code },
    })),
    figures: { used: 2, source_sentences: 5, found: 1 },
    further: [{ source: 1, sentences: ["f", "g"] }],
  },
};
OLDER.alignment.sentences[0].elsewhere = [{ source: 1, sentences: [1] }];

test("a comparison of before has an account in which every sentence has one state", () => {
  const { alignment, gist } = accounted(OLDER);
  assert.deepEqual(
    alignment?.account.map(({ state, told_by }) => [state, told_by]),
    [
      ["told", [0]],
      ["told", [0]],
      ["in_part", []],
      ["aside", []],
      ["left_out", []],
    ],
  );
  assert.deepEqual(
    alignment?.left_out.map(({ source }) => source),
    [4],
  );
  const { told, told_in_part, left_out, used, source_sentences, found } = alignment.figures;
  assert.deepEqual(
    [told, told_in_part, left_out, used, source_sentences, found],
    [2, 1, 1, 3, 4, 1],
  );
  assert.deepEqual(gist?.clauses[0]?.params, { left_out: 1, total: 4 });
  assert.deepEqual(
    alignment.further?.[0]?.account.map(({ state }) => state),
    ["not_compared", "told"],
  );
});

test("a comparison with an account, or with nothing compared, stays as it is", () => {
  const now = accounted(OLDER);
  assert.equal(accounted(now), now);
  const alone = /** @type {any} */ ({ verdict: now.verdict, alignment: null });
  assert.equal(accounted(alone), alone);
});

test("an answer of before has messages for its heading, its reason and its evidence", () => {
  const { verdict } = accounted(OLDER);
  assert.equal(verdict.heading.key, "verdict_summary");
  assert.equal(verdict.reason.key, "verdict_summary_reason");
  const [evidence] = verdict.evidence;
  assert.deepEqual(
    [evidence?.message.says, evidence?.message.quote],
    ["It calls itself a summary", "In brief"],
  );
});
