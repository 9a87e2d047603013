/** A page that waits for its original. */

import { h } from "./dom.js";
import { around } from "./translate.js";
import { button, quoted } from "./parts.js";
import { SHORTCUT } from "./states.js";

/** @param {string} title of the kept page
 * @param {boolean} readable whether the tab's page can be read
 * @param {Translate} t
 * @param {Actions} actions */
export function keptView(title, readable, t, { compareKept, forgetKept }) {
  return h(
    "section",
    { class: "card kept", "aria-label": t.text("kept") },
    h("p", null, ...around(t, readable ? "kept_is_original" : "kept_waits", quoted(title, null))),
    !readable && h("p", { class: "how" }, t.text("kept_press", SHORTCUT)),
    h(
      "div",
      { class: "buttons" },
      readable && compareKept && button(t.text("compare_kept"), compareKept, "primary"),
      forgetKept && button(t.text("kept_forget"), forgetKept),
    ),
  );
}

/** Say that the tab shows the original, with the way back to the page.
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function originalView(t, { atOriginal, toPage }) {
  if (!atOriginal || !toPage) return [];
  return [
    button(t.text("to_page"), toPage, "plain"),
    ...(atOriginal.marked ? [] : [h("p", { class: "note there" }, t.text("mark_here", SHORTCUT))]),
  ];
}
