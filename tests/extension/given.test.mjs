import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { pageGiven } from "../../server/web/static/site/given.js";

// The same cases hold for pages without scripts: tests/unit/web/test_compare_page.py.
const cases = JSON.parse(readFileSync(new URL("../given.json", import.meta.url), "utf-8"));

for (const { given, page } of cases) {
  test(`${JSON.stringify(given)} is ${JSON.stringify(page)}`, () =>
    assert.deepEqual(pageGiven(given), page));
}
