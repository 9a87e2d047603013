import assert from "node:assert/strict";
import { test } from "node:test";

import { matching } from "../../../extension/lib/panel/history.js";
import { translator } from "../../../extension/lib/view/translate.js";

const t = translator(new Map([["verdict_summary", "This is a summary"]]));
/** @type {import("../../../extension/lib/browser.js").Visit[]} */
const visits = [
  { title: "Ferries", url: "https://gazette.test/a", label: "summary", at: "", line: "Says 12." },
  { title: "Bridges", url: "https://brief.test/b", label: "full", at: "" },
];

test("the list is searched by title, publisher, answer and sentence, all words at once", () => {
  const found = (/** @type {string} */ words) =>
    matching(visits, words, t).map(({ title }) => title);
  assert.deepEqual(found(""), ["Ferries", "Bridges"]);
  assert.deepEqual(found("GAZETTE ferries"), ["Ferries"]);
  assert.deepEqual(found("summary 12"), ["Ferries"]);
  assert.deepEqual(found("bridges gazette"), []);
});
