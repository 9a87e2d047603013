/** The result on the button: a sign, and its meaning in the button's title. */

import { storiesOf } from "../view/items.js";
import { NAME } from "../view/translate.js";
import { inALine } from "../view/verdict.js";

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
  const { verdict, search } = state.comparison;
  const stories = storiesOf(search).length;
  const sign = verdict.label === "paywalled" ? "¶" : SIGNS[verdict.answer];
  return { text: stories ? t.number(stories) : sign, title: titled(inALine(state.comparison, t)) };
}

/** @param {string} words */
function titled(words) {
  return `${NAME}: ${words}`;
}
