/** Offsets and pieces of sentences: the server counts code points, JavaScript UTF-16 units. */

/** @typedef {{start: number, end: number, kind: string}} Mark */
/** @typedef {{text: string, kind: string | null}} Piece */

/** Cut `text` at the marks' borders; of overlapping marks the first wins.
 * @param {string} text
 * @param {Mark[]} marks offsets in code points, `end` exclusive
 * @returns {Piece[]} */
export function pieces(text, marks) {
  const characters = Array.from(text);
  /** @type {(string | null)[]} */
  const kinds = new Array(characters.length).fill(null);
  for (const { start, end, kind } of marks) {
    for (let i = Math.max(0, start); i < Math.min(end, characters.length); i++) kinds[i] ??= kind;
  }
  return characters.reduce((/** @type {Piece[]} */ cut, character, i) => {
    const last = cut.at(-1);
    const kind = kinds[i] ?? null;
    if (last && last.kind === kind) last.text += character;
    else cut.push({ text: character, kind });
    return cut;
  }, []);
}

/** Replace characters that steer a terminal or reverse a line by "�": controls except line break
 * and tab, and bidi overrides.
 * @param {string} text */
export function printable(text) {
  return text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

/** Return the address that opens a page at a sentence (URL text fragment), or a document at its page.
 * @param {string} address
 * @param {string} sentence
 * @param {Pick<Article, "text" | "pages"> | null} [article] the sentence's
 * @returns {string} */
export function addressOfText(address, sentence, article) {
  const at = article?.pages?.length ? article.text.indexOf(sentence) : -1;
  const page = at < 0 ? null : article?.pages.find(({ start, end }) => start <= at && at < end);
  if (page) return `${address.split("#", 1)[0]}#page=${page.number}`;
  const words = sentence.trim().split(/\s+/);
  const quote =
    words.length > 12
      ? [words.slice(0, 5), words.slice(-5)].map((part) => part.join(" "))
      : [words.join(" ")];
  const fragment = quote.map((part) => encodeURIComponent(part).replaceAll("-", "%2D")).join(",");
  return `${address}${address.includes("#") ? "" : "#"}:~:text=${fragment}`;
}

/** Return runs of equal neighbours, as [value, first, last].
 * @template T
 * @param {T[]} values
 * @returns {[T, number, number][]} */
export function runs(values) {
  /** @type {[T, number, number][]} */
  const found = [];
  values.forEach((value, i) => {
    const last = found.at(-1);
    if (last && last[0] === value) last[2] = i;
    else found.push([value, i, i]);
  });
  return found;
}
