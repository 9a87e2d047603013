/** A small bar in the page's corner that steps through differences. It is outside of the body, so that
 * its text is not taken for the page's. */

/** Its words in the reader's language; `place` is "$1 of $2".
 * @typedef {{language: string, label: string, previous: string, next: string, hide: string, place: string}} WalkWords */

var BAR = "unabridged-walk"; // styled in lib/browser.js

/** Return the bar's stops: each difference, and each run of omissions.
 * @param {(Range | null)[]} ranges
 * @param {(string | null)[]} kinds
 * @returns {number[]} sentences, in order */
function stopsOf(ranges, kinds) {
  return ranges.flatMap((range, i) => {
    const goesOn = kinds[i] === "left_out" && kinds[i - 1] === "left_out";
    return range && kinds[i] && kinds[i] !== "found" && !goesOn ? [i] : [];
  });
}

/** Show the bar, or update its position.
 * @param {number} at the chosen stop, or -1
 * @param {number} total
 * @param {WalkWords} words
 * @param {(step: number) => void} walk */
function showBar(at, total, words, walk) {
  const place = total && placeOfBar(words, walk);
  if (!place) return;
  const number = new Intl.NumberFormat(words.language);
  const [one, all] = [number.format(at + 1), number.format(total)];
  const says = words.place.replace("$1", one).replace("$2", all);
  if (place.textContent !== says) place.textContent = says;
}

/** @param {WalkWords} words
 * @param {(step: number) => void} walk
 * @returns {Element | null} the bar's position text */
function placeOfBar(words, walk) {
  const known = document.querySelector(BAR);
  if (known) return known.querySelector("output");
  const bar = document.createElement(BAR);
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
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: sign, title: name });
    button.setAttribute("aria-label", name);
    button.addEventListener("click", ({ isTrusted }) => isTrusted && click());
    return /** @type {HTMLElement} */ (button);
  });
  const place = document.createElement("output");
  bar.append(.../** @type {Node[]} */ ([previous, place, next, hide]));
  document.documentElement.append(bar);
  return place;
}

function hideBar() {
  document.querySelector(BAR)?.remove();
}

/** Return whether the page's changes are only the bar's.
 * @param {MutationRecord[]} changes */
function areOfBar(changes) {
  const isBar = (/** @type {Node} */ node) =>
    (node instanceof Element ? node : node.parentElement)?.closest(BAR);
  return changes.every(
    ({ target, addedNodes, removedNodes }) =>
      isBar(target) ||
      (target === document.documentElement && [...addedNodes, ...removedNodes].every(isBar)),
  );
}
