/** From a place in one of the texts to its pair in the list. */

/** Brings the pair that holds a sentence into view, whatever the chips hide.
 * @param {"page" | "source"} side whose sentence
 * @param {number} sentence */
export function jumpTo(side, sentence) {
  const pair = /** @type {HTMLElement | null} */ (document.querySelector(`.pair[data-${side}~="${sentence}"]`));
  if (!pair) return;
  if (pair.hidden) /** @type {HTMLElement | null} */ (document.querySelector('[data-filter="all"]'))?.click();
  pair.tabIndex = -1;
  pair.focus({ preventScroll: true });
  pair.scrollIntoView({ block: "center" });
}
