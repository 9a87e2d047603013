/** The original's row, and other candidates. */

import { webAddress } from "../api/address.js";
import { DECLARED } from "../api/tables.js";
import { h } from "./dom.js";
import { around, worded } from "./translate.js";
import { button, compareButton, imprint, link, quoted } from "./parts.js";
import { opening } from "./text.js";

/** @param {Comparison} comparison
 * @param {Article} source
 * @param {Translate} t
 * @param {Actions} actions */
export function sourceRow({ search, page, alignment }, source, t, actions) {
  const origin = search?.origin;
  const label =
    t.text(origin?.read === false ? "retelling" : "original") + (alignment?.further ? " A" : "");
  const candidate = search?.candidates.find(({ url }) => url === search.source);
  const address = source.url ?? search?.source ?? "";
  const title = source.title ?? nameOf(address) ?? (opening(source.text) || label);
  return h(
    "section",
    { class: "origin", "aria-label": label },
    h(
      "div",
      null,
      imprint({ ...source, ...published(origin), url: address }, t, label),
      h("h2", { lang: source.language, dir: "auto" }, title),
      ...(candidate
        ? howFound(candidate, page.language, t)
        : [h("p", { class: "how" }, t.text(address ? "source_given" : "source_pasted"))]),
      retold(candidate, t),
      access(candidate, t),
    ),
    address &&
      link(
        address,
        { class: "primary" },
        t.text("read"),
        h("span", { class: "for-ears" }, `: ${title}`),
      ),
    candidate?.access === "paywalled" && compareThere(address, t, actions),
  );
}

/** Name who published an original as the headline does.
 * @param {Search["origin"] | undefined} origin */
function published(origin) {
  return origin?.read ? { publisher: origin.name } : {};
}

/** Name the further originals: "Found in B · The Ledger · 12 Sep 2025".
 * @param {import("./originals.js").Original[]} originals
 * @param {Translate} t
 * @returns {Node[]} */
export function furtherRows(originals, t) {
  return originals
    .slice(1)
    .map(({ where, article, address }) =>
      h(
        "p",
        { class: "also" },
        ...around(t, "elsewhere_found", h("bdi", null, where)),
        ": ",
        link(
          address,
          { lang: article.language, dir: "auto" },
          article.title ?? nameOf(address) ?? t.text("source_pasted"),
        ),
      ),
    );
}

/** @param {Candidate} candidate
 * @param {string | null} language
 * @param {Translate} t
 * @returns {Node[]} */
function howFound({ found_by }, language, t) {
  return found_by
    .slice(0, 1)
    .map(({ message }) =>
      h(
        "p",
        { class: "how", dir: "auto" },
        ...worded(message, t, (quote) => quoted(quote, language)),
      ),
    );
}

/** Say that a page retells another's report itself, where the way ends with it.
 * @param {Candidate | undefined} candidate
 * @param {Translate} t */
function retold(candidate, t) {
  const name = candidate?.retells;
  return name ? h("p", { class: "how" }, t.text("answer_retells", name)) : null;
}

/** Say why a candidate is not open, as its site gives it: "The site answers with an error (404)".
 * @param {Candidate | undefined} candidate
 * @param {Translate} t */
function access(candidate, t) {
  const { access: code, problem, http_status: status } = candidate ?? {};
  const why = code === "unreachable" && problem ? t.text(`page_${problem}_title`) : "";
  const words = why || (code && code !== "open" ? t.text(`access_${code}`) : "");
  return words ? h("p", { class: "how" }, words, why && status ? ` (${status})` : "") : null;
}

/** Offer to open an original that the server can't read, and to compare there.
 * @param {string} address
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {HTMLElement | null} */
export function compareThere(address, t, { openThere }) {
  if (!openThere || !webAddress(address)) return null;
  return h(
    "div",
    { class: "there" },
    button(t.text("open_and_compare"), () => openThere(address)),
  );
}

// Paths of shops and accounts, without stories.
const ACCOUNT =
  /\/(log-?in|sign-?(in|up)|register|(my-?)?account|subscri(be|ption)s?|checkout|cart|basket|shop|store|payment|membership)([/._-]|$)/i;

/** Return candidates for the reader, each address once, the page's own addresses last.
 * @param {Candidate[]} candidates
 * @param {Pick<Article, "url" | "canonical_url">} page
 * @returns {Candidate[]} */
export function offered(candidates, page) {
  const ownAddresses = [page.url, page.canonical_url].map(plainAddress);
  const listedAddresses = new Set();
  const offeredCandidates = candidates.filter(({ url, relation }) => {
    const plain = plainAddress(url);
    const isNew = !listedAddresses.has(plain) && !ownAddresses.includes(plain);
    listedAddresses.add(plain);
    return isNew && relation !== "mismatch" && !ACCOUNT.test(pathOf(url));
  });
  return [
    ...offeredCandidates.filter((candidate) => !isDeclared(candidate)),
    ...offeredCandidates.filter((candidate) => isDeclared(candidate)),
  ];
}

/** @param {string} url */
function pathOf(url) {
  return URL.canParse(url) ? new URL(url).pathname : "";
}

/** @param {Candidate} candidate */
function isDeclared({ found_by }) {
  return found_by.every(({ finder }) => DECLARED.includes(finder));
}

/** Return an address without parts that don't change its page.
 * @template {string | null} T
 * @param {T} address
 * @returns {string | T} */
function plainAddress(address) {
  if (!address || !URL.canParse(address)) return address;
  const { host, pathname, search } = new URL(address);
  return host.replace(/^www\./, "") + pathname.replace(/\/+$/, "") + search;
}

/** @param {string | null} address
 * @returns {string | null} */
export function nameOf(address) {
  return address && URL.canParse(address) ? new URL(address).host.replace(/^www\./, "") : null;
}

/** Render the found pages, where none of them is confirmed as the source.
 * @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function candidates({ search, source, page, verdict }, t, actions) {
  const { compareWith } = actions;
  const isComplete = verdict.answer === "complete";
  const shown = offered(search?.candidates ?? [], page).filter(
    ({ relation }) => !(isComplete && relation === "unverified"),
  );
  if (source || !search || !shown.length) return [];
  const key = search.outcome === "same_story" ? "same_story" : "candidates";
  return [
    h("h2", null, t.text(key)),
    h(
      "ul",
      { class: "cards" },
      shown.map((candidate, at) =>
        h(
          "li",
          { class: "card candidate" },
          imprint(candidate.title ? candidate : { ...candidate, url: null }, t),
          h(
            "h3",
            null,
            link(candidate.url, { dir: "auto" }, candidate.title ?? plainAddress(candidate.url)),
          ),
          candidate.relation === "retelling" && h("p", { class: "how" }, t.text("retelling")),
          ...howFound(candidate, page.language, t),
          retold(candidate, t),
          access(candidate, t),
          candidate.access === "open" || candidate.access === "not_fetched"
            ? compareWith &&
                compareButton(candidate.title, () => compareWith({ url: candidate.url }), t, !at)
            : compareThere(candidate.url, t, actions),
        ),
      ),
    ),
  ];
}
