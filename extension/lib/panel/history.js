/** The list of checked pages, searched by its words. */

/** @typedef {import("../browser.js").Visit} Visit */

/** Return the visits that have every word: in the title, the address, the answer or the sentence.
 * @param {Visit[]} visits
 * @param {string} words
 * @param {Translate} t */
export function matching(visits, words, t) {
  const wanted = words.toLocaleLowerCase(t.language).split(/\s+/).filter(Boolean);
  return visits.filter(({ title, url, label, line = "" }) => {
    const text = [title, url, t.text(`verdict_${label}`), line].join(" ");
    const lower = text.toLocaleLowerCase(t.language);
    return wanted.every((word) => lower.includes(word));
  });
}
