/** A small bar in the page's corner that steps through differences. It is outside of the body, so that
 * its text is not taken for the page's. */

/** Its words in the reader's language; `place` is "$1 of $2".
 * @typedef {{language: string, label: string, previous: string, next: string, hide: string, place: string}} WalkWords */

var BAR = "unabridged-walk"; // styled in lib/browser.js

/** A stop at sentence `at`: `first` to `last` of those that are counted.
 * @typedef {{at: number, first: number, last: number}} WalkStop */

/** Return the bar's stops, each difference and each run of omissions, and how many sentences count:
 * all that the panel counts, also those that are not found in the page. It counts no part of a sentence.
 * @param {(Range | null)[]} ranges
 * @param {(string | null)[]} kinds
 * @returns {[WalkStop[], number]} */
function stopsOf(ranges, kinds) {
  /** @type {WalkStop[]} */
  const stops = [];
  let count = 0;
  kinds.forEach((kind, at) => {
    if (!kind || kind === "found" || kind === "in_part") return;
    count += 1;
    const last = stops.at(-1);
    const goesOn = kind === "left_out" && kinds[at - 1] === kind && last?.last === count - 1;
    if (last && goesOn) last.last = count;
    else if (ranges[at]) stops.push({ at, first: count, last: count });
  });
  return [stops, count];
}

/** Show the bar, or update its position.
 * @param {WalkStop | undefined} at the chosen stop
 * @param {number} total
 * @param {WalkWords} words
 * @param {(step: number) => void} walk */
function showBar(at, total, words, walk) {
  const place = total && placeOfBar(words, walk);
  if (!place) return;
  const number = new Intl.NumberFormat(words.language);
  const { first = 0, last = 0 } = at ?? {};
  const places = [...new Set([first, last])].map((each) => number.format(each)).join("–");
  const all = number.format(total);
  const label = at ? words.place.replace("$1", places).replace("$2", all) : all;
  if (place.textContent !== label) place.textContent = label;
}

/** @param {WalkWords} words
 * @param {(step: number) => void} walk
 * @returns {Element | null} the bar's position text */
function placeOfBar(words, walk) {
  const existing = walkBar();
  if (existing) return existing.querySelector("output");
  const bar = callOf(Document, "createElement", document, BAR);
  const attributes = {
    role: "group",
    "aria-label": words.label,
    lang: words.language,
    dir: "auto",
  };
  for (const [name, value] of Object.entries(attributes)) bar.setAttribute(name, value);
  const signs = /** @type {const} */ ([
    ["‹", words.previous, () => walk(-1)],
    ["›", words.next, () => walk(1)],
    ["×", words.hide, hideBar],
  ]);
  const [previous, next, hide] = signs.map(([sign, name, click]) => {
    const button = callOf(Document, "createElement", document, "button");
    Object.assign(button, { type: "button", textContent: sign, title: name });
    button.setAttribute("aria-label", name);
    button.addEventListener("click", ({ isTrusted }) => isTrusted && click());
    return /** @type {HTMLElement} */ (button);
  });
  const place = callOf(Document, "createElement", document, "output");
  bar.append(.../** @type {Node[]} */ ([previous, place, next, hide]));
  callOf(Element, "append", pageRoot(), bar);
  return place;
}

function hideBar() {
  walkBar()?.remove();
}

/** @returns {Element | null} */
function walkBar() {
  return callOf(Document, "querySelector", document, BAR);
}

/** Return whether the page's changes are only the bar's.
 * @param {MutationRecord[]} changes */
function areOfBar(changes) {
  const isBar = (/** @type {Node} */ node) => {
    const element = node instanceof Element ? node : propertyOf(Node, "parentElement", node);
    return element && callOf(Element, "closest", element, BAR);
  };
  return changes.every(
    ({ target, addedNodes, removedNodes }) =>
      isBar(target) || (target === pageRoot() && [...addedNodes, ...removedNodes].every(isBar)),
  );
}
