/** From a place in one of the texts to where the view in sight shows it. */

/** Brings a sentence into view: its pair, whatever the chips hide, or its place in the reading view.
 * @param {"page" | "source"} side whose sentence
 * @param {number} sentence */
export function jumpTo(side, sentence) {
  const placed = document.querySelector(`.reading [data-side="${side}"][data-index="${sentence}"]`);
  if (placed) return /** @type {HTMLElement} */ (placed).click();
  const pair = /** @type {HTMLElement | null} */ (
    document.querySelector(`.pair[data-${side}~="${sentence}"]`)
  );
  if (!pair) return;
  if (pair.hidden)
    /** @type {HTMLElement | null} */ (document.querySelector('[data-filter="all"]'))?.click();
  pair.tabIndex = -1;
  pair.focus({ preventScroll: true });
  pair.scrollIntoView({ block: "center" });
}
