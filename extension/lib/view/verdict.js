/** The verdict in one line, with a reason that quotes the page. */

import { around } from "../translate.js";
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
  const best = [...evidence].sort((a, b) => b.weight - a.weight)[0];
  const reason = best ? reasonOf(best, page.language, t) : [t.text(`verdict_${label}_reason`)];
  return headline(ICON[label] ?? "unknown", t.text(`verdict_${label}`), reason);
}

/** Worded from the signal's code; the server's English where the code is new to us.
 * @param {Evidence} evidence
 * @param {string | null} language
 * @param {Translate} t
 * @returns {(Node | string)[]} */
export function reasonOf({ signal, says, quote, params }, language, t) {
  const values = Object.values(params ?? {}).filter((value) => typeof value === "number");
  if (!quote) return [t.text(`signal_${signal}_plain`, ...values) || t.text(`signal_${signal}`, ...values) || says];
  const words = around(t, `signal_${signal}`, quoted(quote, language));
  if (words.length) return words;
  return says.includes(quote) ? [says] : [says, " ", quoted(quote, language)];
}
