/** Offers to ask services, with exactly the words that they would get. */

import { SERVICES } from "../api/tables.js";
import { h } from "./dom.js";
import { button } from "./parts.js";

/** Render search services, where no original was found.
 * @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function offer({ search, page }, t, { searchWith }) {
  const { providers, words } = search?.offer ?? { providers: [], words: [] };
  if (!searchWith || !providers.length) return [];
  /** @param {string} name
   * @param {number} at */
  const service = (name, at) =>
    h(
      "li",
      null,
      SERVICES[name] || t.text(`tried_${name}`) || name,
      ": ",
      (words[at] ?? []).flatMap((each, nth) => [
        nth ? " · " : "",
        h("b", { lang: page.language, dir: "auto" }, each),
      ]),
    );
  return [
    h(
      "section",
      { class: "card" },
      h("p", { id: "offer" }, t.text("offer")),
      h("ul", { class: "looked", "aria-labelledby": "offer" }, providers.map(service)),
      button(t.text("offer_allow"), () => searchWith(providers)),
    ),
  ];
}

/** Render a model, where sentences are in doubt.
 * @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function opinionOffer({ alignment, page, source }, t, { askOpinion }) {
  const { by = "", to = "", questions = [] } = alignment?.opinion_offer ?? {};
  if (!askOpinion || !questions.length) return [];
  const asked = questions.map(({ sentence, source: passages }) =>
    h(
      "li",
      null,
      h("b", { lang: page.language, dir: "auto" }, alignment?.page[sentence]),
      h(
        "ul",
        null,
        passages.map((at) =>
          h("li", { lang: source?.language, dir: "auto" }, alignment?.source[at]),
        ),
      ),
    ),
  );
  return [
    h(
      "section",
      { class: "card" },
      h("p", { id: "opinion" }, t.text("opinion_offer", by, to)),
      h("ol", { class: "looked words", tabindex: 0, "aria-labelledby": "opinion" }, asked),
      button(t.text("opinion_allow"), askOpinion),
    ),
  ];
}
