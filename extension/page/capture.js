/** Copies the page as the reader sees it, without changing it.
 *
 * The copy has no scripts (except JSON-LD, with metadata), styles, input or hidden fields. Invisible
 * elements carry `hidden`. */

/** A clip box: anything wholly outside of it is invisible.
 * @typedef {{top: number, bottom: number, left: number, right: number, owner: Element}} Clip */

/** A node to copy, with its target and context.
 * @typedef {{node: Node, into: Element, clip: Clip | null, hidden: boolean}} Task */

var DROPPED = new Set("STYLE NOSCRIPT TEMPLATE SVG CANVAS OBJECT EMBED UNABRIDGED-WALK".split(" "));
var EMPTIED = new Set("TEXTAREA SELECT IFRAME DATALIST VIDEO AUDIO INPUT".split(" "));
var KEPT_ATTRIBUTES =
  /^(?!on|value$|checked$|selected$|style$|hidden$|nonce$|srcdoc$|srcset$|integrity$)/i;
var SECRET_META = /csrf|xsrf|token|nonce|secret|verification/i;

/** @returns {{contentType: string, page: ReadPage}} */
function capture() {
  const contentType = propertyOf(Document, "contentType", document);
  const root = pageRoot();
  return {
    contentType,
    page: {
      url: location.href,
      title: propertyOf(Document, "title", document),
      language: (root instanceof HTMLElement && root.lang) || "",
      html: /html|plain/.test(contentType) ? copyOf(root).outerHTML : "",
      ...mainFrame(),
    },
  };
}

/** Return the address and the name of the largest frame, if it is large enough to have the text.
 * @returns {{frame?: string, frameTitle?: string}} */
function mainFrame() {
  let largest = (innerWidth * innerHeight) / 5; // a smaller one is an advert or a button
  let description = {};
  for (const frame of callOf(Document, "querySelectorAll", document, "iframe")) {
    if (!(frame instanceof HTMLIFrameElement)) continue;
    const { width, height } = frame.getBoundingClientRect();
    if (!/^https?:/.test(frame.src) || width * height <= largest) continue;
    largest = width * height;
    description = { frame: frame.src, frameTitle: frame.contentDocument?.title || frame.title };
  }
  return description;
}

/** @returns {Document} without a window: nothing of it loads or runs */
function inertDocument() {
  return propertyOf(Document, "implementation", document).createHTMLDocument("");
}

/** @param {Element} root
 * @returns {Element} in a document without a window, so that nothing loads or runs */
function copyOf(root) {
  const holder = inertDocument().createElement("div");
  const stack = /** @type {Task[]} */ ([{ node: root, into: holder, clip: null, hidden: false }]);
  for (let task = stack.pop(); task; task = stack.pop()) {
    if (task.node instanceof Text) copyText(task.node, task);
    else if (task.node instanceof Element) copyElement(task.node, task, stack);
  }
  return holder.firstElementChild ?? holder;
}

/** @param {Text} text
 * @param {Task} task */
function copyText(text, { into, clip, hidden }) {
  if (!hidden && text.data.trim() && textIsHidden(text, clip)) {
    const span = documentOf(into).createElement("span");
    span.hidden = true;
    callOf(Element, "append", into, span);
    span.append(text.data);
  } else callOf(Element, "append", into, text.data);
}

/** @param {Element} element
 * @returns {Document} */
function documentOf(element) {
  return propertyOf(Node, "ownerDocument", element) ?? document;
}

/** Return whether an element's own text is hidden: clipped away, or invisible next to a visible
 * child.
 * @param {Text} text
 * @param {Clip | null} clip */
function textIsHidden(text, clip) {
  const parent = text.parentElement;
  if (parent && inBody(parent) && getComputedStyle(parent).visibility !== "visible") return true;
  if (!clip) return false;
  const range = new Range();
  range.selectNodeContents(text);
  return isOutside(range.getBoundingClientRect(), clip);
}

/** @param {Element} element
 * @param {Task} task
 * @param {Task[]} stack */
function copyElement(element, { into, clip, hidden }, stack) {
  if (isDropped(element)) return;
  const copy = shallowCopy(element, into);
  if (!inBody(element)) return push(element, copy, null, hidden, stack);

  const style = hidden ? null : getComputedStyle(element);
  const ownClip = clip && style && escapes(element, style, clip) ? null : clip;
  const unseen = style !== null && isUnseen(element, style, ownClip);
  if (unseen) copy.setAttribute("hidden", "");
  const inner = style && !unseen ? clipWithin(element, style, ownClip) : null;
  return push(element, copy, inner, hidden || unseen, stack);
}

/** @param {Element} element
 * @param {Element} copy
 * @param {Clip | null} clip
 * @param {boolean} hidden
 * @param {Task[]} stack */
function push(element, copy, clip, hidden, stack) {
  if (EMPTIED.has(nameOf(element)) || isEdited(element)) return;
  const children = shownChildren(element);
  for (let i = children.length - 1; i >= 0; i--) {
    stack.push({ node: /** @type {Node} */ (children[i]), into: copy, clip, hidden });
  }
}

/** @param {Element} element */
function isEdited(element) {
  return element instanceof HTMLElement && propertyOf(HTMLElement, "isContentEditable", element);
}

/** @param {Element} element */
function inBody(element) {
  const head = propertyOf(Document, "head", document);
  return element !== pageRoot() && element !== pageBody() && !head?.contains(element);
}

/** @param {Element} element */
function isDropped(element) {
  if (element instanceof HTMLScriptElement) return element.type !== "application/ld+json";
  if (element instanceof HTMLInputElement) return element.type === "hidden";
  if (element instanceof HTMLMetaElement) return SECRET_META.test(element.name);
  if (element instanceof HTMLLinkElement)
    return /stylesheet|preload|prefetch|preconnect/.test(element.rel);
  return DROPPED.has(nameOf(element).toUpperCase());
}

/** @param {Element} element
 * @param {Element} into */
function shallowCopy(element, into) {
  // The server needs no slot's name, and would not know its `display: contents`.
  const tag = propertyOf(Element, "localName", element);
  const copy = documentOf(into).createElement(tag === "slot" ? "span" : tag);
  for (const { name, value } of propertyOf(Element, "attributes", element)) {
    if (!KEPT_ATTRIBUTES.test(name) || /^data:/i.test(value)) continue;
    try {
      copy.setAttribute(name, value);
    } catch {
      // The parser accepts names that setAttribute refuses, such as `"`; they mean nothing.
    }
  }
  callOf(Element, "append", into, copy);
  return copy;
}

/** Return whether the browser hides the element, regardless of its attributes. Opacity does not
 * count: pages fade their text in.
 * @param {Element} element
 * @param {CSSStyleDeclaration} style
 * @param {Clip | null} clip */
function isUnseen(element, style, clip) {
  if (style.display === "contents") return false; // only its children have boxes
  if (!callOf(Element, "checkVisibility", element)) return true;
  if (style.visibility !== "visible" && !hasVisibleChild(element)) return true;
  return clip !== null && isOutside(boxOf(element), clip);
}

/** @param {Element} element */
function hasVisibleChild(element) {
  return [...callOf(Element, "querySelectorAll", element, "*")].some(
    (child) => getComputedStyle(child).visibility === "visible",
  );
}

/** Return the clip box for the inside of `element`.
 * @param {Element} element
 * @param {CSSStyleDeclaration} style
 * @param {Clip | null} clip
 * @returns {Clip | null} */
function clipWithin(element, style, clip) {
  const overflow = style.overflowY;
  if (overflow === "auto" || overflow === "scroll") return null; // the reader can scroll there
  if (overflow !== "hidden" && overflow !== "clip") return clip;
  const box = boxOf(element);
  return {
    top: Math.max(box.top, clip?.top ?? -Infinity),
    bottom: Math.min(box.bottom, clip?.bottom ?? Infinity),
    left: Math.max(box.left, clip?.left ?? -Infinity),
    right: Math.min(box.right, clip?.right ?? Infinity),
    owner: element,
  };
}

/** Return whether a positioned element escapes the clip box.
 * @param {Element} element
 * @param {CSSStyleDeclaration} style
 * @param {Clip} clip */
function escapes(element, style, clip) {
  if (style.position !== "absolute" && style.position !== "fixed") return false;
  const isHtml = element instanceof HTMLElement;
  const anchor = isHtml ? propertyOf(HTMLElement, "offsetParent", element) : null;
  return !anchor || !callOf(Node, "contains", clip.owner, anchor);
}

/** @param {Element} element
 * @returns {DOMRect} */
function boxOf(element) {
  return callOf(Element, "getBoundingClientRect", element);
}

/** @param {DOMRect} box
 * @param {Clip} clip */
function isOutside(box, clip) {
  if (!box.width || !box.height) return false; // no box to judge
  return (
    box.top >= clip.bottom - 1 ||
    box.bottom <= clip.top + 1 ||
    box.left >= clip.right - 1 ||
    box.right <= clip.left + 1
  );
}
