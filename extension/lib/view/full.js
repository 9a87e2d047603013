/** The answer where nothing is missing: the page, and possible comparisons. */

import { h } from "./dom.js";
import { compareForms, folded } from "./elsewhere.js";
import { seenList } from "./verdict.js";

const WORDS_A_MINUTE = 230;

/** @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function fullStory({ page, verdict }, t, actions) {
  const { sentences, language } = page;
  const ends = [
    { key: "first_sentence", at: 0 },
    { key: "last_sentence", at: sentences.length - 1 },
  ].slice(0, sentences.length);
  return [
    facts(page, t),
    ends.length > 0 &&
      h(
        "dl",
        { class: "ends" },
        ends.flatMap(({ key, at }) => [
          h("dt", null, t.text(key)),
          h(
            "dd",
            null,
            h("blockquote", { lang: language, dir: "auto" }, sentences[at]?.text),
            actions.showInPage &&
              h(
                "button",
                { type: "button", class: "plain", click: () => actions.showInPage?.(at) },
                t.text("show_in_page"),
                h("span", { class: "for-ears" }, ` (${t.text(key)})`),
              ),
          ),
        ]),
      ),
    verdict.evidence.length > 0 &&
      h(
        "details",
        { class: "fold" },
        h("summary", null, t.text("seen")),
        seenList(verdict.evidence, language, t),
      ),
    ...folded("compare_other", compareForms(t, actions), t),
  ].filter((node) => node instanceof Node);
}

/** "By Ada Quill · 12 Sep 2025 · 1,240 words · 5 min".
 * @param {Article} page
 * @param {Translate} t */
function facts({ authors, published, words }, t) {
  const parts = [
    authors?.length ? t.text("by_author", authors.join(", ")) : "",
    published ? t.date(published) : "",
    words ? t.count("words", words) : "",
    words ? t.minutes(Math.max(1, Math.round(words / WORDS_A_MINUTE))) : "",
  ];
  return h("p", { class: "facts" }, parts.filter(Boolean).join(" · "));
}
