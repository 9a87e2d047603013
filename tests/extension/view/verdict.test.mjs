import assert from "node:assert/strict";
import { test } from "node:test";

import { withoutRepeats } from "../../../extension/lib/view/verdict.js";

test("words that say two things of a page are quoted once", () => {
  /** @type {(signal: Evidence["signal"], quote: string | null) => Evidence} */
  const seen = (signal, quote) => ({
    ...{ signal, quote, says: "", selector: null, weight: 1, params: {} },
  });
  const quoted = seen("says_summary", "This is a summary.");
  const again = seen("source_line", "This is a summary.");
  const [counted, declared] = [seen("short_text", null), seen("declared_paid", null)];
  assert.deepEqual(withoutRepeats([quoted, counted, again, declared]), [quoted, counted, declared]);
});
