import assert from "node:assert/strict";
import { test } from "node:test";

import { WHOLE, bounded, matching } from "../../../extension/lib/panel/history.js";
import { translator } from "../../../extension/lib/view/translate.js";

const t = translator(new Map([["verdict_summary", "This is a summary"]]));
/** @type {import("../../../extension/lib/panel/history.js").Visit[]} */
const visits = [
  { title: "Ferries", url: "https://gazette.test/a", label: "summary", at: "", line: "Says 12." },
  { title: "Bridges", url: "https://brief.test/b", label: "full", at: "", publisher: "The Brief" },
];

test("the list is searched by title, publisher, answer and text, all words at once", () => {
  const texts = /** @type {any} */ ({ alignment: { page: ["By sea."], source: ["By tunnel."] } });
  const compared = new Map([["https://gazette.test/a", texts]]);
  const found = (/** @type {string} */ words) =>
    matching(visits, words, t, compared).map(({ title }) => title);
  assert.deepEqual(found(""), ["Ferries", "Bridges"]);
  assert.deepEqual(found("GAZETTE ferries"), ["Ferries"]);
  assert.deepEqual(found("summary 12"), ["Ferries"]);
  assert.deepEqual(found("the brief"), ["Bridges"]);
  assert.deepEqual(found("tunnel"), ["Ferries"]);
  assert.deepEqual(found("bridges gazette"), []);
});

test("the oldest comparisons go first, by number and by size, and a vast one is not kept", () => {
  const many = (/** @type {number} */ count, /** @type {number} */ size) =>
    Array.from({ length: count }, (_, i) => ({ ...visits[0], at: String(i), size }));
  const kept = (/** @type {any} */ given) => bounded(given).filter(({ size }) => size).length;
  assert.equal(kept(many(300, 1000)), WHOLE.number);
  assert.equal(kept(many(30, 1_000_000)), WHOLE.megabytes);
  assert.deepEqual(
    bounded(/** @type {any} */ ([...many(1, 5_000_000), ...many(2, 10)])).map(({ size }) => size),
    [0, 10, 10],
  );
  assert.equal(bounded(/** @type {any} */ (many(600, 1))).length, 500);
});
