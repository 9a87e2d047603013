/** The result on the button: a sign, and its meaning in the button's title. */

import { storiesOf } from "../view/items.js";
import { NAME } from "../view/translate.js";
import { heading } from "../view/verdict.js";

const SIGNS = {
  complete: "✓",
  retells: "≈",
  incomplete: "…",
  no_article: "–",
  unsure: "?",
};

/** @param {import("./state.js").State} state
 * @param {Translate} t
 * @param {boolean} [ofTab] whether the state is about the tab's own page
 * @returns {{text: string, title: string}} */
export function badgeOf(state, t, ofTab = true) {
  if (state.name === "failed") return { text: "!", title: titled(t.text("fail_cancelled")) };
  if (state.name !== "answer" || !ofTab) return { text: "", title: t.text("action") };
  const { verdict, alignment, search } = state.comparison;
  const stories = storiesOf(search).length;
  if (stories) return { text: t.number(stories), title: titled(t.count("stories", stories)) };
  const total = alignment?.source.length ?? 0;
  const words = [
    heading(verdict, t),
    alignment ? t.text("coverage", total - alignment.left_out.length, total) : "",
  ];
  const sign = verdict.label === "paywalled" ? "¶" : SIGNS[verdict.answer];
  return { text: sign, title: titled(words.filter(Boolean).join(" · ")) };
}

/** @param {string} words */
function titled(words) {
  return `${NAME}: ${words}`;
}
