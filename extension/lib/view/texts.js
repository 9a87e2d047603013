/** The two texts over each other, in one of two views of the same findings: pairs, or reading. */

import { h } from "../dom.js";
import { findings } from "../findings.js";
import { chips } from "./chips.js";
import { pairs } from "./pairs.js";
import { reading } from "./reading/view.js";

const VIEWS = /** @type {const} */ (["pairs", "reading"]);

/** Without `actions.views` there are the pairs alone: a narrow panel has no room for two columns.
 * @param {Comparison} comparison
 * @param {Alignment} alignment
 * @param {Article} source
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function texts(comparison, alignment, source, t, actions) {
  const sorted = findings(alignment);
  const listed = pairs(comparison, alignment, source, sorted, t, actions);
  if (!actions.views) return [chips(sorted.counts, listed.filter, t), ...listed.nodes];
  const views = {
    pairs: { node: h("div", null, listed.nodes), filter: listed.filter },
    reading: reading(comparison, alignment, source, t, actions),
  };
  /** @param {import("./chips.js").Filter} kind */
  const filter = (kind) => VIEWS.forEach((name) => views[name].filter(kind));
  return [viewSwitch(views, actions.views, t), chips(sorted.counts, filter, t), ...VIEWS.map((name) => views[name].node)];
}

/** @param {Record<typeof VIEWS[number], {node: HTMLElement}>} views
 * @param {NonNullable<Actions["views"]>} chosen
 * @param {Translate} t */
function viewSwitch(views, chosen, t) {
  /** @param {typeof VIEWS[number]} view */
  const show = (view) => {
    VIEWS.forEach((name, i) => {
      buttons[i]?.setAttribute("aria-pressed", String(name === view));
      views[name].node.toggleAttribute("hidden", name !== view);
    });
  };
  const buttons = VIEWS.map((name) => {
    const choose = () => (show(name), chosen.choose(name));
    return h("button", { type: "button", click: choose }, t.text(`view_${name}`));
  });
  show(chosen.first);
  return h("div", { class: "views", role: "group", "aria-label": t.text("views") }, buttons);
}
