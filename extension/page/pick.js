/** Lets the reader click a sentence in the page, once. */

var BLOCKS = "p, li, blockquote, td, figcaption, h1, h2, h3, div"; // that hold whole sentences

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
    addEventListener("click", click, options);
    addEventListener("keydown", ({ key }) => key === "Escape" && end(""), options);
  });
}

/** @param {number} x
 * @param {number} y
 * @returns {string} "" where there is no text */
function sentenceAt(x, y) {
  const { node, offset } = caretAt(x, y);
  const parent = node && propertyOf(Node, "parentElement", node);
  const block = parent && callOf(Element, "closest", parent, BLOCKS);
  if (!node || !block) return "";
  const before = new Range();
  before.setStart(block, 0);
  before.setEnd(node, offset);
  const text = propertyOf(Node, "textContent", block) ?? "";
  const segments = sentencesOf(text).containing(before.toString().length);
  return (segments?.segment ?? "").replace(/\s+/g, " ").trim();
}

/** @param {number} x
 * @param {number} y
 * @returns {{node: Node | undefined, offset: number}} */
function caretAt(x, y) {
  if ("caretPositionFromPoint" in Document.prototype) {
    const position = callOf(Document, "caretPositionFromPoint", document, x, y);
    return { node: position?.offsetNode, offset: position?.offset ?? 0 };
  }
  const range = callOf(Document, "caretRangeFromPoint", document, x, y);
  return { node: range?.startContainer, offset: range?.startOffset ?? 0 };
}

/** @param {string} text
 * @returns {Intl.Segments} */
function sentencesOf(text) {
  const root = pageRoot();
  const language = (root instanceof HTMLElement && root.lang) || undefined;
  try {
    return new Intl.Segmenter(language, { granularity: "sentence" }).segment(text);
  } catch {
    // The page names no language that there is.
    return new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text);
  }
}
