/** Measures a pane's sentences in the browser's layout. */

/** Measure sentences. They share lines: each gets a part of the line's height like its part of the
 * width, so that neighbours don't overlap and height is proportional to length.
 * @param {HTMLElement} pane
 * @param {HTMLElement[]} spans one per sentence, in order
 * @returns {import("./geometry.js").Layout} in pixels from the top of the pane's content */
export function measure(pane, spans) {
  const top = pane.getBoundingClientRect().top + pane.clientTop - pane.scrollTop;
  /** @type {number[]} */
  const starts = [];
  /** @type {number[]} */
  const ends = [];
  /** @type {Element | null} */
  let paragraph = null;
  let line = { left: 0, width: 1, rtl: false };
  for (const span of spans) {
    if (span.parentElement !== paragraph) {
      paragraph = span.parentElement;
      line = lineOf(/** @type {Element} */ (paragraph));
    }
    const boxes = span.getClientRects();
    const [first, last] = [boxes[0], boxes[boxes.length - 1]];
    starts.push(
      first
        ? first.top - top + share(line.rtl ? first.right : first.left, line) * first.height
        : (ends.at(-1) ?? 0),
    );
    ends.push(
      last
        ? last.top - top + share(line.rtl ? last.left : last.right, line) * last.height
        : (starts.at(-1) ?? 0),
    );
  }
  return { starts, ends, height: pane.scrollHeight };
}

/** @param {Element} paragraph */
function lineOf(paragraph) {
  const { left, width } = paragraph.getBoundingClientRect();
  return { left, width: width || 1, rtl: getComputedStyle(paragraph).direction === "rtl" };
}

/** Return the position of `x` in its line, 0 to 1.
 * @param {number} x
 * @param {ReturnType<typeof lineOf>} line */
function share(x, { left, width, rtl }) {
  const part = Math.min(Math.max((x - left) / width, 0), 1);
  return rtl ? 1 - part : part;
}
