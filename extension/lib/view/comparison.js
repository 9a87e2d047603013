/** A Comparison as nodes: the one renderer of the panel, the full tab and the server's page.
 *
 * It gets (comparison, translate, actions) and calls no browser API. */

import { h } from "../dom.js";
import { figures } from "./figures.js";
import { ribbon } from "./ribbon.js";
import { pairs } from "./pairs.js";
import { button } from "./parts.js";
import { candidates, elsewhere, sourceCard } from "./source.js";
import { beyondVerdict, verdict } from "./verdict.js";

/** @typedef {{headline: Node[], body: Node[]}} View `headline` is what a screen reader announces */

/** @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {View} */
export function comparisonView(comparison, t, actions) {
  const { alignment, source } = comparison;
  return {
    headline: verdict(comparison, t),
    body: [
      ...beyondVerdict(comparison, t),
      ...(source ? [sourceCard(comparison, source, t)] : []),
      ...(alignment ? [figures(alignment, t), ribbon(alignment, t)] : []),
      ...warnings(comparison, t),
      ...(alignment && source ? pairs(comparison, alignment, source, t, actions) : []),
      ...candidates(comparison, t, actions),
      ...elsewhere(comparison, t, actions),
      ...(actions.widen && alignment ? [button(t.text("widen"), actions.widen)] : []),
    ],
  };
}

/** @param {Comparison} comparison
 * @param {Translate} t
 * @returns {Node[]} */
function warnings({ warnings: given }, t) {
  return given.map(({ type, detail }) =>
    h("p", { class: "note" }, t.text(`problem_${type.split("/").at(-1)}`) || detail),
  );
}
