/** Jumps to a sentence in the view. */

const FLASH_MS = 1500;
const ROOM = 8; // pixels from what covers the top

const KEYS = ["n", "p", "j", "k"];
/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, j: 1, n: 1, ArrowUp: -1, k: -1, p: -1 };
const PAIRS = ".pair, .proof"; // the first pair is the headline's

/** Enter the list of sentences by the keys that walk through it, wherever the focus is.
 * @param {KeyboardEvent} event */
export function enterByKey(event) {
  const { key, target, altKey, ctrlKey, metaKey, defaultPrevented } = event;
  if (!KEYS.includes(key) || altKey || ctrlKey || metaKey || defaultPrevented) return;
  const within = `input, textarea, select, [contenteditable], ${PAIRS}, .reading`;
  if (target instanceof Element && target.closest(within)) return;
  // The reading view chooses itself where to begin.
  const sentences = document.querySelectorAll('.reading [data-side="page"][data-kind]');
  const sentence = [...sentences].find((each) => each.checkVisibility());
  if (sentence) {
    event.preventDefault();
    sentence.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    return;
  }
  const first = [...document.querySelectorAll(PAIRS)].find(isWithinReach);
  if (!first) return;
  event.preventDefault();
  choose(/** @type {HTMLElement} */ (first));
}

/** Step from a pair to the next or previous one, or do the first thing that it offers.
 * @param {Event} event */
export function walk(event) {
  const { key, target } = /** @type {KeyboardEvent} */ (event);
  const item = /** @type {HTMLElement} */ (target).closest(PAIRS);
  if (key === "Enter" && item === target) {
    /** @type {HTMLElement | null} */ (item?.querySelector(".actions > *"))?.click();
    return event.preventDefault();
  }
  const step = STEPS[key];
  if (!item || !step) return;
  const visiblePairs = [...document.querySelectorAll(PAIRS)].filter(isWithinReach);
  const to = /** @type {HTMLElement | undefined} */ (
    visiblePairs[visiblePairs.indexOf(item) + step]
  );
  if (!to) return;
  event.preventDefault();
  choose(to);
}

/** Whether a sentence is shown, or folded where keys unfold it.
 * @param {Element} sentence */
function isWithinReach(sentence) {
  return sentence.checkVisibility() || Boolean(foldOf(sentence)?.checkVisibility());
}

/** @param {Element} sentence
 * @returns {Element | null} */
function foldOf(sentence) {
  return sentence.closest("details.group:not([open])");
}

/** Choose a pair by the keyboard: its page moves with it.
 * @param {HTMLElement} pair */
export function choose(pair) {
  foldOf(pair)?.setAttribute("open", "");
  pair.focus({ preventScroll: true });
  bring(pair);
  pair.dispatchEvent(new Event("chosen", { bubbles: true }));
}

/** Scroll as little as shows an element whole below what sticks to the top; of a longer one its beginning.
 * @param {Element} element */
export function bring(element) {
  const bar = /** @type {HTMLElement | null} */ (document.querySelector(".toolbar, .tiles"));
  const stuck = bar && getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
  const { top, bottom } = element.getBoundingClientRect();
  const covered = stuck + ROOM - top;
  if (covered > 0) scrollBy(0, -covered);
  else scrollBy(0, Math.max(0, Math.min(bottom + ROOM - innerHeight, -covered)));
}

/** Scroll to a sentence and flash it: its pair, even if filtered or folded, or its place in the
 * reading view.
 * @param {"page" | "source"} side of the sentence
 * @param {number} sentence */
export function jumpTo(side, sentence) {
  const placed = document.querySelector(`.reading [data-side="${side}"][data-index="${sentence}"]`);
  if (placed) return /** @type {HTMLElement} */ (placed).click();
  const pair = /** @type {HTMLElement | null} */ (
    document.querySelector(`:is(${PAIRS})[data-${side}~="${sentence}"]`)
  );
  if (!pair) return;
  const group = /** @type {HTMLElement | null} */ (pair.closest(".group"));
  if (group?.hidden) {
    /** @type {HTMLElement | null} */ (
      document.querySelector("[data-filter][aria-pressed=true]")
    )?.click();
  }
  foldOf(pair)?.setAttribute("open", "");
  if (pair.classList.contains("beyond")) group?.classList.add("unfolded");
  for (const pair of document.querySelectorAll(`:is(${PAIRS}).flash`))
    pair.classList.remove("flash");
  pair.classList.add("flash");
  setTimeout(() => pair.classList.remove("flash"), FLASH_MS);
  pair.focus({ preventScroll: true });
  bring(pair);
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
