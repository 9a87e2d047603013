/** The originals of a comparison: which one bears a sentence out, and each as if it were alone. */

import { nameOf } from "./source.js";
import { opening } from "./text.js";

/** An original; `where` names it ("B · The Ledger") and is empty where there is only one.
 * @typedef {{number: number, letter: string, where: string, article: Article, address: string, texts: string[]}} Original */

/** A sentence beside the original that bears it out best.
 * @typedef {PageSentence & {number: number}} Shown */

export const LETTERS = "ABCDE";

/** @param {Pick<Comparison, "sources" | "search">} comparison
 * @param {Alignment} alignment
 * @param {Article} source
 * @returns {Original[]} the first is `source` */
export function originalsOf({ sources, search }, alignment, source) {
  const further = alignment.further ?? [];
  return [{ source: 0, sentences: alignment.source }, ...further].flatMap(
    ({ source: number, sentences: texts }) => {
      const article = number ? sources?.[number] : source;
      if (!article) return [];
      const address = article.url ?? (number ? "" : (search?.source ?? ""));
      const letter = further.length ? (LETTERS[number] ?? "") : "";
      const name = article.publisher ?? nameOf(address) ?? article.title ?? opening(article.text);
      const where = letter && [letter, name].filter(Boolean).join(" · ");
      return [{ number, letter, where, article, address, texts }];
    },
  );
}

/** Return the originals of an answer, as they can be asked for again.
 * @param {CompareRequest | null | undefined} request that led to it
 * @param {Comparison} comparison
 * @returns {PageInput[]} */
export function askedOriginals(request, { source, sources, search }) {
  if (request?.sources?.length) return request.sources;
  if (!sources?.[1] && request?.source) return [request.source];
  const urls = (sources?.length ? sources : [source]).map((one) => one?.url ?? search?.source);
  return urls.flatMap((url) => (url ? [{ url }] : []));
}

/** Return the fields of a request for these originals.
 * @param {PageInput[]} originals
 * @returns {Pick<CompareRequest, "source" | "sources">} */
export function asking(originals) {
  const [source] = originals;
  return originals.length > 1 ? { sources: originals } : source ? { source } : {};
}

/** @param {PageSentence} sentence
 * @returns {Shown} */
export function shownOf(sentence) {
  const [best] = sentence.elsewhere ?? [];
  return best ? { ...sentence, ...beside(best) } : { ...sentence, number: 0 };
}

/** @param {Elsewhere} entry */
function beside({ source: number, sentences: source, label, score, missing, changes, ...rest }) {
  return { number, source, label, score, missing, changes, shared: rest.shared, parts: rest.parts };
}

/** Return the alignment with one original alone; sentences that another one has get no links.
 * @param {Alignment} alignment
 * @param {number} number
 * @returns {Alignment} */
export function alignmentWith(alignment, number) {
  if (!alignment.further?.length) return alignment;
  const nothing = { changes: [], missing: [], shared: null, parts: [] };
  const sentences = alignment.sentences.map((sentence) => {
    const entry = sentence.elsewhere?.find(({ source }) => source === number);
    if (entry) return { ...sentence, ...beside(entry) };
    if (number) return { ...sentence, ...nothing, source: [] };
    return sentence.elsewhere ? { ...sentence, ...nothing } : sentence;
  });
  const further = alignment.further.find(({ source }) => source === number);
  if (!further) return { ...alignment, sentences };
  return {
    ...alignment,
    sentences,
    source: further.sentences,
    account: further.account,
    left_out: [],
    withheld: further.sentences.flatMap((text, at) => (text ? [] : [at])),
  };
}
