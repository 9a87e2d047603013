/** The verdict in one line, with a reason that quotes the page. */

import { SHARE_REASONS } from "../api/tables.js";
import { h } from "./dom.js";
import { gistNodes, gistText } from "./gist.js";
import { storiesOf } from "./items.js";
import { proofView } from "./proof.js";
import { inWords, worded } from "./translate.js";
import { button, eyebrow, headline, icon, link, quoted, wayOn } from "./parts.js";

const ICON = /** @type {const} */ ({
  complete: "check",
  retells: "retold",
  incomplete: "cut",
  no_article: "info",
  unsure: "unknown",
});

const NO_STORY = ["home_page", "shop_page", "form_page"];

/** @param {Verdict} verdict */
export function pictureOf({ label, answer }) {
  return label === "paywalled" ? "lock" : (ICON[answer] ?? "unknown");
}

/** Return the publishers whose reports the text is based on.
 * @param {Verdict} verdict
 * @returns {Credit[]} */
export function outlets({ basis }) {
  return basis.credits.filter(({ role }) => role === "basis");
}

/** Word a comparison in a line: its sentence, its stories, or its verdict.
 * @param {Pick<Comparison, "verdict" | "search" | "gist">} comparison
 * @param {Translate} t */
export function inALine({ gist, verdict: given, search }, t) {
  const stories = storiesOf(search).length;
  if (stories) return t.count("stories", stories);
  return gist ? gistText(gist, t) : inWords(given.heading, t);
}

/** The subject of a comparison: the tab's page, a linked page, a passage, one of several stories,
 * or a kept page.
 * @typedef {"this_page" | "linked_page" | "passage" | "item" | "kept_page"} Subject */

/** @param {Comparison} comparison
 * @param {Translate} t
 * @param {Subject} subject
 * @param {boolean} linked whether the page's name is a link to it
 * @param {Actions} actions
 * @returns {Node[]} */
export function verdict(comparison, t, subject, linked, actions) {
  const { verdict: given, page, source, search, gist } = comparison;
  const subjectLine = eyebrow(t.text(subject), page, t, linked);
  const stories = storiesOf(search).length;
  if (stories) {
    return headline("lines", t.count("stories", stories), [t.text("stories_reason")], subjectLine);
  }
  if (subject === "passage") {
    return headline(
      "lines",
      t.text(source ? "passage_compared" : "passage_alone"),
      [],
      subjectLine,
    );
  }
  const picture = pictureOf(given);
  const answer = inWords(given.heading, t);
  const why = repeatsShare(gist, given.reason)
    ? []
    : worded(given.reason, t, (quote) => quoted(quote, page.language));
  // A quotation has a box of its own, where a full stop after it would have a line.
  if (!gist) return headline(picture, answer, why.filter(saysSomething), subjectLine);
  const proof = proofView(comparison, t, actions);
  const words = gistNodes(gist, t, actions);
  const firstLine = proof
    ? h(
        "details",
        { class: "why" },
        h("summary", null, h("h1", null, icon(picture), answer)),
        h("p", { class: "reason" }, ...words, why.length > 0 && " ", ...why),
      )
    : h(
        "div",
        { class: "why" },
        h("h1", null, icon(picture), ...words),
        h("p", { class: "reason" }, answer, why.length > 0 && " · ", ...why),
      );
  const head = h("div", { class: "under" }, firstLine, copyButton(t, actions));
  return [h("div", { class: `headline${proof ? " proven" : ""}` }, subjectLine, head, proof)];
}

/** @param {Node | string} part */
function saysSomething(part) {
  return typeof part !== "string" || /[\p{L}\p{N}]/u.test(part);
}

/** Return whether a reason only gives the share of the original, which the gist has said.
 * @param {Comparison["gist"]} gist
 * @param {Verdict["reason"]} reason */
export function repeatsShare(gist, reason) {
  const saysShare = gist?.clauses.some(({ code }) => code === "share") ?? false;
  return saysShare && SHARE_REASONS.includes(reason?.key ?? "");
}

/** Render a button that copies the sentence of what is sure.
 * @param {Translate} t
 * @param {Actions} actions */
function copyButton(t, { copyGist }) {
  return (
    copyGist &&
    h(
      "button",
      { type: "button", class: "plain copy", title: t.text("copy_gist"), click: copyGist },
      icon("copy"),
      h("span", { class: "for-ears" }, t.text("copy_gist")),
    )
  );
}

/** Give advice where no article was found, and let the reader say that there is one.
 * @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function beyondVerdict({ verdict: { answer }, page }, t, { appeal }) {
  if (answer !== "no_article") return [];
  const control = appeal && page.sentences.length ? button(t.text("appeal"), appeal) : null;
  return [wayOn(t.text("verdict_not_article_reason"), [], control)];
}

/** Render the credited publishers and the words that credit them, folded.
 * @param {Pick<Comparison, "verdict" | "page">} comparison
 * @param {Translate} t
 * @returns {Node[]} */
export function credited({ verdict: { answer, basis, evidence }, page }, t) {
  if (answer === "no_article" || isOfNoStory(evidence)) return [];
  const credits = basis.credits.filter(({ name, quote }) => name && quote);
  if (!credits.length) return [];
  const lines = credits.map(({ name, url, quote }) =>
    h(
      "li",
      null,
      url ? link(url, { dir: "auto" }, name) : name,
      ": ",
      quoted(quote, page.language),
    ),
  );
  const names = [...new Set(credits.map(({ name }) => name))].join(", ");
  const title = h("summary", null, t.text("credited"), ": ", h("bdi", null, names));
  return [h("details", { class: "fold" }, title, h("ul", { class: "looked" }, lines))];
}

/** Whether the page is a front page, a shop or a form, whose names credit no report.
 * @param {Evidence[]} evidence */
export function isOfNoStory(evidence) {
  return evidence.some(({ signal }) => NO_STORY.includes(signal));
}

/** Render the evidence, one line each.
 * @param {Evidence[]} evidence
 * @param {string | null} language
 * @param {Translate} t */
export function seenList(evidence, language, t) {
  const items = withoutRepeats(evidence).map((each) =>
    h("li", null, ...reasonOf(each, language, t)),
  );
  return h("ul", { class: "looked" }, items);
}

/** Return evidence with each quotation once.
 * @param {Evidence[]} evidence
 * @returns {Evidence[]} */
export function withoutRepeats(evidence) {
  return evidence.filter(
    ({ quote }, at) => !quote || evidence.findIndex((each) => each.quote === quote) === at,
  );
}

/** Word evidence, with a link to the pages that it is about.
 * @param {Evidence} evidence
 * @param {string | null} language
 * @param {Translate} t
 * @returns {(Node | string)[]} */
function reasonOf({ message }, language, t) {
  return worded(message, t, (quote) => quoted(quote, language));
}
