/** Shows a sentence in the page by the CSS Custom Highlight API: the page's HTML stays as it is. */

var MARKED = ["found", "differs", "not_found"];
var PULSES = [0, 350, 700, 1050]; // ms; on, off, on, off

/** Marks the sentence at `index`, scrolls to it and lets it pulse.
 * @param {string[]} sentences the page's sentences in order
 * @param {number} index
 * @returns {boolean} whether it was found */
function show(sentences, index) {
  const range = locate(indexText(document.body), sentences)[index];
  if (!range) return false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const chosen = new Highlight(range);
  chosen.priority = 1; // over the marks by kind
  CSS.highlights.set("unabridged", chosen);
  range.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
  if (!calm) pulse(range);
  return true;
}

/** @param {Range} range */
function pulse(range) {
  const mark = new Highlight(range);
  mark.priority = 2;
  PULSES.forEach((delay, turn) =>
    setTimeout(() => {
      if (turn % 2 === 0) CSS.highlights.set("unabridged-pulse", mark);
      else if (CSS.highlights.get("unabridged-pulse") === mark) CSS.highlights.delete("unabridged-pulse");
    }, delay),
  );
}

/** Takes the mark of the one sentence away. */
function unshow() {
  CSS.highlights.delete("unabridged");
  CSS.highlights.delete("unabridged-pulse");
}

/** Marks each sentence as its kind says.
 * @param {string[]} sentences in order
 * @param {(string | null)[]} kinds null: not marked
 * @returns {number} how many were found */
function mark(sentences, kinds) {
  const ranges = locate(indexText(document.body), sentences);
  for (const kind of MARKED) {
    const chosen = ranges.filter((range, i) => range !== null && kinds[i] === kind);
    CSS.highlights.set(`unabridged-${kind}`, new Highlight(.../** @type {Range[]} */ (chosen)));
  }
  return ranges.filter(Boolean).length;
}

/** Takes every mark away. */
function clear() {
  unshow();
  for (const kind of MARKED) CSS.highlights.delete(`unabridged-${kind}`);
}
