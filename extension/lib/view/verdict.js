/** The verdict in one line, with a reason that quotes the page. */

import { h } from "./dom.js";
import { around } from "./translate.js";
import { headline, quoted } from "./parts.js";

const ICON = /** @type {const} */ ({
  full: "check",
  excerpt: "cut",
  paywalled: "lock",
  summary: "lines",
  not_article: "info",
  unknown: "unknown",
});

/** @param {Pick<Comparison, "verdict" | "page">} comparison
 * @param {Translate} t
 * @returns {Node[]} */
export function verdict({ verdict: { label, evidence }, page }, t) {
  const best = heaviest(evidence);
  const decided = best && label !== "unknown";
  const reason = decided ? reasonOf(best, page.language, t) : [t.text(`verdict_${label}_reason`)];
  return headline(ICON[label] ?? "unknown", t.text(`verdict_${label}`), reason);
}

/** What the page itself says comes before what a comparison showed, which the figures tell anyway.
 * @param {Evidence[]} evidence
 * @returns {Evidence | undefined} */
function heaviest(evidence) {
  const sorted = [...evidence].sort((a, b) => b.weight - a.weight);
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
  const seen = evidence.map((each) => h("li", null, ...reasonOf(each, page.language, t)));
  return [h("p", null, t.text("seen")), h("ul", { class: "looked" }, seen)];
}

/** Worded from the signal's code; the server's English where the code is new to us. Counts say
 * more than a quote where a signal has both.
 * @param {Evidence} evidence
 * @param {string | null} language
 * @param {Translate} t
 * @returns {(Node | string)[]} */
export function reasonOf({ signal, says, quote, params }, language, t) {
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
