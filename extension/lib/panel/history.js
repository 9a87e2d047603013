/** The list of checked pages: its bounds, and its search. */

/** A checked page. `line` says what the comparison came to, `answer` what the page is, `publisher`
 * who published page and original; `size` is of the comparison in bytes, 0 if it is not kept.
 * @typedef {{title: string, url: string, label: VerdictLabel, at: string, line?: string,
 *   answer?: string, publisher?: string, size?: number}} Visit */

const VISITS = 500;
/** Bounds of the comparisons that are kept whole; Chromium gives an extension 10 MB. */
export const WHOLE = { number: 100, megabytes: 8 };

/** Return the visits within the bounds, newest first; what is too old loses its comparison.
 * @param {Visit[]} visits */
export function bounded(visits) {
  const limit = WHOLE.megabytes * 1e6;
  let bytes = 0;
  return visits.slice(0, VISITS).map((visit, i) => {
    const { size = 0 } = visit;
    if (size > limit / 4) return { ...visit, size: 0 }; // it would push out too many others
    bytes += size;
    return i < WHOLE.number && bytes <= limit ? visit : { ...visit, size: 0 };
  });
}

/** Return the visits that have every word: in the list or in the texts that were compared.
 * @param {Visit[]} visits
 * @param {string} words
 * @param {Translate} t
 * @param {ReadonlyMap<string, Comparison>} compared by address */
export function matching(visits, words, t, compared) {
  const wantedWords = words.toLocaleLowerCase(t.language).split(/\s+/).filter(Boolean);
  return visits.filter(({ title, url, label, line, answer, publisher }) => {
    const { page, source } = compared.get(url)?.alignment ?? { page: [], source: [] };
    const listed = [title, url, t.text(`verdict_${label}`), line, answer, publisher];
    const lower = [...listed, ...page, ...source].join(" ").toLocaleLowerCase(t.language);
    return wantedWords.every((word) => lower.includes(word));
  });
}
