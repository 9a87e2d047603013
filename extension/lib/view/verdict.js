/** The verdict in one line, with a reason that quotes the page. */

import { h } from "./dom.js";
import { around } from "./translate.js";
import { eyebrow, headline, quoted } from "./parts.js";

const ICON = /** @type {const} */ ({
  full: "check",
  excerpt: "cut",
  paywalled: "lock",
  summary: "lines",
  not_article: "info",
  unknown: "unknown",
});

// Evidence that would contradict the verdict as its reason: it is left for the details.
/** @type {Partial<Record<VerdictLabel, string[]>>} */
const AGAINST = {
  full: ["says_summary", "says_excerpt", "cut_off_end", "cut_for_subscribers"],
  excerpt: ["says_summary", "retells_report", "whole_text"],
  paywalled: ["says_summary", "whole_text"],
  summary: ["says_excerpt", "whole_text"],
};

/** What a comparison is about: the tab's page, a linked page, a passage, one of several
 * stories, or a page kept before.
 * @typedef {"this_page" | "linked_page" | "passage" | "item" | "kept_page"} Subject */

/** @param {Pick<Comparison, "verdict" | "page" | "source" | "search">} comparison
 * @param {Translate} t
 * @param {Subject} subject
 * @param {boolean} linked whether the page's name is a link to it
 * @returns {Node[]} */
export function verdict({ verdict: given, page, source, search }, t, subject, linked) {
  const { label, evidence } = given;
  const named = eyebrow(t.text(subject), page, t, linked);
  const stories = search?.items?.length ?? 0;
  if (stories) {
    return headline("lines", t.count("stories", stories), [t.text("stories_reason")], named);
  }
  if (subject === "passage") {
    return headline("lines", t.text(source ? "passage_compared" : "passage_alone"), [], named);
  }
  const best = heaviest(evidence, label);
  const decided = best && label !== "unknown";
  const reason = decided ? reasonOf(best, page.language, t) : [t.text(`verdict_${label}_reason`)];
  return headline(ICON[label] ?? "unknown", t.text(`verdict_${label}`), reason, named);
}

/** The page's own words before what a comparison showed, which the figures say anyway; never one
 * that contradicts the verdict.
 * @param {Evidence[]} evidence
 * @param {VerdictLabel} label
 * @returns {Evidence | undefined} */
export function heaviest(evidence, label) {
  const fitting = evidence.filter(({ signal }) => !AGAINST[label]?.includes(signal));
  const sorted = [...fitting].sort((a, b) => b.weight - a.weight);
  return (
    sorted.find(
      ({ signal, quote, weight }) => signal !== "alignment_shows" && quote && weight >= 0.5,
    ) ?? sorted[0]
  );
}

/** What else there is to say of a verdict: what was seen where it did not decide, what to do
 * where there is nothing to compare.
 * @param {Pick<Comparison, "verdict" | "page">} comparison
 * @param {Translate} t
 * @returns {Node[]} */
export function beyondVerdict({ verdict: { label, evidence }, page }, t) {
  if (label === "not_article")
    return [h("p", { class: "note" }, t.text("verdict_not_article_reason"))];
  if (label !== "unknown" || !evidence.length) return [];
  return [h("h2", null, t.text("seen")), seenList(evidence, page.language, t)];
}

/** What the page shows, a line for each piece of evidence.
 * @param {Evidence[]} evidence
 * @param {string | null} language
 * @param {Translate} t */
export function seenList(evidence, language, t) {
  const seen = withoutRepeats(evidence).map((each) =>
    h("li", null, ...reasonOf(each, language, t)),
  );
  return h("ul", { class: "looked" }, seen);
}

/** Words that say two things of a page are quoted once.
 * @param {Evidence[]} evidence
 * @returns {Evidence[]} */
export function withoutRepeats(evidence) {
  return evidence.filter(
    ({ quote }, at) => !quote || evidence.findIndex((each) => each.quote === quote) === at,
  );
}

/** Worded from the signal's code; the server's English where the code is new to us. Counts say
 * more than a quote where a signal has both.
 * @param {Evidence} evidence
 * @param {string | null} language
 * @param {Translate} t
 * @returns {(Node | string)[]} */
function reasonOf({ signal, says, quote, params }, language, t) {
  const key = `signal_${signal}`;
  const [count, ...others] = Object.values(params ?? {}).filter(
    (value) => typeof value === "number",
  );
  const counted = count === undefined ? "" : t.count(key, count, ...others);
  if (counted) return [counted];
  const words = quote ? around(t, key, quoted(quote, language)) : [t.text(key)];
  if (words.length && words[0]) return words;
  return !quote || says.includes(quote) ? [says] : [says, " ", quoted(quote, language)];
}
