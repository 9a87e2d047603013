/** The reader's options where no original was found, or the given one can't be opened. */

import { typedAddress } from "../api/address.js";
import { OUTCOME_NAMES, SERVICES } from "../api/tables.js";
import { h } from "./dom.js";
import { offer } from "./offer.js";
import { LETTERS } from "./originals.js";
import { button, link, wayOn } from "./parts.js";
import { compareThere, nameOf, offered } from "./source.js";
import { outlets } from "./verdict.js";

/** Render what settles an answer without an original: services to ask, and fields for the
 * original's address and text.
 * @param {Comparison} comparison
 * @param {PageInput | "tab" | null} given
 * @param {Translate} t
 * @param {Actions} actions
 * @param {import("./verdict.js").Subject} subject
 * @returns {Node[]} */
export function elsewhere(comparison, given, t, actions, subject) {
  const { search, source, verdict, page } = comparison;
  if (source) return addOriginal(comparison, t, actions);
  const address = given !== "tab" ? (given?.url ?? "") : "";
  const refused = compareThere(address, t, actions);
  if (!refused && verdict.answer === "no_article") return [];
  const isWhole = !refused && verdict.answer === "complete";
  // The headline says so of a passage; offered pages have their own line above.
  const isSaid = subject === "passage" || offered(search?.candidates ?? [], page).length > 0;
  const isLocked = verdict.label === "paywalled" && actions.showInPage;
  const isMissing = !isWhole && !isSaid && !isLocked && places(search, t).length > 0;
  return [
    ...(isMissing ? [h("p", { class: "note" }, t.text("none_found"))] : []),
    ...(refused ? [h("p", { class: "address", dir: "ltr" }, address), refused] : []),
    ...(isWhole ? [] : offer(comparison, t, actions)),
    ...known(isWhole ? "compare_other" : "ask_known", t, actions),
  ];
}

/** Render the places where an original was looked for, folded.
 * @param {Search | null} search
 * @param {Translate} t
 * @returns {Node[]} */
export function lookedIn(search, t) {
  const listed = places(search, t);
  return listed.length ? [fold("looked_in", listed, t, "looked-in")] : [];
}

/** Render a row that opens fields for an original that the reader knows.
 * @param {string} key of its words
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
function known(key, t, { compareWith }) {
  if (!compareWith) return [];
  const words = h(
    "span",
    null,
    h("b", null, t.text(key)),
    h("span", { class: "how" }, t.text("known_how")),
  );
  return [
    h(
      "details",
      { class: "card known" },
      h("summary", null, words, h("span", { class: "add" }, t.text("add"))),
      addressForm(t, compareWith),
      textForm(t, compareWith),
    ),
  ];
}

/** Render the answer's first step: to the rest of the text, to sign in, what would settle a doubt,
 * or to the report that a retelling credits.
 * @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function firstStep({ verdict, search, page, source }, t, actions) {
  const { compareWith, openThere, showInPage, openNext } = actions;
  const more = verdict.evidence.find(({ signal, params }) => signal === "more_pages" && params.url);
  if (!source && more && ["incomplete", "unsure"].includes(verdict.answer)) {
    const address = String(more.params.url);
    const label = moreWords(more, address, t);
    const open = openNext
      ? button(label, () => openNext(address), "primary")
      : link(address, { class: "primary" }, label);
    return [wayOn(h("bdi", { dir: "ltr" }, nameOf(address)), [], open)];
  }
  if (!source && verdict.label === "paywalled" && showInPage)
    return [h("p", { class: "step" }, t.text("sign_in_here"))];
  if (!source && verdict.answer === "unsure")
    return compareWith ? [h("p", { class: "note" }, t.text("settle"))] : [];
  const [credit] = outlets(verdict);
  if (source || verdict.answer !== "retells" || !credit) return [];
  const label = t.text("find_report");
  const [first] = offered(search?.candidates ?? [], page);
  const url = credit.url ?? first?.url;
  if (first && first.url === url) return []; // its row has the button
  const candidateOfUrl = search?.candidates.find((candidate) => candidate.url === url);
  const isShut = candidateOfUrl?.access === "unreachable" || candidateOfUrl?.access === "paywalled";
  const look = isShut ? openThere : url && compareWith && (() => compareWith({ url }));
  const name = h("bdi", null, credit.name);
  if (url) {
    const way = look
      ? button(label, () => look(url), "primary")
      : link(url, { class: "primary" }, label);
    return [wayOn(name, [h("bdi", { dir: "ltr" }, nameOf(url))], way)];
  }
  // A front page is no report: it is named as what it is.
  const { host } = credit;
  return host ? [wayOn(name, [link(`https://${host}/`, { dir: "ltr" }, host)])] : [];
}

/** Word a link to the rest of a text: "Open page 2".
 * @param {Evidence} evidence
 * @param {string} address
 * @param {Translate} t */
function moreWords({ quote, params }, address, t) {
  if (params.whole) return t.text("one_page");
  const number = /(?<!\d)\d{1,2}(?=\D*$)/.exec(address)?.[0];
  const isShown = number && quote?.split(/\D+/).includes(number);
  return isShown ? t.text("open_page", Number(number)) : t.text("next_page");
}

/** List the searched places; nothing where no original was needed.
 * @param {Search | null} search
 * @param {Translate} t
 * @returns {Node[]} */
function places(search, t) {
  const turns = (search?.tried ?? []).filter(({ outcome }) => outcome !== "not_asked");
  if (!search || search.outcome === "not_needed" || !turns.length) return [];
  /** @type {Map<string, {came: Set<string>, urls: Set<string>}>} */
  const looked = new Map();
  for (const { finder, outcome } of turns) {
    const place = t.text(`tried_${finder}`) || SERVICES[finder] || finder;
    const { came, urls } = looked.get(place) ?? { came: new Set(), urls: new Set() };
    looked.set(place, { came: came.add(outcome), urls });
    for (const { url, found_by } of search.candidates)
      if (found_by[0]?.finder === finder) urls.add(url);
  }
  const lines = [...looked].map(([place, { came, urls }]) =>
    h(
      "li",
      null,
      [place, cameTo(came, t)].filter(Boolean).join(" – "),
      [...urls].flatMap((url) => [" ", link(url, { dir: "ltr" }, nameOf(url) ?? url)]),
    ),
  );
  return [h("ul", { class: "looked" }, lines)];
}

/** Return the best outcome of a place's turns, in words.
 * @param {Set<string>} outcomes
 * @param {Translate} t */
function cameTo(outcomes, t) {
  const [best] = Object.entries(OUTCOME_NAMES).find(([code]) => outcomes.has(code)) ?? [];
  return best ? t.text(OUTCOME_NAMES[/** @type {keyof typeof OUTCOME_NAMES} */ (best)]) : "";
}

/** @param {string} key of the summary's message
 * @param {(Node | false)[]} inside
 * @param {Translate} t
 * @param {string} kind */
function fold(key, inside, t, kind) {
  return h("details", { class: `fold ${kind}` }, h("summary", null, t.text(key)), ...inside);
}

/** Render a field for one more original, beside those of the comparison.
 * @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
function addOriginal({ alignment, sources }, t, { addOriginal: add }) {
  if (!add || !alignment || (sources ?? []).length >= LETTERS.length) return [];
  return [fold("add_original", [addressForm(t, add, 1), textForm(t, add)], t, "act")];
}

/** Render fields for up to `most` originals; each further one is folded under the one before.
 * @param {Translate} t
 * @param {(...sources: PageInput[]) => void} compareWith
 * @param {number} [most] */
function addressForm(t, compareWith, most = LETTERS.length) {
  /** @type {HTMLInputElement[]} */
  const fields = [];
  /** @returns {(Node | false)[]} */
  const next = () => {
    const id = fields.length ? `original-${fields.length + 1}` : "original";
    const field = /** @type {HTMLInputElement} */ (
      h("input", {
        id,
        name: "original",
        inputmode: "url",
        autocomplete: "off",
        spellcheck: "false",
        dir: "ltr",
        required: !fields.length,
      })
    );
    fields.push(field);
    const label = h("label", { for: id }, t.text("paste_address"));
    return [label, field, fields.length < most && fold("add_original", next(), t, "act")];
  };
  const asked = next();
  const mistake = h("p", { class: "mistake", role: "alert" });
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    const filled = fields.filter(({ value }, at) => !at || value.trim());
    const wrong = filled.find(({ value }) => !typedAddress(value));
    mistake.textContent = wrong ? t.text("address_mistake") : "";
    if (wrong) wrong.focus();
    else compareWith(...filled.map(({ value }) => ({ url: typedAddress(value) ?? "" })));
  };
  return h(
    "form",
    { class: "paste", submit, novalidate: true },
    ...asked,
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
