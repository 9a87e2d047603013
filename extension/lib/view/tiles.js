/** The figures of a comparison; each is a filter. */

import { FINDINGS, NAMES } from "../api/tables.js";
import { h } from "./dom.js";

const ORDER = /** @type {const} */ (["differs", "left_out", "not_found", "partly", "found"]);

/** The shown sentences: all, one kind, or the omissions.
 * @typedef {"all" | "left_out" | typeof FINDINGS[number]} Filter */

/** The tiles and other buttons that filter; at most one of them is pressed. A second press shows
 * everything again. */
export class Filters {
  /** @type {Map<Filter, HTMLElement>} */
  #buttons = new Map();
  /** @type {Filter} */
  chosen = "all";

  /** @param {(filter: Filter) => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }
  #changed;

  /** Render a button that shows only one kind.
   * @param {Filter} filter
   * @param {string} kind class names
   * @param {...(Node | string)} words */
  button(filter, kind, ...words) {
    const click = () => this.choose(this.chosen === filter ? "all" : filter);
    const button = h(
      "button",
      {
        type: "button",
        class: kind,
        "data-filter": filter,
        "aria-pressed": String(filter === this.chosen),
        click,
      },
      ...words,
    );
    this.#buttons.set(filter, button);
    return button;
  }

  /** @param {Filter} filter */
  choose(filter) {
    this.chosen = filter;
    for (const [each, button] of this.#buttons) {
      button.setAttribute("aria-pressed", String(each === filter));
    }
    this.#changed(filter);
  }
}

/** @param {import("./findings.js").Counts} counts
 * @param {Filters} filters
 * @param {Translate} t
 * @returns {HTMLElement} a button for each kind that there is */
export function tiles(counts, filters, t) {
  const kinds = ORDER.filter((kind) => counts[kind]);
  return h(
    "div",
    { class: "tiles", role: "group", "aria-label": t.text("show_only") },
    kinds.map((kind) =>
      filters.button(
        kind,
        `tile ${kind}`,
        h("b", null, t.number(counts[kind])),
        " ",
        h("span", null, t.text(NAMES[kind])),
      ),
    ),
  );
}
