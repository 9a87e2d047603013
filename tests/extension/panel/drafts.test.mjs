import assert from "node:assert/strict";
import test from "node:test";

import { Drafts } from "../../../extension/lib/panel/drafts.js";

/** @param {string} value */
const field = (value) => /** @type {any} */ ({ id: "original", value, closest: () => null });

test("what is typed is stored, but not beside a private tab", () => {
  /** @type {Record<string, string>[]} */
  const stored = [];
  const drafts = new Drafts({}, (texts) => stored.push(texts));
  drafts.keepPrivate(7);
  drafts.note(3, field("half an address"));
  drafts.note(7, field("a secret"));
  assert.deepEqual(stored.at(-1), { "3:original": "half an address" });
  const shown = field("");
  drafts.restore(7, /** @type {any} */ ({ querySelectorAll: () => [shown] }));
  assert.equal(shown.value, "a secret", "it stays in memory");
});

test("what was typed goes with its tab", () => {
  /** @type {Record<string, string>[]} */
  const stored = [];
  const drafts = new Drafts({ "3:original": "x", "31:original": "y" }, (texts) =>
    stored.push(texts),
  );
  drafts.forget(3);
  assert.deepEqual(stored.at(-1), { "31:original": "y" });
});
