import assert from "node:assert/strict";
import { test } from "node:test";

import { isDense } from "../../../extension/lib/view/text.js";
import { withoutRepeats } from "../../../extension/lib/view/verdict.js";

test("words that say two things of a page are quoted once", () => {
  /** @type {(signal: Evidence["signal"], quote: string | null) => Evidence} */
  const seen = (signal, quote) => ({
    ...{ signal, quote, says: "", selector: null, weight: 1, params: {} },
    message: { key: "", params: [], quote, says: "" },
  });
  const quoted = seen("says_summary", "This is a summary.");
  const again = seen("source_line", "This is a summary.");
  const [counted, declared] = [seen("short_text", null), seen("declared_paid", null)];
  assert.deepEqual(withoutRepeats([quoted, counted, again, declared]), [quoted, counted, declared]);
});

test("letters of a script without spaces are never told as words", () => {
  const dense = ["ja", "zh-Hant", "th", "en", "jam", "", null].map(isDense);
  assert.deepEqual(dense, [true, true, true, false, false, false, false]);
});
