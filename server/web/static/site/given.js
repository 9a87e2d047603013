/** Reads the form's one field: a page's address, or its text. */

// The same rule is in server/web/routes/pages.py, for pages without scripts.
const ADDRESS = /^([a-z]+:\/\S+|[\p{L}\d-]+(\.[\p{L}\d-]+)+(:\d+)?(\/\S*)?)$/iu;

/** @param {string} given
 * @returns {PageInput | null} null for an empty field */
export function pageGiven(given) {
  const text = given.trim();
  if (!text) return null;
  if (!ADDRESS.test(text)) return { text };
  return { url: /^[a-z]+:\//i.test(text) ? text : `https://${text}` };
}
