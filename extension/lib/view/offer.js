/** Search services that could look further, and word for word what they would be sent. */

import { h } from "../dom.js";
import { button } from "./parts.js";
import { SERVICES } from "./source.js";

/** @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function offer({ search, page }, t, { searchWith }) {
  const { providers, words } = search?.offer ?? { providers: [], words: [] };
  if (!searchWith || !providers.length) return [];
  /** @param {string} name
   * @param {number} at */
  const service = (name, at) =>
    h("li", null, SERVICES[name] || t.text(`tried_${name}`) || name, ": ",
      (words[at] ?? []).flatMap((each, nth) => [nth ? " · " : "", h("b", { lang: page.language, dir: "auto" }, each)]));
  return [
    h("section", { class: "card" },
      h("p", { id: "offer" }, t.text("offer")),
      h("ul", { class: "looked", "aria-labelledby": "offer" }, providers.map(service)),
      button(t.text("offer_allow"), () => searchWith(providers)),
    ),
  ];
}
