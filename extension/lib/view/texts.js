/** The two texts over each other, in one of two views of the same findings: pairs, or reading. */

import { h } from "./dom.js";
import { findings } from "./findings.js";
import { chips } from "./chips.js";
import { pairs } from "./pairs.js";
import { reading } from "./reading/view.js";

const VIEWS = /** @type {const} */ (["pairs", "reading"]);

/** @typedef {typeof VIEWS[number]} View
 * @typedef {{node: HTMLElement, filter: (kind: import("./chips.js").Filter) => void}} Made */

/** Without `actions.views` there are the pairs alone: a narrow panel has no room for two columns.
 * @param {Comparison} comparison
 * @param {Alignment} alignment
 * @param {Article} source
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function texts(comparison, alignment, source, t, actions) {
  const sorted = findings(alignment);
  const paired = () => {
    const { nodes, filter } = pairs(comparison, alignment, source, sorted, t, actions);
    return { node: h("div", null, nodes), filter };
  };
  if (!actions.views) {
    const { node, filter } = paired();
    return [chips(sorted.counts, filter, t), node];
  }
  const views = new Views(
    { pairs: paired, reading: () => reading(comparison, alignment, source, t, actions) },
    actions.views,
    t,
  );
  return [views.choice, chips(sorted.counts, (kind) => views.filter(kind), t), views.place];
}

/** One view at a time in one place; a view is made when it is first shown. */
class Views {
  place = h("div");
  /** @type {Map<View, Made>} */
  #made = new Map();
  /** @type {import("./chips.js").Filter} */
  #kind = "all";

  /** @param {Record<View, () => Made>} make
   * @param {NonNullable<Actions["views"]>} chosen
   * @param {Translate} t */
  constructor(make, chosen, t) {
    this.#make = make;
    this.#buttons = VIEWS.map((view) => {
      const choose = () => (this.#show(view), chosen.choose(view));
      return h("button", { type: "button", click: choose }, t.text(`view_${view}`));
    });
    this.choice = h(
      "div",
      { class: "views", role: "group", "aria-label": t.text("views") },
      this.#buttons,
    );
    this.#show(chosen.first);
  }
  #make;
  #buttons;

  /** @param {import("./chips.js").Filter} kind */
  filter(kind) {
    this.#kind = kind;
    for (const { filter } of this.#made.values()) filter(kind);
  }

  /** @param {View} view */
  #show(view) {
    const made = this.#made.get(view) ?? this.#make[view]();
    if (!this.#made.has(view)) made.filter(this.#kind);
    this.#made.set(view, made);
    this.place.replaceChildren(made.node);
    VIEWS.forEach((name, i) =>
      this.#buttons[i]?.setAttribute("aria-pressed", String(name === view)),
    );
  }
}
