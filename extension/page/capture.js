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
  return {
    contentType: document.contentType,
    page: {
      url: location.href,
      title: document.title,
      language: document.documentElement?.lang ?? "",
      html: /html|plain/.test(document.contentType)
        ? copyOf(document.documentElement).outerHTML
        : "",
      ...mainFrame(),
    },
  };
}

/** Return the address and the name of the largest frame, if it is large enough to have the text.
 * @returns {{frame?: string, frameTitle?: string}} */
function mainFrame() {
  let most = (innerWidth * innerHeight) / 5; // a smaller one is an advert or a button
  let found = {};
  for (const frame of document.querySelectorAll("iframe")) {
    const { width, height } = frame.getBoundingClientRect();
    if (!/^https?:/.test(frame.src) || width * height <= most) continue;
    most = width * height;
    found = { frame: frame.src, frameTitle: frame.contentDocument?.title || frame.title };
  }
  return found;
}

/** @param {Element} root
 * @returns {Element} in a document without a window, so that nothing loads or runs */
function copyOf(root) {
  const inert = document.implementation.createHTMLDocument("");
  const holder = inert.createElement("div");
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
  const copy = into.ownerDocument.createTextNode(text.data);
  if (!hidden && text.data.trim() && textIsHidden(text, clip)) {
    const span = into.ownerDocument.createElement("span");
    span.hidden = true;
    into.append(span);
    span.append(copy);
  } else into.append(copy);
}

/** Return whether an element's own text is hidden: clipped away, or invisible next to a visible
 * child.
 * @param {Text} text
 * @param {Clip | null} clip */
function textIsHidden(text, clip) {
  const parent = text.parentElement;
  if (parent && inBody(parent) && getComputedStyle(parent).visibility !== "visible") return true;
  if (!clip) return false;
  const range = document.createRange();
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
  const own = clip && style && escapes(element, style, clip) ? null : clip;
  const unseen = style !== null && isUnseen(element, style, own);
  if (unseen) copy.setAttribute("hidden", "");
  const inner = style && !unseen ? clipWithin(element, style, own) : null;
  return push(element, copy, inner, hidden || unseen, stack);
}

/** @param {Element} element
 * @param {Element} copy
 * @param {Clip | null} clip
 * @param {boolean} hidden
 * @param {Task[]} stack */
function push(element, copy, clip, hidden, stack) {
  if (EMPTIED.has(element.tagName) || (element instanceof HTMLElement && element.isContentEditable))
    return;
  const children = shownChildren(element);
  for (let i = children.length - 1; i >= 0; i--) {
    stack.push({ node: /** @type {Node} */ (children[i]), into: copy, clip, hidden });
  }
}

/** @param {Element} element */
function inBody(element) {
  return (
    element !== document.documentElement &&
    element !== document.body &&
    !document.head?.contains(element)
  );
}

/** @param {Element} element */
function isDropped(element) {
  if (element instanceof HTMLScriptElement) return element.type !== "application/ld+json";
  if (element instanceof HTMLInputElement) return element.type === "hidden";
  if (element instanceof HTMLMetaElement) return SECRET_META.test(element.name);
  if (element instanceof HTMLLinkElement)
    return /stylesheet|preload|prefetch|preconnect/.test(element.rel);
  return DROPPED.has(element.tagName.toUpperCase());
}

/** @param {Element} element
 * @param {Element} into */
function shallowCopy(element, into) {
  // The server needs no slot's name, and would not know its `display: contents`.
  const copy = into.ownerDocument.createElement(
    element.localName === "slot" ? "span" : element.localName,
  );
  for (const { name, value } of element.attributes) {
    if (!KEPT_ATTRIBUTES.test(name) || /^data:/i.test(value)) continue;
    try {
      copy.setAttribute(name, value);
    } catch {
      // The parser accepts names that setAttribute refuses, such as `"`; they mean nothing.
    }
  }
  into.append(copy);
  return copy;
}

/** Return whether the browser hides the element, regardless of its attributes. Opacity does not
 * count: pages fade their text in.
 * @param {Element} element
 * @param {CSSStyleDeclaration} style
 * @param {Clip | null} clip */
function isUnseen(element, style, clip) {
  if (style.display === "contents") return false; // only its children have boxes
  if (!element.checkVisibility()) return true;
  if (style.visibility !== "visible" && !hasVisibleChild(element)) return true;
  return clip !== null && isOutside(element.getBoundingClientRect(), clip);
}

/** @param {Element} element */
function hasVisibleChild(element) {
  return [...element.querySelectorAll("*")].some(
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
  const box = element.getBoundingClientRect();
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
  const anchor = element instanceof HTMLElement ? element.offsetParent : null;
  return !anchor || !clip.owner.contains(anchor);
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
