/** Highlights sentences in the page by the CSS Custom Highlight API, without changing its HTML. As the
 * last of the page's scripts it exports the panel's functions. */

/** The marks: `kinds[i]` of `sentences[i]` (null: not marked), or of the pieces in `parts[i]`, at
 * `ranges[i]`.
 * @typedef {{text: string, kind: string | null}} Part
 * @typedef {{sentences: string[], kinds: (string | null)[], parts: Record<number, Part[]>,
 *   ranges: (Range | null)[], chosen: number, words: WalkWords, panel: chrome.runtime.Port, changes: MutationObserver, ended: AbortController,
 *   again: ReturnType<typeof setTimeout> | 0, wait: number}} Marks */

var MARKED = ["found", "partly", "differs", "not_found", "left_out"];
var PULSES = [0, 350, 700, 1050]; // ms; on, off, on, off
var SETTLED = 300; // ms from a change of the page to new marks
var SHARE = 20; // at most this fraction of the page's time is spent on marking again

// No value here: it outlives the next injection of this script.
/** @type {Marks | undefined} */
var marks;

/** Mark the sentence at `index`, scroll to it and let it pulse.
 * @param {string[]} sentences the page's sentences in order
 * @param {number} index
 * @returns {boolean} whether it was found */
function show(sentences, index) {
  // A sentence may have notes within, which the server leaves out of it.
  const range =
    locate(indexText(pageBody()), sentences)[index] ??
    locate(indexText(pageBody(), isNote), sentences)[index];
  if (!range) return false;
  if (marks) {
    marks.chosen = marks.sentences[index] === sentences[index] ? index : -1;
    tellPlace(marks);
  }
  reveal(range);
  return true;
}

/** Scroll to a sentence, marked as the chosen one.
 * @param {Range} range */
function reveal(range) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  choose(range);
  const parent = propertyOf(Node, "parentElement", range.startContainer);
  const isLong = parent && propertyOf(Element, "clientHeight", parent) > innerHeight / 2;
  // The middle of a long paragraph may not show its sentence.
  const behavior = calm || isLong ? "instant" : "smooth";
  const block = isLong ? "start" : "center";
  if (parent) callOf(Element, "scrollIntoView", parent, { block, behavior });
  if (isLong) scrollBy({ top: range.getBoundingClientRect().top - innerHeight / 3, behavior });
  if (!calm) pulse(range);
}

/** @param {Range} range */
function choose(range) {
  const chosen = new Highlight(range);
  chosen.priority = 1; // over the marks by kind
  CSS.highlights.set("unabridged", chosen);
}

/** @param {Range} range */
function pulse(range) {
  const mark = new Highlight(range);
  mark.priority = 2;
  PULSES.forEach((delay, turn) =>
    setTimeout(() => {
      if (turn % 2 === 0) CSS.highlights.set("unabridged-pulse", mark);
      else if (CSS.highlights.get("unabridged-pulse") === mark)
        CSS.highlights.delete("unabridged-pulse");
    }, delay),
  );
}

/** Remove the mark of the chosen sentence. */
function unshow() {
  if (marks) {
    marks.chosen = -1;
    tellPlace(marks);
  }
  CSS.highlights.delete("unabridged");
  CSS.highlights.delete("unabridged-pulse");
}

/** Mark each sentence by kind, and follow the page's changes.
 * @param {string[]} sentences in order
 * @param {(string | null)[]} kinds null: not marked
 * @param {Record<number, Part[]>} parts pieces that have kinds of their own
 * @param {WalkWords} words
 * @returns {number} how many were found */
function mark(sentences, kinds, parts, words) {
  clear();
  const panel = chrome.runtime.connect();
  panel.onDisconnect.addListener(clear); // the panel was closed
  const changes = new MutationObserver(lookAgain);
  const ended = new AbortController();
  marks = {
    sentences,
    kinds,
    parts,
    ranges: [],
    chosen: -1,
    words,
    panel,
    changes,
    ended,
    again: 0,
    wait: SETTLED,
  };
  addEventListener("click", tellPanel, { capture: true, signal: ended.signal });
  const placed = place(marks);
  tellPlace(marks, true);
  return placed;
}

/** @param {Marks} marks
 * @returns {number} how many were found */
function place(marks) {
  const begun = performance.now();
  const { sentences, kinds, parts, chosen, changes } = marks;
  const index = indexText(pageBody());
  const ranges = locate(index, sentences);
  const pieces = sentences.map((text, i) => parts[i] ?? [{ text, kind: kinds[i] ?? null }]);
  const placed = locateParts(
    index,
    pieces.map((piecesOfMark) => piecesOfMark.map(({ text }) => text)),
  );
  for (const kind of MARKED) {
    const ofKind = placed.flatMap((each, i) =>
      each.filter((_, k) => pieces[i]?.[k]?.kind === kind),
    );
    const ranges = /** @type {Range[]} */ (ofKind.filter(Boolean));
    CSS.highlights.set(`unabridged-${kind}`, new Highlight(...ranges));
  }
  if (ranges[chosen]) choose(ranges[chosen]);
  for (const root of [document, ...index.roots])
    changes.observe(root, { childList: true, characterData: true, subtree: true });
  marks.ranges = ranges;
  tellPlace(marks);
  marks.wait = Math.max(SETTLED, SHARE * (performance.now() - begun));
  return ranges.filter(Boolean).length;
}

/** Show in the bar which difference is chosen. A bar that the reader hid stays hidden.
 * @param {Marks} marks
 * @param {boolean} [anew] */
function tellPlace({ ranges, kinds, chosen, words }, anew = false) {
  if (!anew && !walkBar()) return;
  const [stops, total] = stopsOf(ranges, kinds);
  showBar(
    stops.find(({ at }) => at === chosen),
    stops.length ? total : 0,
    words,
    walkBy,
  );
}

/** Move to the next or previous difference; the panel shows its pair.
 * @param {number} step 1 or -1 */
function walkBy(step) {
  if (!marks) return;
  const { ranges, kinds, chosen, panel } = marks;
  const stops = stopsOf(ranges, kinds)[0].map(({ at }) => at);
  const before = stops.filter((stop) => (step > 0 ? stop <= chosen : stop < chosen)).length;
  const to = stops.at(step > 0 ? before % stops.length : before - 1);
  const range = to === undefined ? null : ranges[to];
  if (to === undefined || !range) return;
  marks.chosen = to;
  reveal(range);
  tellPlace(marks);
  panel.postMessage(to);
}

/** Mark again once after several changes.
 * @param {MutationRecord[]} changes */
function lookAgain(changes) {
  if (!marks || marks.again || areOfBar(changes)) return;
  marks.again = setTimeout(() => {
    if (!marks) return;
    marks.again = 0;
    place(marks);
  }, marks.wait);
}

/** Show the pair of a clicked sentence in the panel.
 * @param {MouseEvent} event */
function tellPanel({ clientX: x, clientY: y, isTrusted }) {
  if (!marks || !isTrusted || !getSelection()?.isCollapsed) return;
  const { ranges, kinds, panel } = marks;
  const index = ranges.findIndex(
    (range, i) =>
      range &&
      kinds[i] &&
      [...range.getClientRects()].some(
        (box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom,
      ),
  );
  const range = ranges[index];
  if (!range) return;
  marks.chosen = index;
  choose(range);
  tellPlace(marks);
  panel.postMessage(index);
}

/** Remove all marks. */
function clear() {
  if (marks) {
    marks.ended.abort();
    marks.changes.disconnect();
    clearTimeout(marks.again);
    marks.panel.disconnect();
  }
  marks = undefined;
  hideBar();
  unshow();
  for (const kind of MARKED) CSS.highlights.delete(`unabridged-${kind}`);
}

// Injected again at each call, hence no `const` here.
globalThis.unabridged = { capture, show, unshow, mark, clear, pick };
