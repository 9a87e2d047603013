/** Offsets and pieces of sentences: the server counts code points, JavaScript UTF-16 units. */

import { DENSE } from "../api/tables.js";

/** @typedef {{start: number, end: number, kind: string}} Mark */
/** @typedef {{text: string, kind: string | null}} Piece */

/** Return whether the language has no spaces between words: the server counts its letters.
 * @param {string | null | undefined} language */
export function isDense(language) {
  return DENSE.includes((language ?? "").split("-")[0] ?? "");
}

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
  // Marks of a kind with only a space between them are one.
  characters.forEach((character, i) => {
    if (kinds[i - 1] === kinds[i + 1] && !character.trim()) kinds[i] ??= kinds[i + 1] ?? null;
  });
  return characters.reduce((/** @type {Piece[]} */ cut, character, i) => {
    const last = cut.at(-1);
    const kind = kinds[i] ?? null;
    if (last && last.kind === kind) last.text += character;
    else cut.push({ text: character, kind });
    return cut;
  }, []);
}

/** Return a quotation without marks of its own around it, and with single ones inside: those of the
 * reader's language come around it.
 * @param {string} text */
export function unquoted(text) {
  const inner = /^["“„«「]\s*([^"“”„«»「」]+?)\s*["”“»«」]$/u.exec(text.trim())?.[1];
  return inner ?? text.replace(/[“”„«»"]/gu, (mark) => SINGLE["“”„«»".indexOf(mark)] ?? "'");
}

const SINGLE = "‘’‚‹›";

/** Return marks with other offsets.
 * @param {Mark[]} marks
 * @param {number} by */
export function shifted(marks, by) {
  return marks.map(({ start, end, kind }) => ({ start: start + by, end: end + by, kind }));
}

/** Return the part of a text that has some words to each side of a span; a rest of one word is part of it.
 * @param {string} text
 * @param {{start: number, end: number}} span in code points
 * @param {string | null | undefined} language
 * @param {number} [most] words; two letters each in a language without spaces
 * @returns {{start: number, end: number}} */
export function clauseAround(text, { start, end }, language, most = 6) {
  const letters = Array.from(text);
  const [before, after] = [letters.slice(0, start).join(""), letters.slice(end).join("")];
  const [lead = "", rest = ""] = isDense(language)
    ? [before.slice(-2 * most), after.slice(0, 2 * most)]
    : [`(?:\\S+\\s+){0,${most}}\\S*$`, `^\\S*(?:\\s+\\S+){0,${most}}`].map(
        (words, i) => new RegExp(words, "u").exec(i ? after : before)?.[0] ?? "",
      );
  const isLong = (/** @type {string} */ left) => /\S\s+\S/.test(left) || isDense(language);
  return {
    start: isLong(before.slice(0, -lead.length || before.length))
      ? start - Array.from(lead).length
      : 0,
    end: isLong(after.slice(rest.length)) ? end + Array.from(rest).length : letters.length,
  };
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
  const page = pageOf(sentence, article);
  if (page) return `${address.split("#", 1)[0]}#page=${page}`;
  const words = sentence.trim().split(/\s+/);
  const quote =
    words.length > 12
      ? [words.slice(0, 5), words.slice(-5)].map((part) => part.join(" "))
      : [words.join(" ")];
  const parts = quote.map((part) => part.replace(/\p{Surrogate}/gu, "\ufffd")); // no half pairs
  const fragment = parts.map((part) => encodeURIComponent(part).replaceAll("-", "%2D")).join(",");
  return `${address}${address.includes("#") ? "" : "#"}:~:text=${fragment}`;
}

/** Return the address that opens a page at the first of these sentences, with all of them marked.
 * @param {string} address
 * @param {string[]} sentences
 * @param {Pick<Article, "text" | "pages"> | null} article
 * @returns {string} */
export function addressOfTexts(address, [first, ...others], article) {
  if (!first || pageOf(first, article)) return address;
  const more = others.map((each) => addressOfText("", each, null).replace("#:~:", "&"));
  return [addressOfText(address, first, article), ...more].join("");
}

/** Return the page of a document that a sentence is on.
 * @param {string} sentence
 * @param {Partial<Pick<Article, "text" | "pages">> | null} [article] the sentence's
 * @returns {number | undefined} */
export function pageOf(sentence, article) {
  const { text = "", pages = [] } = article ?? {};
  const offset = pages.length && sentence ? text.indexOf(sentence) : -1;
  const place = offset < 0 ? offset : Array.from(text.slice(0, offset)).length; // pages count code points
  return pages.find(({ start, end }) => start <= place && place < end)?.number;
}

/** Quote the first words of a text without a name,.
 * @param {string} text */
export function opening(text) {
  const words = text.trim().split(/\s+/);
  const letters = Array.from(words.join(" "));
  const opening = Array.from(words.slice(0, 8).join(" ")).slice(0, 60);
  return opening.length
    ? `“${opening.join("")}${opening.length < letters.length ? " …" : ""}”`
    : "";
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
