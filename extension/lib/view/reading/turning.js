/** The reading view of several originals: one at a time is beside the page. */

import { h } from "../dom.js";
import { pageMarks } from "../findings.js";
import { shownOf } from "../originals.js";

/** @typedef {import("../originals.js").Original} Original */
/** The original that bears a page's sentence out.
 * @typedef {{number: number, letter: string, where: string, texts: string[], marks: import("../text.js").Mark[]}} Place */

/** What a view of one original knows of the others.
 * @typedef {{number: number, originals: Original[], places: (Place | undefined)[]}} Others */

/** @typedef {import("./view.js").Reading} Reading */

/** Return the place of each of the page's sentences; none where no original has it.
 * @param {Alignment} alignment
 * @param {Original[]} originals
 * @returns {(Place | undefined)[]} */
export function placesOf(alignment, originals) {
  return alignment.sentences.map((sentence) => {
    const shown = shownOf(sentence);
    const { number, source } = shown;
    const original = originals[number];
    if (!original || !source.length) return undefined;
    const { letter, where, texts } = original;
    const sourceTexts = source.map((at) => texts[at] ?? "");
    return { number, letter, where, texts: sourceTexts, marks: pageMarks(shown) };
  });
}

export class Turning {
  node = h("div", { class: "turning" });
  tools = h("div", { class: "turning" });

  /** @param {Reading[]} views one for each original, in order */
  constructor(views) {
    this.#views = views;
    this.node.append(...views.map(({ node }) => node)); // on paper all are shown
    // The names of shades are said once.
    for (const { node } of views.slice(1)) node.querySelector(".detail > [hidden]")?.remove();
    views.forEach((view) => (view.turn = (number, sentence) => this.#turn(number, sentence)));
    this.#show(0);
  }
  #views;

  /** @param {import("../tiles.js").Filter} kind */
  filter(kind) {
    for (const view of this.#views) view.filter(kind);
  }

  /** @param {number} number
   * @param {number} [sentence] of the page; without one the pressed button keeps the focus */
  #turn(number, sentence) {
    const view = this.#show(number);
    if (sentence !== undefined) return view?.go(sentence);
    const pressed = view?.node.querySelector(".turn [aria-pressed=true]");
    /** @type {HTMLElement | null | undefined} */ (pressed)?.focus();
  }

  /** @param {number} number
   * @returns {Reading | undefined} */
  #show(number) {
    const view = this.#views[number];
    const before = this.#views.find(({ node }) => !node.hidden)?.node;
    if (view && before) {
      view.node.style.cssText = before.style.cssText; // size and typeface
      view.node.classList.toggle("sans", before.classList.contains("sans"));
    }
    for (const { node } of this.#views) node.toggleAttribute("hidden", node !== view?.node);
    if (view) this.tools.replaceChildren(view.tools);
    return view;
  }
}

/** Render the buttons that choose the original beside the page.
 * @param {Others} others
 * @param {Translate} t
 * @param {(number: number) => void} turn */
export function turnButtons({ originals, number }, t, turn) {
  return h(
    "div",
    { class: "turn", role: "group", "aria-label": t.text("originals") },
    originals.map(({ number: to, where }) =>
      h(
        "button",
        {
          type: "button",
          dir: "auto",
          "aria-pressed": String(to === number),
          click: () => turn(to),
        },
        where,
      ),
    ),
  );
}
