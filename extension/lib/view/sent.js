/** What goes to the server, word for word: before the first time as a question, later on demand. */

import { h } from "./dom.js";
import { button, headline } from "./parts.js";

const SHOWN = 100_000; // characters of a field; a browser lays no more out at once

/** @param {import("../panel/state.js").Asking} state
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {import("./comparison.js").View} */
export function askingView({ address, request }, t, { send, cancel }) {
  return {
    headline: headline("info", t.text("ask"), [t.text("ask_reason")]),
    body: [
      h("p", { class: "address", dir: "ltr" }, address),
      h(
        "div",
        { class: "buttons" },
        send && button(t.text("send"), send, "primary"),
        cancel && button(t.text("cancel"), cancel),
      ),
      h("p", { class: "note" }, t.text("privacy_note")),
      sentView(request, t, true),
    ],
  };
}

/** The fields under the names that the server knows them by.
 * @param {CompareRequest} request
 * @param {Translate} t
 * @param {boolean} [open]
 * @returns {HTMLElement} */
export function sentView(request, t, open = false) {
  const list = h("dl");
  // Filled when it is looked at: a page may be millions of characters.
  const fill = () => list.childNodes.length || list.append(...fields(request, t));
  if (open) fill();
  return h(
    "details",
    { class: "sent", open, toggle: fill },
    h("summary", null, t.text("sent")),
    list,
  );
}

/** @param {CompareRequest} request
 * @param {Translate} t */
function fields({ page, source, ...rest }, t) {
  const named = Object.entries({ page, source }).flatMap(([whose, texts]) =>
    Object.entries(texts ?? {}).map(([name, text]) => [`${whose}.${name}`, text]),
  );
  const others = Object.entries(rest).map(([name, value]) => [name, JSON.stringify(value)]);
  return [...named, ...others].flatMap(([name = "", text = ""]) => [
    h(
      "dt",
      { dir: "ltr" },
      name,
      " ",
      text.length > SHOWN && `(${t.number(SHOWN)} / ${t.number(text.length)})`,
    ),
    h("dd", { dir: "auto", tabindex: 0, "data-field": name }, text.slice(0, SHOWN)),
  ]);
}
