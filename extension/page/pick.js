/** Lets the reader click a sentence in the page, once. */

/** @returns {Promise<string>} the clicked sentence; "" after Escape */
function pick() {
  return new Promise((resolve) => {
    const ended = new AbortController();
    const options = { capture: true, signal: ended.signal };
    /** @param {string} text */
    const end = (text) => {
      ended.abort();
      resolve(text);
    };
    /** @param {MouseEvent} event */
    const click = (event) => {
      if (!event.isTrusted) return;
      event.preventDefault();
      event.stopPropagation();
      end(sentenceAt(event.clientX, event.clientY));
    };
    document.addEventListener("click", click, options);
    document.addEventListener("keydown", ({ key }) => key === "Escape" && end(""), options);
  });
}

/** @param {number} x
 * @param {number} y
 * @returns {string} "" where there is no text */
function sentenceAt(x, y) {
  const place = document.caretPositionFromPoint?.(x, y);
  const older = place ? null : document.caretRangeFromPoint?.(x, y);
  const node = place?.offsetNode ?? older?.startContainer;
  const block = node?.parentElement?.closest("p, li, blockquote, td, figcaption, h1, h2, h3, div");
  if (!node || !block) return "";
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(node, place?.offset ?? older?.startOffset ?? 0);
  const [at, text] = [before.toString().length, block.textContent ?? ""];
  const language = document.documentElement.lang || undefined;
  const cut = (/** @type {string | undefined} */ tag) =>
    new Intl.Segmenter(tag, { granularity: "sentence" }).segment(text).containing(at);
  let found;
  try {
    found = cut(language);
  } catch {
    found = cut(undefined); // the page names no language that there is
  }
  return (found?.segment ?? "").replace(/\s+/g, " ").trim();
}
