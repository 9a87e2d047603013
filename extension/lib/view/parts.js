/** Small parts of all views. */

import { webAddress } from "../api/address.js";
import { GRAVE } from "../api/tables.js";
import { h, svg } from "./dom.js";
import { pieces, unquoted } from "./text.js";

const ICONS = /** @type {const} */ ({
  check: "M4.5 12.5l5 5L20 7",
  retold: "M4 9c3-3 5-3 8 0s5 3 8 0M4 16c3-3 5-3 8 0s5 3 8 0",
  lines: "M4 6h16M4 12h16M4 18h16",
  cut: "M4 6h16M4 11h16M4 16h3m3 0h3m3 0h3",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  info: "M12 11v6M12 7.5v.5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  unknown:
    "M9 9a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 1.8v.5M12 17v.5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  copy: "M9 9h11v11H9zM5 15V4h11",
  warning: "M12 9v5M12 17v.5M12 3.5L2.5 20.5h19z",
});

/** @typedef {keyof typeof ICONS} IconName */

/** Render a picture next to its meaning in words.
 * @param {IconName} name */
export function icon(name) {
  return svg(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("path", {
      d: ICONS[name],
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 2.2,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    }),
  );
}

/** Render the first lines of a state: its page, the state, and the reason.
 * @param {IconName | ""} picture none for a sentence
 * @param {Node | string} title
 * @param {(Node | string)[]} reason
 * @param {Node | null} [eyebrow] names the judged page
 * @returns {Node[]} */
export function headline(picture, title, reason, eyebrow = null) {
  return [
    h(
      "div",
      { class: "headline" },
      eyebrow,
      h("h1", null, picture && icon(picture), title),
      reason.length > 0 && h("p", { class: "reason" }, ...reason),
    ),
  ];
}

/** Name a page: "This page · Title · Publisher · 12 Sep 2025", perhaps with a link.
 * @param {string} label
 * @param {{title: string | null, publisher: string | null, published: string | null, url: string | null, language?: string | null}} page
 * @param {Translate} t
 * @param {boolean} linked */
export function eyebrow(label, page, t, linked) {
  const name = page.title || page.url;
  const title = { lang: page.language, dir: "auto", class: "name" };
  const facts = imprintParts(page, t).flatMap((part) => [" · ", part]);
  return h(
    "p",
    { class: "eyebrow", title: [page.title, page.url].filter(Boolean).join("\n") },
    h("span", { class: "label" }, label),
    name && " · ", // a colon wants a space before it in French
    name && (linked && page.url ? link(page.url, title, name) : h("span", title, name)),
    facts.length > 0 && h("span", { class: "rest" }, ...facts),
  );
}

/** Render words of a page in their language and direction, in the reader's quotation marks.
 * @param {string} text
 * @param {string | null | undefined} language */
export function quoted(text, language) {
  return h("q", null, h("bdi", { lang: language }, unquoted(text)));
}

/** What a screen reader announces of words that only one of the texts has.
 * @type {Record<string, string>} */
export const ROLES = { not_found: "insertion", left_out: "deletion", rest: "deletion" };

/** Render a sentence with its marks: what differs is a `mark`, other pieces are words with a name.
 * @param {string} text
 * @param {import("./text.js").Mark[]} marks
 * @param {Translate} t
 * @returns {(Node | string)[]} */
export function markedWords(text, marks, t) {
  return pieces(text, marks).map(({ text: words, kind }) => {
    if (!kind) return words;
    const title = t.text(kind === "rest" ? "chip_left_out" : `change_${kind}`);
    return GRAVE.includes(kind)
      ? h("mark", { class: kind, title }, words)
      : h("span", { class: `piece ${kind}`, title, role: ROLES[kind] }, words);
  });
}

/** Render a way on as a row: what it leads to, a remark, and its button at the end.
 * @param {Node | string} title
 * @param {(Node | string)[]} remark
 * @param {Node | null} [control]
 * @returns {HTMLElement} */
export function wayOn(title, remark, control = null) {
  return h(
    "div",
    { class: "card way" },
    h("p", { class: "way-title" }, title),
    remark.length > 0 && h("p", { class: "how" }, ...remark),
    control,
  );
}

/** @param {string} label
 * @param {() => void} click
 * @param {string} [kind] */
export function button(label, click, kind = "secondary") {
  return h("button", { type: "button", class: kind, click }, label);
}

/** Render a button that names to a screen reader what it compares.
 * @param {string | null} title
 * @param {() => void} click
 * @param {Translate} t
 * @param {boolean} [isFirst] */
export function compareButton(title, click, t, isFirst = false) {
  const named = title && h("span", { class: "for-ears" }, `: ${title}`);
  const kind = isFirst ? "primary" : "secondary";
  return h("button", { type: "button", class: kind, click }, t.text("compare"), named);
}

/** Render a link that leaves the panel, or plain words if the address can't be followed.
 * @param {string} address
 * @param {Record<string, unknown> | null} properties
 * @param {...(Node | string)} children */
export function link(address, properties, ...children) {
  const href = webAddress(address);
  if (!href) return h("span", properties, ...children);
  return h("a", { ...properties, href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** Render "The Ledger · 12 Sep 2025", as far as known, after a label.
 * @param {{publisher: string | null, published: string | null, url: string | null}} piece
 * @param {Translate} t
 * @param {string} [label] */
export function imprint(piece, t, label = "") {
  const parts = [...(label ? [label] : []), ...imprintParts(piece, t)];
  return h("p", { class: "imprint" }, ...parts.flatMap((part, i) => (i ? [" · ", part] : [part])));
}

/** @param {{publisher: string | null, published: string | null, url: string | null}} piece
 * @param {Translate} t
 * @returns {(Node | string)[]} */
function imprintParts({ publisher, published, url }, t) {
  const who =
    publisher ?? (url && URL.canParse(url) ? new URL(url).host.replace(/^www\./, "") : null);
  return [
    ...(who ? [h("span", { dir: "auto" }, who)] : []),
    ...(published ? [h("time", { datetime: published }, t.date(published))] : []),
  ];
}
