/** What a reader can do where no original was found, or the one they gave can't be opened. */

import { typedAddress } from "../api/address.js";
import { h } from "./dom.js";
import { offer } from "./offer.js";
import { SERVICES, compareThere } from "./source.js";

/** Where an original was looked for, and fields for its address and its text.
 * @param {Comparison} comparison
 * @param {PageInput | "tab" | null} given
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function elsewhere(comparison, given, t, actions) {
  const { search, source, verdict } = comparison;
  if (source) return [];
  const address = given !== "tab" ? (given?.url ?? "") : "";
  const refused = compareThere(address, t, actions);
  if (!refused && (verdict.label === "not_article" || verdict.label === "full")) return [];
  return [
    ...(refused ? [h("p", { class: "address", dir: "ltr" }, address), refused] : []),
    ...places(search?.tried ?? [], t),
    ...offer(comparison, t, actions),
    ...compareForms(t, actions),
  ];
}

/** One line that nothing was found; where it was looked is folded below it.
 * @param {Tried[]} tried
 * @param {Translate} t
 * @returns {Node[]} */
function places(tried, t) {
  const turns = tried.filter(({ outcome }) => outcome !== "not_asked");
  const looked = [
    ...new Set(
      turns.map(({ finder, outcome }) => {
        const place = t.text(`tried_${finder}`) || SERVICES[finder] || finder;
        return outcome === "failed" ? `${place} – ${t.text("access_unreachable")}` : place;
      }),
    ),
  ];
  if (!looked.length) return [];
  return [
    h(
      "details",
      { class: "fold" },
      h("summary", null, t.text("looked_in")),
      h(
        "ul",
        { class: "looked" },
        looked.map((place) => h("li", null, place)),
      ),
    ),
  ];
}

/** Fields for another page's address or a text to compare with.
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function compareForms(t, { compareWith }) {
  return compareWith ? [addressForm(t, compareWith), textForm(t, compareWith)] : [];
}

/** @param {Translate} t
 * @param {(source: PageInput) => void} compareWith */
function addressForm(t, compareWith) {
  const field = /** @type {HTMLInputElement} */ (
    h("input", {
      id: "original",
      name: "original",
      inputmode: "url",
      autocomplete: "off",
      spellcheck: "false",
      dir: "ltr",
      required: true,
    })
  );
  const mistake = h("p", { class: "mistake", role: "alert" });
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    const address = typedAddress(field.value);
    mistake.textContent = address ? "" : t.text("address_mistake");
    if (address) compareWith({ url: address });
  };
  return h(
    "form",
    { class: "paste", submit, novalidate: true },
    h("label", { for: "original" }, t.text("paste_address")),
    field,
    mistake,
    h("button", { type: "submit", class: "secondary" }, t.text("compare")),
  );
}

/** @param {Translate} t
 * @param {(source: PageInput) => void} compareWith */
function textForm(t, compareWith) {
  const field = /** @type {HTMLTextAreaElement} */ (
    h("textarea", { id: "original-text", name: "text", rows: 4, dir: "auto", required: true })
  );
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text) compareWith({ text });
    else field.focus();
  };
  return h(
    "form",
    { class: "paste", submit, novalidate: true },
    h("label", { for: "original-text" }, t.text("paste_text")),
    field,
    h("button", { type: "submit", class: "secondary" }, t.text("compare_text")),
  );
}
