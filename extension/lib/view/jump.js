/** Jumps to a sentence in the view. */

const FLASH_MS = 1200;

const KEYS = ["n", "p", "j", "k"];

/** Enter the list of sentences by the keys that walk through it, wherever the focus is.
 * @param {KeyboardEvent} event */
export function enterByKey(event) {
  const { key, target, altKey, ctrlKey, metaKey, defaultPrevented } = event;
  if (!KEYS.includes(key) || altKey || ctrlKey || metaKey || defaultPrevented) return;
  const within = "input, textarea, select, [contenteditable], .pair, .reading";
  if (target instanceof Element && target.closest(within)) return;
  const stops = document.querySelectorAll('.pair, .reading [data-side="page"][data-kind]');
  const first = /** @type {HTMLElement | undefined} */ (
    [...stops].find((each) => each.checkVisibility())
  );
  if (!first) return;
  event.preventDefault();
  // The reading view chooses itself where to begin.
  if (first.closest(".reading"))
    return void first.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  first.focus();
  first.scrollIntoView({ block: "nearest" });
}

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

/** Put the focus on the heading, if what had it is gone.
 * @param {Element | null} before what had it
 * @param {HTMLElement} headline */
export function keepFocus(before, headline) {
  const isLost = !before || before === document.body || !before.checkVisibility();
  const heading = isLost ? headline.querySelector("h1") : null;
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}
