/** Shows the exact request to the server: before the first time as a question, later on demand. */

import { h } from "./dom.js";
import { button, headline, wayOn } from "./parts.js";

const SHOWN = 100_000; // characters of a field; more would block the browser

/** @param {import("../panel/state.js").Asking} state
 * @param {Translate} t
 * @param {Actions} actions
 * @param {boolean} [asksTwice] whether the browser asks too
 * @returns {import("./comparison.js").View} */
export function askingView({ address, request }, t, { send, cancel, settings }, asksTwice = false) {
  return {
    headline: headline("info", t.text("ask"), [t.text("ask_reason")]),
    body: [
      wayOn(
        h("bdi", { dir: "ltr" }, address),
        asksTwice ? [t.text("ask_twice")] : [],
        send ? button(t.text("send"), send, "primary") : null,
      ),
      h(
        "div",
        { class: "buttons" },
        cancel && button(t.text("cancel"), cancel),
        settings && button(t.text("settings"), settings),
      ),
      h("p", { class: "note" }, t.text("privacy_note")),
      sentView(request, t, true),
    ],
  };
}

/** Render the fields of a request.
 * @param {CompareRequest} request
 * @param {Translate} t
 * @param {boolean} [open]
 * @returns {HTMLElement} */
export function sentView(request, t, open = false) {
  const list = h("dl");
  // Filled when opened: a page may have millions of characters.
  const fill = () => list.childNodes.length || list.append(...fields(request, t));
  if (open) fill();
  return h(
    "details",
    { class: "fold sent", open, toggle: fill },
    h("summary", null, t.text(open ? "sent" : "was_sent")),
    list,
  );
}

// Readable fields first, markup last.
const ORDER = ["title", "url", "language", "text", "html"];

/** @type {Record<string, string>} */
const NAMES = {
  ...{ title: "sent_title", url: "sent_url", language: "sent_language" },
  ...{ text: "page_text", html: "this_page" },
};

/** @param {CompareRequest} request
 * @param {Translate} t */
function fields({ page, source, ...rest }, t) {
  const named = Object.entries({ page, source }).flatMap(([whose, sent]) =>
    Object.entries(sent ?? {})
      .sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b))
      .flatMap(([name, text]) => {
        const label = t.text(NAMES[name] ?? "") || name;
        const shownLabel = whose === "page" ? label : `${t.text("original")} · ${label}`;
        return field(`${whose}.${name}`, shownLabel, String(text), t);
      }),
  );
  const others = Object.entries(rest).flatMap(([name, value]) =>
    field(name, name, JSON.stringify(value), t),
  );
  return [...named, ...others];
}

/** @param {string} name the API's
 * @param {string} label
 * @param {string} text
 * @param {Translate} t */
function field(name, label, text, t) {
  const part = text.length > SHOWN && `(${t.number(SHOWN)} / ${t.number(text.length)})`;
  const value = h("div", { dir: "auto", tabindex: 0, "data-field": name }, text.slice(0, SHOWN));
  const markup = name.endsWith(".html");
  return [
    h("dt", null, label, markup ? ` · ${t.count("words", wordsOf(text))}` : " ", part),
    h("dd", null, markup ? h("details", null, h("summary", null, "HTML"), value) : value),
  ];
}

/** Count the words that a page's markup shows.
 * @param {string} html */
function wordsOf(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const hidden of body.querySelectorAll("[hidden], script")) hidden.remove();
  return (body.textContent ?? "").split(/\s+/).filter(Boolean).length;
}
