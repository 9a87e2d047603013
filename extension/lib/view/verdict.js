/** The verdict in one line, with a reason that quotes the page. */

import { AGAINST, ANSWER_OF, LABEL_OF } from "../api/tables.js";
import { h } from "./dom.js";
import { gistNodes, gistText } from "./gist.js";
import { storiesOf } from "./items.js";
import { around } from "./translate.js";
import { button, eyebrow, headline, link, quoted } from "./parts.js";

const ICON = /** @type {const} */ ({
  complete: "check",
  retells: "retold",
  incomplete: "cut",
  no_article: "info",
  unsure: "unknown",
});

/** Return the label that fits the answer.
 * @param {Verdict} verdict
 * @returns {VerdictLabel} */
export function labelOf(verdict) {
  const { answer } = verdict;
  return ANSWER_OF[verdict.label] === answer ? verdict.label : LABEL_OF[answer];
}

/** Return the publishers whose reports the text is based on.
 * @param {Verdict} verdict
 * @returns {Credit[]} */
export function outlets({ basis }) {
  return basis.credits.filter(({ role }) => role === "basis");
}

/** Word the answer in a line: "Retells The Telegraph".
 * @param {Verdict} verdict
 * @param {Translate} t */
export function heading(verdict, t) {
  const { answer } = verdict;
  const name = outlets(verdict)[0]?.name ?? "";
  const kind = verdict.basis.kind;
  if (answer === "retells" && kind === "compiles") return t.text("answer_compiles");
  if (answer === "retells" && name)
    return t.text(kind === "agency" ? "answer_agency" : "answer_retells", name);
  if (answer === "complete" && String(verdict.grounds) === "absence")
    return t.text("answer_no_longer");
  if (answer === "incomplete" && ANSWER_OF[verdict.label] !== answer)
    return t.text("answer_incomplete");
  return t.text(`verdict_${labelOf(verdict)}`);
}

/** Word a comparison in a line: its sentence, its stories, or its verdict.
 * @param {Pick<Comparison, "verdict" | "search" | "gist">} comparison
 * @param {Translate} t */
export function inALine({ gist, verdict: given, search }, t) {
  const stories = storiesOf(search).length;
  if (stories) return t.count("stories", stories);
  return gist ? gistText(gist, t) : heading(given, t);
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
  const named = eyebrow(t.text(subject), page, t, linked);
  const stories = storiesOf(search).length;
  if (stories) {
    return headline("lines", t.count("stories", stories), [t.text("stories_reason")], named);
  }
  if (subject === "passage") {
    return headline("lines", t.text(source ? "passage_compared" : "passage_alone"), [], named);
  }
  const picture = given.label === "paywalled" ? "lock" : (ICON[given.answer] ?? "unknown");
  const why = reason(given, page.language, t);
  if (!gist) return headline(picture, heading(given, t), why, named);
  const said = h("span", { class: "gist" }, gistNodes(gist, t, actions));
  return [...headline("", said, [], named), below(heading(given, t), why, t, actions)];
}

/** Render the answer and its reason, folded, and a button that copies the sentence above.
 * @param {string} answer
 * @param {(Node | string)[]} why
 * @param {Translate} t
 * @param {Actions} actions */
function below(answer, why, t, { copyGist }) {
  return h(
    "div",
    { class: "under" },
    h("details", { class: "why" }, h("summary", null, answer), h("p", { class: "reason" }, ...why)),
    copyGist && button(t.text("copy_gist"), copyGist, "plain"),
  );
}

/** Render the reason of the answer: what the comparison shows, or the page's own words.
 * @param {Verdict} verdict
 * @param {string | null} language
 * @param {Translate} t
 * @returns {(Node | string)[]} */
function reason(verdict, language, t) {
  const best = heaviest(verdict.evidence, verdict.label);
  const { answer } = verdict;
  if (answer === "retells" && best?.signal !== "alignment_shows") {
    const credit = outlets(verdict).find(({ quote }) => quote);
    if (credit) return around(t, "credit_reason", quoted(credit.quote, language));
  }
  const decided = answer === "unsure" ? verdict.evidence.find(saysWhy) : best;
  return decided ? reasonOf(decided, language, t) : [t.text(`verdict_${labelOf(verdict)}_reason`)];
}

/** Say whether evidence is why an answer is unsure.
 * @param {Evidence} evidence */
function saysWhy({ signal, params }) {
  return signal === "bare_text" || params.how === "none";
}

/** Return a comparison's result for a retelling, a wall's own call, else the heaviest words of
 * the page; never evidence against the verdict.
 * @param {Evidence[]} evidence
 * @param {VerdictLabel} label
 * @returns {Evidence | undefined} */
export function heaviest(evidence, label) {
  const fitting = evidence.filter(({ signal }) => !AGAINST[label]?.includes(signal));
  const sorted = [...fitting].sort((a, b) => b.weight - a.weight);
  const shown = sorted.find(({ signal }) => signal === "alignment_shows");
  if (label === "summary" && shown) return shown;
  const wall = sorted.find(({ signal, quote }) => signal === "cut_for_subscribers" && quote);
  if (label === "paywalled" && wall) return wall;
  return (
    sorted.find(
      ({ signal, quote, weight }) => signal !== "alignment_shows" && quote && weight >= 0.5,
    ) ?? sorted[0]
  );
}

/** Give advice where nothing can be compared.
 * @param {Verdict} verdict
 * @param {Translate} t
 * @returns {Node[]} */
export function beyondVerdict({ answer }, t) {
  if (answer !== "no_article") return [];
  return [h("p", { class: "note" }, t.text("verdict_not_article_reason"))];
}

/** Render the credited publishers and the words that credit them, folded.
 * @param {Pick<Comparison, "verdict" | "page">} comparison
 * @param {Translate} t
 * @returns {Node[]} */
export function credited({ verdict: { basis }, page }, t) {
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

/** Render the evidence, one line each.
 * @param {Evidence[]} evidence
 * @param {string | null} language
 * @param {Translate} t */
export function seenList(evidence, language, t) {
  const seen = withoutRepeats(evidence).map((each) =>
    h("li", null, ...reasonOf(each, language, t)),
  );
  return h("ul", { class: "looked" }, seen);
}

/** Return evidence with each quotation once.
 * @param {Evidence[]} evidence
 * @returns {Evidence[]} */
export function withoutRepeats(evidence) {
  return evidence.filter(
    ({ quote }, at) => !quote || evidence.findIndex((each) => each.quote === quote) === at,
  );
}

/** Word evidence from the signal's code; in the server's English where the code is unknown. Counts
 * come before quotes.
 * @param {Evidence} evidence
 * @param {string | null} language
 * @param {Translate} t
 * @returns {(Node | string)[]} */
function reasonOf({ signal, says, quote, params }, language, t) {
  const key = `signal_${signal}`;
  if (signal === "alignment_shows" && params.how)
    return [t.text(`alignment_${params.how}`, Number(params.used), Number(params.total))];
  // A call in words alone links nothing.
  if (signal === "links_to_original" && !params.url && quote)
    return around(t, "credit_reason", quoted(quote, language));
  const [count, ...others] = Object.values(params).filter((value) => typeof value === "number");
  const counted = count === undefined ? "" : t.count(key, count, ...others);
  if (counted) return [counted];
  const words = quote ? around(t, key, quoted(quote, language)) : [t.text(key)];
  if (signal === "more_pages" && typeof params.url === "string")
    return [...words, " ", link(params.url, {}, t.text(params.whole ? "one_page" : "next_page"))];
  if (words.length && words[0]) return words;
  return !quote || says.includes(quote) ? [says] : [says, " ", quoted(quote, language)];
}
