/** Builds elements: text becomes text nodes, never markup. */

/** @typedef {Node | string | null | undefined | false} Child */

/** @param {string} tag
 * @param {Record<string, unknown> | null} [properties] attributes; functions become listeners
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement} */
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) set(element, name, value);
  element.append(...present(children));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} tag
 * @param {Record<string, unknown> | null} [properties]
 * @param {...(Child | Child[])} children
 * @returns {SVGElement} */
export function svg(tag, properties, ...children) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(properties ?? {})) set(element, name, value);
  element.append(...present(children));
  return element;
}

/** @param {(Child | Child[])[]} children */
function present(children) {
  return children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false);
}

/** @param {Element} element
 * @param {string} name
 * @param {unknown} value */
function set(element, name, value) {
  if (typeof value === "function")
    element.addEventListener(name, /** @type {EventListener} */ (value));
  else if (value === true) element.setAttribute(name, "");
  else if (value !== null && value !== undefined && value !== false)
    element.setAttribute(name, String(value));
}
