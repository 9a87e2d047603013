/** Shows a sentence in the page by the CSS Custom Highlight API: the page's HTML stays as it is. */

var PULSES = [0, 350, 700, 1050]; // ms; on, off, on, off

/** Marks the sentence at `index`, scrolls to it and lets it pulse.
 * @param {string[]} sentences the page's sentences in order
 * @param {number} index
 * @returns {boolean} whether it was found */
function show(sentences, index) {
  const range = locate(indexText(document.body), sentences)[index];
  if (!range) return false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  CSS.highlights.set("unabridged", new Highlight(range));
  range.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
  if (!calm) pulse(range);
  return true;
}

/** @param {Range} range */
function pulse(range) {
  const mark = new Highlight(range);
  mark.priority = 1;
  PULSES.forEach((delay, turn) =>
    setTimeout(() => {
      if (turn % 2 === 0) CSS.highlights.set("unabridged-pulse", mark);
      else if (CSS.highlights.get("unabridged-pulse") === mark) CSS.highlights.delete("unabridged-pulse");
    }, delay),
  );
}

/** Takes every mark away. */
function clear() {
  CSS.highlights.delete("unabridged");
  CSS.highlights.delete("unabridged-pulse");
}
