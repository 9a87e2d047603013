/** The two texts, in one of two views of the same findings: pairs, or reading. */

import { h } from "./dom.js";
import { pairs } from "./pairs.js";
import { reading } from "./reading/view.js";
import { tiles } from "./tiles.js";

const VIEWS = /** @type {const} */ (["reading", "pairs"]);

/** @typedef {typeof VIEWS[number]} View
 * @typedef {{node: HTMLElement, tools?: HTMLElement, filter: (kind: import("./tiles.js").Filter) => void}} Made */

/** Render the texts; without `actions.views` only pairs: a narrow panel has no room for columns.
 * @param {Comparison} comparison
 * @param {Alignment} alignment
 * @param {Article} source
 * @param {import("./findings.js").Findings} sorted
 * @param {import("./tiles.js").Filters} filters
 * @param {Translate} t
 * @param {Actions} actions
 * @param {import("./proof.js").Proven} proven
 * @returns {{figures: Node[], nodes: Node[], filter: (kind: import("./tiles.js").Filter) => void}} the figures
 *   apart where they come first */
export function texts(comparison, alignment, source, sorted, filters, t, actions, proven) {
  const paired = () => {
    const { nodes, filter } = pairs(comparison, alignment, source, sorted, t, actions, proven);
    return { node: h("div", { class: "lists" }, nodes), filter };
  };
  const figures = tiles(sorted.counts, filters, t);
  if (!actions.views) {
    const { node, filter } = paired();
    return { figures: [figures], nodes: [node], filter };
  }
  const views = new Views(
    {
      pairs: paired,
      reading: () => reading(comparison, alignment, source, t, actions),
    },
    actions.views,
    t,
  );
  figures.prepend(filters.button("all", "tile", t.text("everything")));
  const leftOut = sorted.leftOut.flatMap(({ source: at }) => alignment.source[at] || []);
  const omitted = h(
    "section",
    { class: "on-paper" },
    h("h2", null, t.text("left_out")),
    h(
      "ol",
      { class: "pairs" },
      leftOut.map((text) =>
        h("li", { class: "omitted", lang: source.language, dir: "auto" }, text),
      ),
    ),
  );
  return {
    figures: [h("div", { class: "toolbar" }, views.choice, figures, views.tools)],
    nodes: [...(leftOut.length ? [omitted] : []), views.place],
    filter: (kind) => views.filter(kind),
  };
}

/** Shows one view at a time, made when it is first shown. */
class Views {
  place = h("div", { class: "place" });
  tools = h("div", { class: "tools" });
  /** @type {Map<View, Made>} */
  #made = new Map();
  /** @type {import("./tiles.js").Filter} */
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

  /** @param {import("./tiles.js").Filter} kind */
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
    this.tools.replaceChildren(...(made.tools ? [made.tools] : []));
    VIEWS.forEach((name, i) =>
      this.#buttons[i]?.setAttribute("aria-pressed", String(name === view)),
    );
    document.body.dataset.view = view;
  }
}
