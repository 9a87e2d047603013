/** Messages in the reader's language by name; numbers and dates by Intl. */

import { unquoted } from "./text.js";

export const NAME = "Unabridged"; // the same in every language

/** @param {ReadonlyMap<string, string>} messages by name, with $1 to $9 for values
 * @returns {Translate} */
export function translator(messages) {
  /** @param {string} key
   * @param {string[]} values */
  const message = (key, values) =>
    (messages.get(key) ?? "").replace(/\$([1-9])/g, (_, at) => values[at - 1] ?? "");
  const language = message("lang", []) || "en";
  const plural = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const minutes = new Intl.NumberFormat(language, {
    style: "unit",
    unit: "minute",
    unitDisplay: "short",
    maximumFractionDigits: 0,
  });
  const dates = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  /** @param {(string | number)[]} values */
  const strings = (values) =>
    values.map((value) => (typeof value === "number" ? numbers.format(value) : value));
  return {
    language,
    direction: message("dir", []) || "ltr",
    text: (key, ...values) => message(key, strings(values)),
    count: (key, count, ...values) =>
      message(`${key}_${plural.select(count)}`, strings([count, ...values])) ||
      message(`${key}_other`, strings([count, ...values])),
    number: (value) => numbers.format(value),
    minutes: (value) => minutes.format(value),
    date: (iso) => {
      // A time zone must not move a day.
      const day = new Date(/^\d{4}-\d\d-\d\d/.test(iso) ? `${iso.slice(0, 10)}T12:00` : iso);
      return Number.isNaN(day.valueOf()) ? iso : dates.format(day);
    },
  };
}

const MARK = "\uE000"; // private use: it is in no message or page

/** Return a message as nodes, with `node` as its value.
 * @param {Translate} t
 * @param {string} key
 * @param {Node} node
 * @returns {(Node | string)[]} empty if the message is missing */
export function around(t, key, node) {
  const text = t.text(key, MARK);
  if (!text) return [];
  const [before = "", after] = text.split(MARK);
  return after === undefined ? [text] : [before, node, after];
}

/** Say after which sentence another one stands, which says whom that speaks of; "" for none.
 * @param {string | null | undefined} about
 * @param {Translate} t */
export const afterOf = (about, t) =>
  about ? t.text("after", t.text("quotation", unquoted(about))) : "";

/** Word a message of the API; in the server's English where it is unknown.
 * @template {Node | string} T
 * @param {Message} message
 * @param {Translate} t
 * @param {(quote: string) => T} show what is quoted of the page
 * @returns {(T | string)[]} */
export function worded({ key, params, quote, says }, t, show) {
  const values = quote === null ? params : [...params, MARK];
  const [first, ...others] = values;
  const text =
    (typeof first === "number" && t.count(key, first, ...others)) || t.text(key, ...values);
  if (!text) return !quote || says.includes(quote) ? [says] : [says, " ", show(quote)];
  const [before = "", after] = text.split(MARK);
  return after === undefined ? [text] : [before, show(quote ?? ""), after];
}

/** Word a message of the API as a text.
 * @param {Message} message
 * @param {Translate} t */
export function inWords(message, t) {
  return worded(message, t, (quote) => t.text("quotation", unquoted(quote))).join("");
}

/** Fill in a page's words: each element's `data-message` names its message.
 * @param {Document} page
 * @param {Translate} t */
export function fill(page, t) {
  page.documentElement.lang = t.language;
  page.documentElement.dir = t.direction;
  for (const element of page.querySelectorAll("[data-message]")) {
    element.textContent = t.text(element.getAttribute("data-message") ?? "");
  }
}
