/** Whether a page has notes, whose sources can be checked. */

const LONGEST_LABEL = 8; // characters of a note's reference, brackets left out
const NUMBERED = /\[\d{1,3}\]/; // as of a source in a list, without a link

/** Whether a page may cite something: it has a note's reference, or only its address is known.
 * @param {PageInput} page
 * @returns {boolean} */
export function mayCite({ html, text }) {
  if (html) return hasNotes(new DOMParser().parseFromString(html, "text/html"));
  return text ? NUMBERED.test(text) : true;
}

/** Whether a document has a raised link, one with a number or sign alone, or a number in brackets.
 * @param {Document} page
 * @returns {boolean} */
function hasNotes(page) {
  if ([...page.querySelectorAll("a[href]")].some(isReference)) return true;
  for (const unread of page.querySelectorAll("script, style, template")) unread.remove();
  return NUMBERED.test(page.body.textContent ?? "");
}

/** @param {Element} anchor
 * @returns {boolean} */
function isReference(anchor) {
  const label = (anchor.textContent ?? "").replace(/[\s[\]()［］（）]/g, "");
  if (!label || label.length > LONGEST_LABEL || anchor.closest("nav, header, footer, aside"))
    return false;
  const leadsWithin = anchor.getAttribute("href")?.includes("#") && !/\p{L}/u.test(label);
  return leadsWithin || anchor.closest("sup") !== null;
}
