/** Jumps to a sentence in the view. */

const FLASH_MS = 1200;

/** Scroll to a sentence and flash it: its pair, even if filtered or folded, or its place in the
 * reading view.
 * @param {"page" | "source"} side of the sentence
 * @param {number} sentence */
export function jumpTo(side, sentence) {
  const placed = document.querySelector(`.reading [data-side="${side}"][data-index="${sentence}"]`);
  if (placed) return /** @type {HTMLElement} */ (placed).click();
  const pair = /** @type {HTMLElement | null} */ (
    document.querySelector(`.pair[data-${side}~="${sentence}"]`)
  );
  if (!pair) return;
  const group = /** @type {HTMLElement | null} */ (pair.closest(".group"));
  if (group?.hidden) {
    /** @type {HTMLElement | null} */ (
      document.querySelector("[data-filter][aria-pressed=true]")
    )?.click();
  }
  if (pair.classList.contains("beyond")) group?.classList.add("unfolded");
  for (const other of document.querySelectorAll(".pair.flash")) other.classList.remove("flash");
  pair.classList.add("flash");
  setTimeout(() => pair.classList.remove("flash"), FLASH_MS);
  pair.focus({ preventScroll: true });
  pair.scrollIntoView({ block: "center" });
}
