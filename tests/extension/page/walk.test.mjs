import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import vm from "node:vm";

// A classic script: its functions are globals.
const walk = new URL("../../../extension/page/walk.js", import.meta.url);
vm.runInThisContext(readFileSync(walk, "utf8"));
const { stopsOf } = /** @type {any} */ (globalThis);

test("the walk counts as the panel does, also what is not found in the page", () => {
  const kinds = ["differs", null, "left_out", "left_out", "found", "in_part", "left_out"];
  assert.deepEqual(stopsOf([{}, {}, {}, {}, {}, null, {}], kinds), [
    [
      { at: 0, first: 1, last: 1 },
      { at: 2, first: 2, last: 3 },
      { at: 6, first: 4, last: 4 },
    ],
    4,
  ]);
});

test("a run begins at the first of it that is found", () => {
  assert.deepEqual(stopsOf([null, {}, {}], ["left_out", "left_out", "left_out"]), [
    [{ at: 1, first: 2, last: 3 }],
    3,
  ]);
});
