/** The headline of a comparison, made only of what is sure; the server chooses its sentences. */

import { h } from "./dom.js";
import { jumpTo } from "./jump.js";
import { inWords } from "./translate.js";

/** Word the headline.
 * @param {Gist} gist
 * @param {Translate} t */
export function gistText(gist, t) {
  return pieces(gist, t)
    .map(({ words }) => words)
    .join("");
}

/** Render the headline; a click on a sentence shows its evidence.
 * @param {Gist} gist
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function gistNodes(gist, t, actions) {
  return pieces(gist, t).map(({ words, clause }) => {
    const show = clause && evidenceOf(clause, actions);
    if (!show) return h("span", null, words);
    const click = (/** @type {Event} */ event) => (event.preventDefault(), show());
    return h("a", { href: "#content", class: "clause", click }, words); // a button's words can't wrap
  });
}

/** @param {GistClause} clause
 * @param {Actions} actions
 * @returns {(() => void) | null} */
function evidenceOf({ page, source }, { showInPage }) {
  if (typeof page === "number") return () => (jumpTo("page", page), showInPage?.(page));
  return typeof source === "number" ? () => jumpTo("source", source) : null;
}

/** @param {Gist} gist
 * @param {Translate} t
 * @returns {{words: string, clause?: GistClause}[]} */
function pieces({ clauses }, t) {
  const worded = clauses.map((clause) => ({ words: inWords(messageOf(clause), t), clause }));
  return worded.length > 1 ? filled(t.text("gist_and", "\uE001", "\uE002"), worded) : worded;
}

/** @param {string} pattern with private characters for the places
 * @param {{words: string, clause?: GistClause}[]} values */
function filled(pattern, values) {
  return pattern
    .split(/([\uE001\uE002])/)
    .filter(Boolean)
    .flatMap((part) => {
      const at = ["\uE001", "\uE002"].indexOf(part);
      return at < 0 ? [{ words: part }] : values.slice(at, at + 1);
    });
}

/** @param {GistClause} clause
 * @returns {Message} */
function messageOf({ code, params }) {
  const values = /** @type {(string | number)[]} */ (Object.values(params));
  return { key: `gist_${code}`, params: values, quote: null, says: "" };
}
