/** Every component in every state, from invented comparisons. Served from the repository's root:
 * `python -m http.server`, then /tests/components/ (add ?lang=ar for right to left). */

import { comparisonView } from "/extension/lib/view/comparison.js";
import { h } from "/extension/lib/view/dom.js";
import { keptView } from "/extension/lib/view/kept.js";
import { menu } from "/extension/lib/view/menu.js";
import { button, headline } from "/extension/lib/view/parts.js";
import { askingView } from "/extension/lib/view/sent.js";
import { checkingView, failureView, idleView, movedView } from "/extension/lib/view/states.js";
import { translator } from "/extension/lib/view/translate.js";

const language = new URLSearchParams(location.search).get("lang") ?? "en";
const file = await fetch(`/extension/_locales/${language}/messages.json`);
const entries = Object.entries(await file.json());
const t = translator(new Map(entries.map(([key, { message }]) => [key, message])));
document.documentElement.lang = t.language;
document.documentElement.dir = t.direction;

const PAGE = [
  "The harbour bridge cost 12 million crowns.",
  "It opens in May, the council said.",
  "It is a triumph of will.",
  "The mayor praised the work of two hundred people.",
];
const SOURCE = [
  "The harbour bridge over the Ellery cost 21 million crowns.",
  "It opens in May, the council said.",
  "The mayor praised the work of a hundred people and called the delay regrettable.",
  "The old ferry stops in June.",
  "Read more in the paper",
];
const span = (start, end, text = "") => ({ start, end, text });
const REST = span(51, 79);
const sentence = (index, label, finding, heading, more = {}) => ({
  ...{ index, label, finding, heading, source: [], score: 1, concern: 1 - index / 10 },
  ...{ missing: [], changes: [], parts: [], shared: null, opinion: null, ...more },
});
const number = {
  ...{ kind: "number", says: "", params: {}, page: span(24, 26, "12") },
  source: { sentence: 0, ...span(40, 42, "21") },
};
const article = (texts, title, publisher) => ({
  ...{ title, publisher, url: "https://gazette.test/bridge", published: "2026-03-04" },
  ...{ language: "en", authors: ["Orla Venn"], words: 1240, canonical_url: null },
  sentences: texts.map((text, i) => ({ text, start: 0, end: text.length, paragraph: i >> 1 })),
});
const ANSWERS = {
  ...{ full: "complete", excerpt: "incomplete", paywalled: "incomplete" },
  ...{ summary: "retells", not_article: "no_article", unknown: "unsure" },
};
const message = (key, quote = null) => ({ key, params: [], quote, says: "" });
const verdict = (label, quote = "This is a summary.") => ({
  ...{ label, answer: ANSWERS[label], basis: { kind: "unclear", credits: [] }, confidence: 1 },
  heading: message(`verdict_${label}`),
  reason: message("signal_points_to_longer", quote),
  evidence: [
    {
      ...{ signal: "points_to_longer", says: "", quote, weight: 1, selector: null, params: {} },
      message: message("signal_points_to_longer", quote),
    },
  ],
});
const compared = {
  ...{ id: null, engine: "", warnings: [{ type: "/problems/text_cut", detail: "", params: {} }] },
  page: article(PAGE, "The bridge opens", "Strait Brief"),
  source: article(SOURCE, "Harbour bridge to open in May", "The Marlow Gazette"),
  verdict: verdict("summary"),
  search: null,
  alignment: {
    ...{ order: "monotone", page: PAGE, source: SOURCE },
    figures: {
      ...{ differs: 1, not_found: 1, partly_found: 1, found: 1, used: 3, source_sentences: 4 },
      ...{ told: 2, told_in_part: 1, left_out: 1, not_compared: 0, left_out_minutes: 1 },
    },
    account: [
      { source: 0, state: "told", told_by: [0], rest: [] },
      { source: 1, state: "told", told_by: [1], rest: [] },
      { source: 2, state: "in_part", told_by: [3], rest: [REST] },
      { source: 3, state: "left_out", told_by: [], rest: [] },
      { source: 4, state: "aside", told_by: [], rest: [] },
    ],
    sentences: [
      sentence(0, "near_verbatim", "differs", "change_number", { source: [0], changes: [number] }),
      sentence(1, "verbatim", "found", "label_verbatim", { source: [1] }),
      sentence(2, "not_found", "not_found", "label_not_found"),
      sentence(3, "partly_found", "partly", "label_partly_found", {
        source: [2],
        missing: [span(34, 48)],
      }),
    ],
    left_out: [
      { source: 3, rank: 1, why: "", why_code: "detail", span: null, about: null },
      { source: 2, rank: 2, why: "", why_code: "detail", span: REST, about: null },
    ],
    ...{ withheld: [], opinion_offer: null, warnings: [] },
  },
};
const nothing = () => {};
const actions = {
  ...{ showInPage: nothing, quote: nothing, copyLink: nothing, compareWith: nothing },
  ...{ send: nothing, cancel: nothing, again: nothing, settings: nothing, back: nothing },
  ...{ copyText: nothing, openNext: nothing, checkPart: nothing },
  ...{ compareKept: nothing, forgetKept: nothing, checkText: nothing, openThere: nothing },
};
const candidate = {
  ...{ url: "https://north.test/story", title: "Ferries in the north", publisher: "North" },
  ...{ published: "2026-03-04", relation: "unverified", access: "open", confidence: 0 },
  ...{
    found_by: [{ finder: "index", params: {}, message: message("finder_index_plain") }],
    why_code: "no_match",
    why: "",
  },
};
const bare = (label, search = null) => ({
  ...compared,
  ...{ verdict: verdict(label), alignment: null, source: null, search, warnings: [] },
});
const shown = document.getElementById("components");

/** @param {string} name
 * @param {{headline: Node[], body: Node[]}} view */
function show(name, { headline: head, body }) {
  shown.append(
    h(
      "section",
      { class: "component", "aria-label": name },
      h("p", { class: "eyebrow" }, name),
      head,
      body,
    ),
  );
}

const LABELS = ["full", "excerpt", "paywalled", "summary", "not_article", "unknown"];
const tried = [{ finder: "index", outcome: "nothing", candidates: 0, ms: 1, detail: "" }];
const many = { outcome: "not_found", source: null, candidates: [candidate], tried };
for (const label of LABELS) {
  const search = label === "unknown" || label === "excerpt" ? many : null;
  // One component with fields is enough: ids are used once in a page.
  const { showInPage } = actions;
  show(label, comparisonView(bare(label, search), t, { showInPage }));
}
show("compared", comparisonView(compared, t, actions));
/** @param {Record<string, unknown>} clause */
const proven = (clause) => ({ ...compared, gist: { says: "", clauses: [clause] } });
const says = { code: "says", params: { page: "12", source: "21" }, page: 0, source: null };
// Only the heads: landmarks have their names once in a page.
const heads = { showInPage: nothing, copyGist: nothing };
show("a difference", { ...comparisonView(proven(says), t, heads), body: [] });
const omits = { code: "left_out", params: { left_out: 1, total: 4 }, page: null, source: 3 };
show("an omission", { ...comparisonView(proven(omits), t, heads), body: [] });
const stories = ["Ferries go electric", "Bread costs more", "Mussels are back"].map(
  (title, at) => ({
    ...{ title, start: at * 100, end: at * 100 + 90 },
    candidates: [{ ...candidate, url: `https://paper-${at}.test/story`, access: "not_fetched" }],
  }),
);
const several = { ...many, candidates: [], tried: [], items: stories };
show(
  "several stories",
  comparisonView(bare("full", several), t, { ...actions, compareItem: nothing }),
);
const given = { subject: /** @type {const} */ ("item") };
const one = { ...bare("unknown", { ...many, candidates: [] }) };
show("one of several", comparisonView(one, t, { showInPage: nothing, allItems: nothing }, given));
show("idle", idleView(t));
show("moved", movedView("The bridge opens", t, actions));
show(
  "checking",
  checkingView({ title: "The bridge opens", stages: { article: "done" } }, t, actions),
);
show(
  "failed",
  failureView({ kind: "server_unreachable", address: "http://127.0.0.1:9" }, t, actions),
);
show("unreadable", failureView({ kind: "page_pdf", address: "" }, t, actions));
const request = { page: { title: "The bridge opens", url: "https://strait.test/", html: "<p>It" } };
show("asking", askingView({ address: "http://127.0.0.1:8750", request }, t, actions, true));
show("kept", {
  headline: headline("info", t.text("kept"), []),
  body: [keptView("The bridge opens", true, t, actions)],
});
const [plain, primary] = ["plain", "primary"].map((kind) =>
  button(t.text("compare"), nothing, kind),
);
show("buttons", {
  headline: [],
  body: [h("div", { class: "buttons" }, plain, primary, button(t.text("compare"), nothing))],
});
const sheet = menu(t, { ...actions, save: nothing, report: nothing }, "Alt+Shift+U");
show("menu", { headline: [], body: [sheet] });
const pressed = document.querySelector(".tile.differs");
pressed?.setAttribute("aria-pressed", "true");
document.querySelector(".pair.found")?.classList.add("flash");
document.body.dataset.state = "ready";
