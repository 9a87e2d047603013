/** Where the full story is: the card, other candidates, and what to do where there is none. */

import { typedAddress } from "../address.js";
import { h } from "../dom.js";
import { around } from "../translate.js";
import { button, imprint, link, quoted } from "./parts.js";

/** @param {Comparison} comparison
 * @param {Article} source
 * @param {Translate} t */
export function sourceCard({ search, page }, source, t) {
  const candidate = search?.candidates.find(({ url }) => url === search.source);
  const address = source.url ?? search?.source ?? "";
  return h(
    "section",
    { class: "card", "aria-label": t.text("source") },
    imprint({ ...source, url: address }, t),
    h("h2", null, link(address, { lang: source.language, dir: "auto" }, source.title ?? address)),
    ...(candidate ? howFound(candidate, page.language, t) : [h("p", { class: "how" }, t.text("source_given"))]),
    access(candidate?.access, t),
    address && link(address, { class: "primary" }, t.text("read_full_story")),
  );
}

/** @param {Candidate} candidate
 * @param {string | null} language
 * @param {Translate} t
 * @returns {Node[]} */
function howFound({ found_by }, language, t) {
  return found_by.slice(0, 1).map(({ finder, says, quote, params }) => {
    const linkText = typeof params?.text === "string" && params.text ? params.text : quote;
    const words = linkText ? around(t, `finder_${finder}`, quoted(linkText, language)) : [];
    return h("p", { class: "how" }, ...(words.length ? words : [t.text(`finder_${finder}_plain`) || says]));
  });
}

/** @param {Candidate["access"] | undefined} code
 * @param {Translate} t */
function access(code, t) {
  const words = code && code !== "open" ? t.text(`access_${code}`) : "";
  return words ? h("p", { class: "how" }, words) : null;
}

/** Other pages that were found, where none of them could be shown to be the source.
 * @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function candidates({ search, source, page }, t, { compareWith }) {
  const shown = search?.candidates.filter(({ relation }) => relation !== "mismatch") ?? [];
  if (source || !search || !shown.length) return [];
  const key = search.outcome === "same_story" ? "same_story" : "candidates";
  return [
    h("h2", null, t.text(key)),
    h("p", { class: "note" }, t.text(`${key}_note`)),
    h("ul", { class: "cards" }, shown.map((candidate) =>
      h(
        "li",
        { class: "card" },
        imprint(candidate, t),
        h("h3", null, link(candidate.url, { dir: "auto" }, candidate.title ?? candidate.url)),
        ...howFound(candidate, page.language, t),
        access(candidate.access, t),
        compareWith && button(t.text("compare"), () => compareWith(candidate.url)),
      ),
    )),
  ];
}

/** Where it was looked for in vain, and a field for the original's address.
 * @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function elsewhere({ search, source, verdict }, t, { compareWith }) {
  if (source || verdict.label === "not_article" || verdict.label === "full") return [];
  const looked = [...new Set((search?.tried ?? []).map(({ finder }) => t.text(`tried_${finder}`) || finder))];
  return [
    ...(looked.length ? [h("p", null, t.text("looked_in")), h("ul", { class: "looked" }, looked.map((place) => h("li", null, place)))] : []),
    ...(compareWith ? [addressForm(t, compareWith)] : []),
  ];
}

/** @param {Translate} t
 * @param {(address: string) => void} compareWith */
function addressForm(t, compareWith) {
  const field = /** @type {HTMLInputElement} */ (
    h("input", { id: "original", name: "original", inputmode: "url", autocomplete: "off", spellcheck: "false", dir: "ltr", required: true })
  );
  const mistake = h("p", { class: "mistake", role: "alert" });
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    const address = typedAddress(field.value);
    mistake.textContent = address ? "" : t.text("address_mistake");
    if (address) compareWith(address);
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
