/** Chips that show one kind of finding alone, each with its number. */

import { h } from "./dom.js";

export const FILTERS = /** @type {const} */ (["all", "differs", "not_found", "left_out", "found"]);

/** @typedef {typeof FILTERS[number]} Filter */

/** @param {Record<Filter, number>} counts
 * @param {(kind: Filter) => void} chosen
 * @param {Translate} t */
export function chips(counts, chosen, t) {
  /** @param {Filter} filter */
  const choose = (filter) => {
    for (const chip of row.children)
      chip.setAttribute("aria-pressed", String(chip.getAttribute("data-filter") === filter));
    chosen(filter);
  };
  const row = h(
    "div",
    { class: "chips", role: "group", "aria-label": t.text("show_only") },
    FILTERS.map((filter) =>
      h(
        "button",
        {
          type: "button",
          "data-filter": filter,
          "aria-pressed": String(filter === "all"),
          click: () => choose(filter),
        },
        t.text(`chip_${filter}`),
        " ",
        h("span", { class: "number" }, t.number(counts[filter])),
      ),
    ),
  );
  return row;
}
