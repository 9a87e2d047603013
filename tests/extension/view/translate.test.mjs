import assert from "node:assert/strict";
import { test } from "node:test";

import { translator } from "../../../extension/lib/view/translate.js";

/** @param {Record<string, string>} messages */
function speaking(messages) {
  return translator(new Map(Object.entries(messages)));
}

test("counts take the language's plural form, or the general one", () => {
  const polish = speaking({
    lang: "pl",
    n_one: "$1 zdanie",
    n_few: "$1 zdania",
    n_many: "$1 zdań",
    n_other: "$1 zdania",
  });
  assert.deepEqual(
    [1, 2, 5].map((n) => polish.count("n", n)),
    ["1 zdanie", "2 zdania", "5 zdań"],
  );
  assert.equal(speaking({ lang: "en", n_other: "$1 of $2" }).count("n", 1, 2), "1 of 2");
});

test("a day is a day in every time zone", () => {
  const english = speaking({ lang: "en" });
  assert.equal(english.date("2026-03-04T23:59:00-11:00"), "Mar 4, 2026");
  assert.equal(english.date("2026-03-04"), "Mar 4, 2026");
  assert.equal(english.date("last spring"), "last spring");
});

test("numbers are written as the language writes them", () => {
  assert.equal(speaking({ lang: "de" }).number(1234.5), "1.234,5");
});

test("values stand where the message wants them, also when they look like marks themselves", () => {
  const english = speaking({ lang: "en", of: "$2 of $1", none: "nothing" });
  assert.equal(english.text("of", "$2", 1234), "1,234 of $2");
  assert.equal(english.text("none", 1), "nothing");
  assert.equal(english.text("unknown"), "");
});
