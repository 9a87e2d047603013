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
 * @returns {{text: string, title: string}} */
export function badgeOf(state, t) {
  if (state.name === "failed") return { text: "!", title: titled(t.text("fail_badge")) };
  if (state.name !== "answer") return { text: "", title: t.text("action") };
  const { verdict, alignment } = state.comparison;
  const told =
    alignment && t.text("figure_tells", alignment.figures.used, alignment.figures.source_sentences);
  const words = [t.text(`verdict_${verdict.label}`), told].filter(Boolean).join(" · ");
  return { text: SIGNS[verdict.label] ?? "?", title: titled(words) };
}

/** @param {string} words */
function titled(words) {
  return `${NAME}: ${words}`;
}
