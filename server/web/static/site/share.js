/** The link of a saved comparison: to copy, and to revoke. */

import { h } from "../lib/view/dom.js";
import { button } from "../lib/view/parts.js";
import { call, copied, say, SERVER, showFailure, t } from "./page.js";

/** @param {string} id
 * @returns {HTMLElement} */
export function shareCard(id) {
  const address = `${SERVER}/c/${id}`;
  const field = /** @type {HTMLInputElement} */ (
    h("input", { id: "share-link", readonly: true, value: address, dir: "ltr" })
  );
  const copy = async () => {
    field.select();
    say(t.text((await copied(address)) ? "shared_copied" : "not_copied"));
  };
  const card = h(
    "section",
    { class: "card share" },
    h("label", { for: field.id }, t.text("shared_title")),
    field,
    h("p", { class: "note" }, t.text("shared_note")),
    h(
      "div",
      { class: "buttons" },
      button(t.text("shared_copy"), copy),
      button(t.text("shared_delete"), () => remove(id, card)),
    ),
  );
  return card;
}

/** @param {string} id
 * @param {HTMLElement} card */
async function remove(id, card) {
  try {
    await call(`/v1/comparisons/${id}`, "DELETE");
    card.remove();
    say(t.text("shared_deleted"));
  } catch (error) {
    showFailure(error);
  }
}
