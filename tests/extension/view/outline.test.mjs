import assert from "node:assert/strict";
import { test } from "node:test";

import { drawn, outlineWords } from "../../../extension/lib/view/outline.js";

/** @param {OutlinePart["role"]} role
 * @param {number} characters
 * @returns {OutlinePart} */
const part = (role, characters) => ({ role, characters, sentence: null });
const t = /** @type {Translate} */ (
  /** @type {unknown} */ ({ text: (/** @type {string} */ key) => key })
);

test("the parts fill the picture from top to bottom, by their text", () => {
  const parts = drawn([part("menu", 40), part("body", 4000), part("call", 10), part("footer", 50)]);
  assert.deepEqual(
    parts.map(({ role }) => role),
    ["rest", "body", "call", "rest"],
  );
  let y = 0;
  for (const each of parts) {
    assert.ok(Math.abs(each.y - y) < 1e-9);
    y += each.high;
  }
  assert.ok(Math.abs(y - 120) < 1e-9);
  assert.ok(Number(parts[1]?.high) > 100);
});

test("no part is too small to see, however many there are", () => {
  const many = drawn([part("body", 100_000), ...Array.from({ length: 39 }, () => part("call", 1))]);
  assert.ok(many.every(({ high }) => high >= 1.5));
  assert.equal(many.at(-1)?.role, "call");
  assert.ok(drawn([part("body", 0), part("call", 0)]).every(({ high }) => high > 0));
});

test("the words say each run once, and end where a listener would tire", () => {
  const outline = [part("menu", 1), part("other", 1), part("body", 9), part("wall", 1)];
  assert.equal(outlineWords(outline, t), "outline: part_rest, part_body, part_wall");
  const long = Array.from({ length: 40 }, (_, at) => part(at % 2 ? "call" : "body", 1));
  assert.ok(outlineWords(long, t).endsWith(" …"));
});
