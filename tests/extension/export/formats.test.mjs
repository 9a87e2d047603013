import assert from "node:assert/strict";
import { test } from "node:test";

import { asJson, asLine, asMarkdown, asQuotation } from "../../../extension/lib/export/formats.js";
import { fileName } from "../../../extension/lib/export/save.js";
import { translator } from "../../../extension/lib/view/translate.js";

/** @type {Record<string, string>} */
const WORDS = {
  lang: "en",
  quotation: "“$1”",
  after: "after $1",
  this_page: "This page",
  original: "The original",
  page_number: "page $1",
  left_out: "Left out",
  state_in_part: "In part",
  verdict_summary: "This is a summary",
  coverage: "$1% told",
  tile_differs: "Differ",
  tile_not_found: "Not in it",
  tile_partly: "Partly",
  tile_found: "Found",
  signal_says_summary: "It says so: $1",
  change_number: "A number differs",
  stories_other: "$1 stories",
  gist_and: "$1 $2",
  gist_says: "It says $2; here $1.",
  gist_share: "Has $1%.",
};
const t = translator(new Map(Object.entries(WORDS)));
const origin = {
  title: "Fleet",
  publisher: "The Gazette",
  published: "2026-03-04",
  url: "https://gazette.test/fleet",
};
const comparison = /** @type {Comparison} */ (
  /** @type {unknown} */ ({
    page: { title: "A *bold* step", publisher: null, published: null, url: "https://brief.test/a" },
    source: origin,
    verdict: {
      heading: { key: "verdict_summary", params: [], quote: null, says: "" },
      reason: { key: "signal_says_summary", params: [], quote: "A summary.", says: "" },
    },
    gist: {
      clauses: [
        { code: "says", params: { page: "12", source: "14" }, page: 0 },
        { code: "share", params: { percent: 50 } },
      ],
    },
    alignment: {
      page: ["All 12 ships."],
      source: ["All 14 ships.", "# not a heading_"],
      sentences: [
        {
          index: 0,
          label: "near_verbatim",
          finding: "differs",
          heading: "change_number",
          source: [0],
          score: 1,
          concern: 1,
          missing: [],
          changes: [
            {
              kind: "number",
              page: { start: 4, end: 6, text: "12" },
              source: { sentence: 0, start: 4, end: 6, text: "14" },
              says: "",
              params: {},
            },
          ],
        },
      ],
      left_out: [
        { source: 1, rank: 1, why: "", span: null },
        { source: 0, rank: 2, why: "", span: { start: 7, end: 12, text: "ships" } },
      ],
      account: [
        { source: 0, state: "in_part", rest: [{ start: 7, end: 12, text: "ships" }] },
        { source: 1, state: "left_out", rest: [] },
      ],
      figures: {
        ...{ differs: 1, not_found: 0, partly_found: 0, found: 0, used: 1, covered_share: 0.5 },
        ...{ source_sentences: 2, left_out: 1 },
      },
    },
  })
);

test("Markdown holds the verdict, both addresses, the pairs and what was left out", () => {
  assert.equal(
    asMarkdown(comparison, t),
    `# It says 14; here 12. Has 50%.

**This is a summary**: It says so: “A summary.”

This page: A \\*bold\\* step, <https://brief.test/a>

The original: Fleet, The Gazette, Mar 4, 2026, <https://gazette.test/fleet>

50% told

Differ 1

- **A number differs**: All **12** ships.

  > All **14** ships.

## Left out

- \\# not a heading\\_

## In part

- All 14 **ships**.
`,
  );
});

test("an omission that begins with she says after which sentence it stands", () => {
  const told = /** @type {any} */ (structuredClone(comparison));
  told.alignment.left_out[0].about = 0;
  assert.match(asMarkdown(told, t), /\n- \\# not a heading\\_\n\n {2}after “All 14 ships\.”\n/);
});

test("a sentence names the page of its document, and a text without a name its first words", () => {
  const several = /** @type {any} */ (structuredClone(comparison));
  several.source.pages = [{ number: 7, start: 0, end: 40 }];
  several.source.text = "All 14 ships. # not a heading_";
  const unnamed = { title: null, publisher: null, published: null, url: null, text: "Of all." };
  several.sources = [several.source, unnamed];
  several.alignment.further = [{ source: 1, sentences: ["Of all."] }];
  const text = asMarkdown(several, t);
  assert.match(text, /> All \*\*14\*\* ships\. \(page 7\)\n/);
  assert.match(text, /heading\\_ \(page 7\)\n/);
  assert.match(text, /The original B: B · “Of all\.”\n/);
});

test("JSON is what the server said", () => {
  assert.deepEqual(JSON.parse(asJson(comparison)), comparison);
});

test("the sentence is copied with both addresses", () => {
  assert.equal(
    asLine(comparison, t),
    "It says 14; here 12. Has 50%.\n" +
      "This page: https://brief.test/a\nThe original: https://gazette.test/fleet",
  );
});

test("a quotation names its source and leads to its place", () => {
  assert.equal(
    asQuotation("All 14 ships. ", origin, t),
    "“All 14 ships.”\n— The Gazette, Fleet, Mar 4, 2026\nhttps://gazette.test/fleet#:~:text=All%2014%20ships.",
  );
  const unknown = { title: null, publisher: null, published: null, url: null };
  assert.equal(asQuotation("All 14 ships.", unknown, t), "“All 14 ships.”");
});

test("a file's name is one that every system takes", () => {
  assert.equal(fileName('Ships: "all" of/them?'), "Ships-all-of-them");
  assert.equal(fileName("Öl & Gas – heute"), "Öl-Gas-heute");
  assert.equal(fileName("???"), "comparison");
});

const HOSTILE = "a\u001b]0;owned\u0007b\u009b2Jc\u202ed\u2066";

test("nothing that is exported can steer a terminal or reverse a line", () => {
  const hostile = structuredClone(comparison);
  hostile.page.title = HOSTILE;
  if (hostile.alignment) hostile.alignment.page = [HOSTILE];
  const written = [
    asMarkdown(hostile, t),
    asQuotation(HOSTILE, { ...origin, title: HOSTILE }, t),
    asJson(hostile),
  ];
  for (const text of written) assert.doesNotMatch(text, /[\0-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]/);
  assert.deepEqual(JSON.parse(asJson(hostile)), hostile);
});

test("an address can't begin HTML in Markdown", () => {
  const hostile = structuredClone(comparison);
  hostile.page.url = "https://brief.test/a> <img src=x>\n<b>";
  assert.match(
    asMarkdown(hostile, t),
    /<https:\/\/brief\.test\/a%3E%20%3Cimg%20src=x%3E%0A%3Cb%3E>/,
  );
});

test("several stories are listed with their originals, and no verdict", () => {
  const items = ["One", "Two"].map((title, at) => ({
    ...{ title, start: 0, end: 1 },
    candidates: [{ url: `https://paper${at}.test/a` }],
  }));
  const several = /** @type {any} */ ({
    ...comparison,
    ...{ source: null, alignment: null, gist: null, search: { items } },
  });
  const text = asMarkdown(several, t);
  assert.match(text, /^# 2 stories\n/);
  assert.match(text, /- One <https:\/\/paper0.test\/a>\n- Two </);
  assert.doesNotMatch(text, /This is a summary/);
});

test("no title begins markup in Markdown, nor is an entity that it spells read as one", () => {
  const titles = {
    "![i](javascript:alert(1))": "!\\[i\\](javascript:alert(1))",
    "[[wiki]] <img src=x onerror=alert(1)>": "\\[\\[wiki\\]\\] \\<img src=x onerror=alert(1)\\>",
    "&lt;b&gt; &#60; Bold & Sons": "\\&lt;b\\&gt; \\&\\#60; Bold & Sons",
    "a\n\n# b\u2028| c |": "a \\# b \\| c \\|",
    "\ud800 a\\": "\ud800 a\\\\",
  };
  for (const [title, written] of Object.entries(titles)) {
    const hostile = structuredClone(comparison);
    hostile.page.title = title;
    const line = asMarkdown(hostile, t)
      .split("\n")
      .find((each) => each.startsWith("This page"));
    assert.equal(line, `This page: ${written}, <https://brief.test/a>`);
  }
});

test("a half of a pair breaks no quotation and no file's name", () => {
  assert.match(asQuotation("a \ud800 b", origin, t), /text=a%20%EF%BF%BD%20b$/);
  const name = fileName("a" + "\u{20000}".repeat(80));
  assert.equal(name, "a" + "\u{20000}".repeat(29));
  for (const title of ["..", "../../etc/passwd", "\u202egnp.exe", "-rf", "a\0b\n"])
    assert.match(fileName(title), /^\p{L}[\p{L}-]*$/u);
});
