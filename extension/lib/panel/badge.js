/** The result on the button: a sign, and the same in words in the button's title. */

import { NAME } from "../view/translate.js";

const SIGNS = {
  full: "✓",
  excerpt: "…",
  paywalled: "¶",
  summary: "≈",
  not_article: "–",
  unknown: "?",
};

/** @param {import("./state.js").State} state
 * @param {Translate} t
 * @param {boolean} [ofTab] whether the state is about the tab's own page
 * @returns {{text: string, title: string}} */
export function badgeOf(state, t, ofTab = true) {
  if (state.name === "failed") return { text: "!", title: titled(t.text("fail_cancelled")) };
  if (state.name !== "answer" || !ofTab) return { text: "", title: t.text("action") };
  const { verdict, alignment, search } = state.comparison;
  const stories = search?.items?.length ?? 0;
  if (stories) return { text: t.number(stories), title: titled(t.count("stories", stories)) };
  const total = alignment?.source.length ?? 0;
  const words = [
    t.text(`verdict_${verdict.label}`),
    alignment ? t.text("coverage", total - alignment.left_out.length, total) : "",
  ];
  return { text: SIGNS[verdict.label] ?? "?", title: titled(words.filter(Boolean).join(" · ")) };
}

/** @param {string} words */
function titled(words) {
  return `${NAME}: ${words}`;
}
