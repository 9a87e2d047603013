/** Two panes that scroll together: one follows the one that the reader scrolls. */

import { counterpart } from "./geometry.js";

/** @typedef {"page" | "source"} Side */

const INPUT = ["wheel", "touchstart", "pointerdown", "keydown"];

/** @param {Side} side
 * @returns {Side} */
export const across = (side) => (side === "page" ? "source" : "page");

export class Together {
  /** Matching places, from top to bottom: [page, original].
   * @type {import("./geometry.js").Stretch[]} */
  places = [
    [0, 0],
    [0, 0],
  ];
  /** @type {Side | null} */
  #leader = null;
  #frame = 0;

  /** @param {Record<Side, HTMLElement>} panes
   * @param {() => void} scrolled called once per frame while either scrolls */
  constructor(panes, scrolled) {
    this.#panes = panes;
    const follow = () => {
      this.#frame = 0;
      if (this.#leader) this.bring(this.#leader);
      scrolled();
    };
    for (const side of /** @type {Side[]} */ (["page", "source"])) {
      for (const sign of INPUT)
        panes[side].addEventListener(sign, () => this.lead(side), { passive: true });
      panes[side].addEventListener(
        "scroll",
        () => void (this.#frame ||= requestAnimationFrame(follow)),
        { passive: true },
      );
    }
  }
  #panes;

  /** @param {Side | null} side null where each stays where it was put */
  lead(side) {
    this.#leader = side;
  }

  /** Scroll the other pane so that matching places are at the same height. That height moves from
   * top to bottom with the leader, so that both reach their ends together.
   * @param {Side} side that leads */
  bring(side) {
    const { scrollTop, scrollHeight, clientHeight } = this.#panes[side];
    const line = (scrollTop / Math.max(1, scrollHeight - clientHeight)) * clientHeight;
    this.#panes[across(side)].scrollTop =
      counterpart(this.places, scrollTop + line, side === "page" ? 0 : 1) - line;
  }
}
