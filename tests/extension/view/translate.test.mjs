import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
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

const LOCALES = new URL("../../../extension/_locales/", import.meta.url);

/** Each language's messages by name.
 * @type {[string, Map<string, string>][]} */
const LANGUAGES = readdirSync(LOCALES).map((name) => {
  const file = readFileSync(new URL(`${name}/messages.json`, LOCALES), "utf-8");
  const entries = Object.entries(
    /** @type {Record<string, {message: string}>} */ (JSON.parse(file)),
  );
  return [name, new Map(entries.map(([key, { message }]) => [key, message]))];
});

for (const [name, messages] of LANGUAGES) {
  const t = translator(messages);
  const rules = new Intl.PluralRules(t.language);
  const some = [0, 1, 2, 3, 5, 11, 12, 21, 22, 25, 100, 101, 102, 111, 1000];

  test(`${name} has every plural form that its numbers ask for`, () => {
    const ends = /_(zero|one|two|few|many|other)$/;
    const stems = new Set(
      [...messages].flatMap(([key, text]) =>
        ends.test(key) && text.includes("$1") ? [key.replace(ends, "")] : [],
      ),
    );
    assert.ok(stems.size > 3);
    for (const stem of stems) {
      const forms = [...messages].filter(
        ([key]) => ends.test(key) && key.replace(ends, "") === stem,
      );
      const isNeutral = new Set(forms.map(([, text]) => text)).size === 1;
      for (const n of isNeutral ? [] : some) {
        const form = rules.select(n);
        const said = messages.get(`${stem}_${form}`);
        // Hebrew has no form of its own for most of its duals.
        if (said === undefined) assert.ok(form === "two" && name === "he", `${stem}_${form}`);
      }
      for (const n of some.filter((each) => each)) {
        assert.match(t.count(stem, n, 7), new RegExp(t.number(n).replace(".", "\\.")), stem);
      }
    }
  });

  test(`${name} writes numbers and dates as Intl does`, () => {
    assert.equal(t.number(12345.6), new Intl.NumberFormat(t.language).format(12345.6));
    const day = new Intl.DateTimeFormat(t.language, { dateStyle: "medium" });
    assert.equal(t.date("2026-03-04"), day.format(new Date(2026, 2, 4)));
    const minutes = {
      style: /** @type {const} */ ("unit"),
      unit: "minute",
      unitDisplay: /** @type {const} */ ("short"),
    };
    assert.equal(t.minutes(5), new Intl.NumberFormat(t.language, minutes).format(5));
  });
}

test("German and Polish counts are those of a grammar", () => {
  const counted = Object.fromEntries(
    LANGUAGES.filter(([name]) => ["de", "pl"].includes(name)).map(([name, messages]) => {
      const t = translator(messages);
      return [name, [1, 2, 5, 22, 112].map((n) => t.count("differences", n))];
    }),
  );
  assert.deepEqual(counted, {
    de: ["1 Abweichung", "2 Abweichungen", "5 Abweichungen", "22 Abweichungen", "112 Abweichungen"],
    pl: ["1 różnica", "2 różnice", "5 różnic", "22 różnice", "112 różnic"],
  });
});
