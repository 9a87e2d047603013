/** Finds sentences in the page's text, across elements, shadow roots and typography.
 * Runs in the page as a classic script: its functions are globals of the isolated world. */

/** Return the browser's own property of a node. A form's fields take the names of its properties, and
 * images and forms those of the document's: `form.childNodes` may be an `<input name=childNodes>`.
 * @template {object} T
 * @template {keyof T} K
 * @param {{prototype: T}} kind that has the property
 * @param {K} name
 * @param {T} node
 * @returns {T[K]} */
function propertyOf(kind, name, node) {
  return Reflect.get(kind.prototype, name, node);
}

/** Call the browser's own method of a node.
 * @template {object} T
 * @template {keyof T} K
 * @param {{prototype: T}} kind that has the method
 * @param {K} name
 * @param {T} node
 * @param {T[K] extends (...values: infer V) => unknown ? V : never} values
 * @returns {T[K] extends (...values: any[]) => infer R ? R : never} */
function callOf(kind, name, node, ...values) {
  return Reflect.apply(/** @type {any} */ (kind.prototype[name]), node, values);
}

/** A place in the page: a text node and an offset into its data.
 * @typedef {{node: Text, offset: number}} Place */

/** The page's folded text, with its nodes: `nodes[i]` begins at `starts[i]` in `folded`. `roots` are
 * the trees with the text.
 * @typedef {{folded: string, nodes: Text[], starts: number[], roots: Node[]}} TextIndex */

/** Fold `text` for finding it: letters and digits only, without accents and case. Decomposed
 * first, so that both spellings of an accent are the same.
 * @param {string} text */
function fold(text) {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** Return the children as the browser shows them, with shadow roots and slotted nodes.
 * @param {Node} node
 * @param {Node[]} [roots] collects shadow roots
 * @returns {ArrayLike<Node>} */
function shownChildren(node, roots) {
  if (node instanceof HTMLSlotElement) {
    const assigned = node.assignedNodes();
    return assigned.length ? assigned : node.childNodes;
  }
  const root = node instanceof HTMLElement && shadowOf(node);
  if (!root) return propertyOf(Node, "childNodes", node);
  roots?.push(root);
  return root.childNodes;
}

/** Return the shadow root, also a closed one, if the browser gives it to extensions.
 * @param {HTMLElement} element
 * @returns {ShadowRoot | null} */
function shadowOf(element) {
  const ofChromium = globalThis.chrome?.dom?.openOrClosedShadowRoot?.(element);
  const ofFirefox = propertyOf(HTMLElement, "openOrClosedShadowRoot", element);
  return ofChromium ?? ofFirefox ?? propertyOf(Element, "shadowRoot", element);
}

var SILENT = new Set("SCRIPT STYLE NOSCRIPT TEMPLATE TITLE TEXTAREA SELECT IFRAME".split(" "));
var UNREAD = "del, a, b, em, i, small, span, strong";
var FOR_READERS =
  /(^|\s)(sr-only|screen-?reader-text|(u-)?visually-?hidden|u-hidden-visually|a11y-(only|hidden))(\s|$)/;

/** Return whether the server also skips the node: struck out, or for screen readers.
 * @param {Node} node */
function isUnread(node) {
  if (!(node instanceof Element) || !callOf(Element, "matches", node, UNREAD)) return false;
  const isStruck = node.nodeName === "DEL" && node.nextSibling;
  return (isStruck || FOR_READERS.test(node.className)) && (node.textContent ?? "").length <= 200;
}

/** Return whether the node is a short link within the page, or raised.
 * @param {Node} node */
function isNote(node) {
  const links = "sup:has(a), a[href*='#']";
  const isLink = node instanceof Element && callOf(Element, "matches", node, links);
  return isLink && (node.textContent ?? "").length < 12;
}

/** @param {Node} node */
function nameOf(node) {
  return propertyOf(Node, "nodeName", node);
}

/** The page's body, or what it has in place of one.
 * @returns {Element} */
function pageBody() {
  return propertyOf(Document, "body", document) ?? pageRoot();
}

/** @returns {Element} */
function pageRoot() {
  return propertyOf(Document, "documentElement", document);
}

/** @param {Node} root
 * @param {Node[]} roots collects shadow roots
 * @param {(node: Node) => boolean} isLeftOut
 * @returns {Generator<Text>} the text nodes in visible order */
function* textNodes(root, roots, isLeftOut) {
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node instanceof Text) yield node;
    else if (!SILENT.has(nameOf(node)) && !isUnread(node) && !isLeftOut(node)) {
      const children = shownChildren(node, roots);
      for (let i = children.length - 1; i >= 0; i--) stack.push(/** @type {Node} */ (children[i]));
    }
  }
}

/** @param {Node} root
 * @param {(node: Node) => boolean} [isLeftOut]
 * @returns {TextIndex} */
function indexText(root, isLeftOut = () => false) {
  const [nodes, starts, pieces] = [
    /** @type {Text[]} */ ([]),
    /** @type {number[]} */ ([]),
    /** @type {string[]} */ ([]),
  ];
  const roots = [root];
  let length = 0;
  for (const node of textNodes(root, roots, isLeftOut)) {
    const folded = fold(node.data);
    if (!folded) continue;
    nodes.push(node);
    starts.push(length);
    pieces.push(folded);
    length += folded.length;
  }
  return { folded: pieces.join(""), nodes, starts, roots };
}

/** Locate the sentences in order: each search begins after the previous sentence, so that a
 * sentence is found in the article rather than in a teaser.
 * @param {TextIndex} index
 * @param {string[]} sentences
 * @returns {(Range | null)[]} */
function locate(index, sentences) {
  return locateParts(
    index,
    sentences.map((sentence) => [sentence]),
  ).map(([range]) => range ?? null);
}

/** Locate the sentences like that, each by its pieces.
 * @param {TextIndex} index
 * @param {string[][]} sentences
 * @returns {(Range | null)[][]} a range for each piece with words; none where it is not found */
function locateParts(index, sentences) {
  let after = 0;
  return sentences.map((parts) => {
    const folded = parts.map(fold);
    const wanted = folded.join("");
    if (!wanted) return [];
    let start = index.folded.indexOf(wanted, after);
    if (start < 0) start = index.folded.indexOf(wanted);
    else after = start + wanted.length;
    if (start < 0) return [];
    return folded.map((part) => {
      const from = start;
      start += part.length;
      return part ? rangeOf(index, from, start) : null;
    });
  });
}

/** @param {TextIndex} index
 * @param {number} start
 * @param {number} end
 * @returns {Range} */
function rangeOf(index, start, end) {
  const range = new Range();
  const first = placeOf(index, start);
  const last = placeOf(index, end - 1);
  range.setStart(first.node, startAt(first));
  range.setEnd(last.node, endAt(last));
  return range;
}

/** Return the page's character of the folded character at `position`.
 * @param {TextIndex} index
 * @param {number} position
 * @returns {Place} */
function placeOf(index, position) {
  let [low, high] = [0, index.starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (Number(index.starts[middle]) <= position) low = middle;
    else high = middle - 1;
  }
  const node = /** @type {Text} */ (index.nodes[low]);
  let [offset, seen] = [0, Number(index.starts[low])];
  for (const character of node.data) {
    seen += fold(character).length;
    if (seen > position) break;
    offset += character.length;
  }
  return { node, offset };
}

/** Include opening quotation marks and brackets before the place.
 * @param {Place} place */
function startAt({ node, offset }) {
  return offset - (/[\p{Ps}\p{Pi}"'¿¡]*$/u.exec(node.data.slice(0, offset))?.[0].length ?? 0);
}

/** Return the place after a character and its punctuation.
 * @param {Place} place */
function endAt({ node, offset }) {
  return (
    offset + (/^.[\p{M}]*[\p{Pe}\p{Pf}\p{Po}]*/su.exec(node.data.slice(offset))?.[0].length ?? 1)
  );
}
