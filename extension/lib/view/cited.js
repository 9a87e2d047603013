/** Whether the pages that a page cites have its words: source by source, as they are read. */

import { h } from "./dom.js";
import { button, icon, link } from "./parts.js";
import { nameOf } from "./source.js";
import { doingNow, failureWords } from "./states.js";

// Each outcome's picture and words, worst first; the rank is that of a sentence with several pages.
const OUTCOMES = /** @type {const} */ ({
  differs: ["warning", "tile_differs", 2],
  not_there: ["info", "cite_not_there", 3],
  partly: ["cut", "tile_partly", 1],
  matches: ["lines", "cite_matches", 0],
  not_compared: ["unknown", "state_not_compared", 4],
  unreadable: ["lock", "problem_extraction_failed_title", 5],
});
const WHY = {
  gone: "version_gone",
  walled: "verdict_paywalled",
  refused: "page_robots_disallowed_title",
  no_text: "problem_leads_nowhere_title",
  too_slow: "page_deadline_exceeded_title",
  not_found: "page_fetch_failed_title",
};

/** @typedef {keyof typeof OUTCOMES} Outcome */

/** Render the offer to check what the page cites, and what came of it.
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} none where it has no notes */
export function cited(t, { citing: given, showInPage }) {
  if (!given?.mayCite) return [];
  const citing = given;
  const status = h("p", { class: "note", role: "status" });
  const now = h("div", { class: "note" }); // not announced: each site would be
  const results = h("div");
  /** @type {Map<number, Reference[]>} */
  const read = new Map();
  /** @type {Article} */
  let page;
  citing.hear = hear;
  const box = h(
    "details",
    { class: "fold act cited", open: citing.heard.length > 0, toggle: () => citing.start() },
    h("summary", null, t.text("cite")),
    status,
    now,
    results,
  );
  citing.heard.forEach(hear);
  return [box];

  /** @param {import("../api/client.js").Cited} event */
  function hear(event) {
    switch (event.event) {
      case "sources":
        page = event.page;
        read.clear();
        results.replaceChildren(h("p", { class: "note" }, t.text("words_limit")), ...groups());
        break;
      case "progress":
        now.replaceChildren(
          doingNow({ ...event, number: 0 }, t) || "",
          button(t.text("cancel"), () => citing.stop(), "plain"),
        );
        if (event.number) status.textContent = t.text("reading_of", event.number, event.of ?? 0);
        break;
      case "source":
        event.claims.forEach(add);
        break;
      case "done":
        now.replaceChildren();
        status.textContent = summary() || t.text("turn_nothing");
        break;
      case "failed":
        now.replaceChildren(button(t.text("try_again"), () => citing.again()));
        status.textContent = failureWords(event.failure, t).title;
    }
  }

  function groups() {
    return Object.keys(OUTCOMES).map((code, at) =>
      h(
        "details",
        { class: `fold ${code}`, open: at < 3, hidden: true },
        h("summary", null, ...named(/** @type {Outcome} */ (code))),
        h("ol", { class: "cards" }),
      ),
    );
  }

  /** @param {Outcome} outcome
   * @returns {(Node | string)[]} */
  function named(outcome) {
    const [picture, words] = OUTCOMES[outcome];
    return [icon(picture), ` ${t.text(words)} `, h("span")];
  }

  function summary() {
    return [...results.querySelectorAll("details:not([hidden]) > summary")]
      .map(({ textContent }) => textContent?.trim())
      .join(" · ");
  }

  /** @param {JudgedClaim} claim */
  function add({ sentence, left, reference }) {
    const references = [...(read.get(sentence) ?? []), reference];
    read.set(sentence, references);
    if (left) return; // another page may have its words
    references.sort((a, b) => OUTCOMES[a.outcome][2] - OUTCOMES[b.outcome][2]);
    const group = /** @type {HTMLElement} */ (results.querySelector(`.${references[0]?.outcome}`));
    const list = /** @type {HTMLElement} */ (group.lastElementChild);
    const later = [...list.children].find((each) => Number(each.getAttribute("value")) > sentence);
    list.insertBefore(claim(sentence, references), later ?? null);
    group.hidden = false;
    /** @type {HTMLElement} */ (group.querySelector("span")).textContent = t.number(
      list.childElementCount,
    );
  }

  /** @param {number} at
   * @param {Reference[]} references */
  function claim(at, references) {
    const texts = page.sentences.map(({ text }) => text);
    const text = texts[at] ?? "";
    const show = showInPage && (() => showInPage(at, false, texts));
    return h(
      "li",
      { class: "card", value: at },
      h(
        "blockquote",
        { lang: page.language, dir: "auto" },
        show ? button(text, show, "plain claim") : text,
      ),
      ...references.map((each) => source(each, references.length > 1)),
    );
  }

  /** @param {Reference} reference
   * @param {boolean} isOneOfSeveral */
  function source(reference, isOneOfSeveral) {
    const { url, label, outcome, passage, fragment, detail } = reference;
    const why = reference.why_unreadable && ` · ${t.text(WHY[reference.why_unreadable])}`;
    const isSaid = outcome === "unreadable" && !t.language.startsWith("en"); // by the why alone
    return h(
      "div",
      null,
      h(
        "p",
        { class: "imprint" },
        label && `[${label}] `,
        link(url, { dir: "ltr" }, nameOf(url) ?? url),
        ...(isOneOfSeveral ? [" · ", ...named(outcome)] : []),
        why,
      ),
      passage &&
        h("blockquote", { dir: "auto" }, link(fragment ?? url, { class: "said" }, passage)),
      // The server's English.
      detail && !isSaid && h("p", { class: "how", lang: "en", dir: "auto" }, detail),
    );
  }
}
