import assert from "node:assert/strict";
import { test } from "node:test";

import { badgeOf } from "../../../extension/lib/panel/badge.js";
import { Failure } from "../../../extension/lib/errors.js";
import { IDLE } from "../../../extension/lib/panel/state.js";
import { translator } from "../../../extension/lib/view/translate.js";

/** @type {Record<string, string>} */
const WORDS = {
  action: "Ask",
  verdict_summary: "A summary",
  gist_and: "$1 $2",
  gist_left_out: "Leaves out $1.",
  gist_share: "Has $1%.",
  fail_cancelled: "Not compared",
  stories_other: "$1 stories",
};
const t = translator(new Map(Object.entries(WORDS)));

/** @type {Record<VerdictLabel, Answer>} */
const ANSWERS = {
  ...{ full: "complete", excerpt: "incomplete", paywalled: "incomplete" },
  ...{ summary: "retells", not_article: "no_article", unknown: "unsure" },
};

/** @param {VerdictLabel} label
 * @param {Partial<GistClause>[]} [clauses]
 * @returns {import("../../../extension/lib/panel/state.js").State} */
function answer(label, clauses) {
  const heading = { key: `verdict_${label}`, params: [], quote: null, says: "" };
  const verdict = { label, answer: ANSWERS[label], heading };
  const comparison = { verdict, gist: clauses ? { says: "", clauses } : null };
  return {
    name: "answer",
    title: "",
    comparison: /** @type {Comparison} */ (/** @type {unknown} */ (comparison)),
  };
}

test("the button says the verdict, or the sentence on the comparison", () => {
  const clauses = [
    { code: "left_out", params: { source: "the bill" }, source: 2 },
    { code: "share", params: { percent: 24 } },
  ];
  assert.deepEqual(badgeOf(answer("summary", clauses), t), {
    text: "≈",
    title: "Unabridged: Leaves out the bill. Has 24%.",
  });
  assert.equal(badgeOf(answer("summary"), t).title, "Unabridged: A summary");
});

test("a page of several stories has their number, and no verdict", () => {
  const { comparison, ...rest } = /** @type {any} */ (answer("full"));
  const several = { ...rest, comparison: { ...comparison, search: { items: [{}, {}, {}] } } };
  assert.deepEqual(badgeOf(several, t), { text: "3", title: "Unabridged: 3 stories" });
});

test("the answer about another page gives the tab's button no sign", () => {
  assert.deepEqual(badgeOf(answer("full"), t, false), { text: "", title: "Ask" });
});

test("each verdict has a sign of its own, and none is a number", () => {
  const labels = /** @type {const} */ ([
    "full",
    "excerpt",
    "paywalled",
    "summary",
    "not_article",
    "unknown",
  ]);
  const signs = labels.map((label) => badgeOf(answer(label), t).text);
  assert.equal(new Set(signs).size, labels.length);
  assert.ok(signs.every((sign) => sign.length === 1 && !/\d/.test(sign)));
});

test("a failure is told, and what is not known yet takes the sign away", () => {
  const failed = /** @type {const} */ ({
    name: "failed",
    title: "",
    failure: new Failure("cancelled"),
  });
  assert.deepEqual(badgeOf(failed, t), { text: "!", title: "Unabridged: Not compared" });
  assert.deepEqual(badgeOf(IDLE, t), { text: "", title: "Ask" });
});
