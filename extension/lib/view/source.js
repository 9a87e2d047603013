/** Where the full story is: the card of the original, and other candidates. */

import { webAddress } from "../api/address.js";
import { h } from "./dom.js";
import { around } from "./translate.js";
import { button, imprint, link, quoted } from "./parts.js";

/** Search services by their codes; their names are the same in every language.
 * @type {Record<string, string>} */
export const SERVICES = {
  searxng: "SearXNG",
  brave: "Brave Search",
  guardian: "The Guardian",
  gdelt: "GDELT",
};

/** @param {Comparison} comparison
 * @param {Article} source
 * @param {Translate} t
 * @param {Actions} actions */
export function sourceCard({ search, page }, source, t, actions) {
  const candidate = search?.candidates.find(({ url }) => url === search.source);
  const address = source.url ?? search?.source ?? "";
  return h(
    "section",
    { class: "card", "aria-label": t.text("source") },
    imprint({ ...source, url: address }, t),
    h(
      "h2",
      null,
      link(
        address,
        { lang: source.language, dir: "auto" },
        source.title ?? (address || t.text("source")),
      ),
    ),
    ...(candidate
      ? howFound(candidate, page.language, t)
      : [h("p", { class: "how" }, t.text(address ? "source_given" : "source_pasted"))]),
    access(candidate?.access, t),
    address && link(address, { class: "primary" }, t.text("read_full_story")),
    candidate?.access === "paywalled" && compareThere(address, t, actions),
  );
}

/** @param {Candidate} candidate
 * @param {string | null} language
 * @param {Translate} t
 * @returns {Node[]} */
function howFound({ found_by }, language, t) {
  return found_by.slice(0, 1).map(({ finder, says, quote, params }) => {
    const service = SERVICES[finder];
    if (service) return h("p", { class: "how" }, t.text("finder_service", service));
    const linkText = typeof params?.text === "string" && params.text ? params.text : quote;
    const before = params?.by_way_of;
    if (typeof before === "string" && URL.canParse(before))
      return h(
        "p",
        { class: "how", dir: "auto" },
        new URL(before).host,
        " → ",
        quoted(linkText ?? "", language),
      );
    const words = linkText ? around(t, `finder_${finder}`, quoted(linkText, language)) : [];
    return h(
      "p",
      { class: "how" },
      ...(words.length ? words : [t.text(`finder_${finder}_plain`) || says]),
    );
  });
}

/** @param {Candidate["access"] | undefined} code
 * @param {Translate} t */
function access(code, t) {
  const words = code && code !== "open" ? t.text(`access_${code}`) : "";
  return words ? h("p", { class: "how" }, words) : null;
}

/** What the server can't open, the reader may be able to.
 * @param {string} address
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {HTMLElement | null} */
export function compareThere(address, t, { openThere }) {
  if (!openThere || !webAddress(address)) return null;
  return h(
    "div",
    null,
    button(t.text("open_and_compare"), () => openThere(address)),
  );
}

/** Other pages that were found, where none of them could be shown to be the source.
 * @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function candidates({ search, source, page }, t, actions) {
  const { compareWith } = actions;
  const shown = search?.candidates.filter(({ relation }) => relation !== "mismatch") ?? [];
  if (source || !search || !shown.length) return [];
  const key = search.outcome === "same_story" ? "same_story" : "candidates";
  return [
    h("h2", null, t.text(key)),
    h("p", { class: "note" }, t.text(`${key}_note`)),
    h(
      "ul",
      { class: "cards" },
      shown.map((candidate) =>
        h(
          "li",
          { class: "card" },
          imprint(candidate, t),
          h("h3", null, link(candidate.url, { dir: "auto" }, candidate.title ?? candidate.url)),
          ...howFound(candidate, page.language, t),
          access(candidate.access, t),
          candidate.access === "open" || candidate.access === "not_fetched"
            ? compareWith && button(t.text("compare"), () => compareWith({ url: candidate.url }))
            : compareThere(candidate.url, t, actions),
        ),
      ),
    ),
  ];
}
