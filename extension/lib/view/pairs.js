/** The sentence pairs, grouped by kind, and the omissions. */

import { FINDINGS, HEADINGS } from "../api/tables.js";
import { h } from "./dom.js";
import {
  absentValue,
  besideMarks,
  decisive,
  pageMarks,
  restMarks,
  sourceMarks,
} from "./findings.js";
import { choose, isWithinReach } from "./jump.js";
import { originalsOf, shownOf } from "./originals.js";
import { button, link, markedWords, ROLES } from "./parts.js";
import { addressOfText } from "./text.js";

/** @typedef {import("./originals.js").Original} Original */
/** The data of the lists; `original` is the one that an item is shown with.
 * @typedef {{alignment: Alignment, page: Article, originals: Original[], original: Original, t: Translate, actions: Actions}} Context */

// Items of a group before "Show all": together they stay under 4,000 px in a narrow panel.
const SHOWN = { differs: 4, left_out: 3, in_part: 2, not_found: 3, partly: 2, found: 3, note: 3 };

/** Return the groups, and a filter that shows one of them.
 * @param {Comparison} comparison
 * @param {Alignment} alignment
 * @param {Article} source
 * @param {import("./findings.js").Findings} sorted
 * @param {Translate} t
 * @param {Actions} actions
 * @param {number} [proven] the page's sentence that the headline shows
 * @returns {{nodes: Node[], filter: (kind: import("./tiles.js").Filter) => void}} */
export function pairs(comparison, alignment, source, sorted, t, actions, proven) {
  const originals = originalsOf(comparison, alignment, source);
  const original = /** @type {Original} */ (originals[0]);
  const context = { alignment, page: comparison.page, originals, original, t, actions };
  /** @param {LeftOut[]} entries */
  const shownEntries = (entries) => entries.filter(({ source }) => alignment.source[source]); // not withheld
  const items = {
    differs: () => ofKind("differs"),
    left_out: () => shownEntries(sorted.leftOut).map((entry) => leftOutItem(entry, context)),
    in_part: () => shownEntries(sorted.parts).map((entry) => leftOutItem(entry, context)),
    not_found: () => ofKind("not_found"),
    partly: () => ofKind("partly"),
    found: () => ofKind("found"),
    note: () => ofKind("note"),
  };
  /** @param {import("./findings.js").PairKind} kind */
  const ofKind = (kind) =>
    sorted.pairs.filter((pair) => pair.kind === kind).map((pair) => pairItem(pair, context));
  const order = /** @type {(keyof typeof SHOWN)[]} */ (Object.keys(SHOWN));
  const headings = originals.length > 1 ? { ...HEADINGS, not_found: "in_none" } : HEADINGS;
  /** @type {Record<string, number>} */
  const counts = { left_out: sorted.leftOut.length, in_part: sorted.parts.length };
  const { left_out_minutes: minutes } = alignment.figures;
  const groups = order.flatMap((kind) => {
    const time = kind === "left_out" && minutes >= 0.5 && ` · ${t.minutes(Math.round(minutes))}`;
    const entries = items[kind]();
    const isShown =
      entries.length === 1 &&
      entries[0]?.dataset.page === String(proven) &&
      !entries[0]?.querySelector(".opinion"); // which the proof doesn't have
    const heading = t.text(headings[kind]) + (time || "");
    return group(kind, heading, entries, t, counts[kind], kind === "differs" && isShown);
  });
  /** Let the tab's page follow a choice by the keyboard.
   * @param {Event} event */
  const follow = ({ target }) => {
    const { page: index, source: at = "" } = /** @type {HTMLElement} */ (target).dataset;
    if (index !== undefined) actions.showInPage?.(Number(index), true);
    else if (at) actions.showInOriginal?.(Number(at.split(" ")[0]), true);
  };
  for (const each of groups) each.addEventListener("chosen", follow);
  return {
    nodes: [h("h2", { class: "for-ears" }, t.text("pairs_heading")), ...groups],
    filter: (kind) => {
      for (const each of groups) {
        const { kind: own } = each.dataset;
        const isShown = own === kind || (own === "in_part" && kind === "left_out");
        each.toggleAttribute("hidden", kind !== "all" && !isShown);
        if (isShown) each.classList.add("unfolded");
        if (isShown) each.setAttribute("open", "");
      }
    },
  };
}

/** Render one kind under a heading. Arrow keys move within it, so that Tab stops once.
 * @param {keyof typeof SHOWN} kind
 * @param {string} heading
 * @param {HTMLElement[]} items
 * @param {Translate} t
 * @param {number} [count] where a link may hold some back
 * @param {boolean} [isProof] whether the headline has its one item, which is folded then
 * @returns {HTMLElement[]} none without items */
function group(kind, heading, items, t, count = items.length, isProof = false) {
  if (!count) return [];
  const folds = items.length > SHOWN[kind] + 1;
  items.forEach((item, i) => {
    item.tabIndex = i ? -1 : 0;
    if (folds && i >= SHOWN[kind]) item.classList.add("beyond");
  });
  const more = folds && button(t.text("show_all", items.length), unfold, "plain more");
  const title = h("h3", null, heading, " ", h("span", { class: "count" }, t.number(count)));
  const node = h(
    isProof ? "details" : "section",
    { class: `group ${kind}`, "data-kind": kind },
    isProof ? h("summary", null, title) : title,
    kind === "found" && h("p", { class: "note" }, t.text("words_limit")),
    h("ol", { class: "pairs", keydown: walk, focusin: rove }, items),
    more,
    count > items.length &&
      h(
        "p",
        { class: "note" },
        `+${t.number(count - items.length)} · ${t.text("reading_withheld")}`,
      ),
  );
  function unfold() {
    node.classList.add("unfolded");
    items[SHOWN[kind]]?.focus();
  }
  return [node];
}

/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, j: 1, n: 1, ArrowUp: -1, k: -1, p: -1 };

/** @param {Event} event */
function walk(event) {
  const { key, target } = /** @type {KeyboardEvent} */ (event);
  const item = /** @type {HTMLElement} */ (target).closest(".pair");
  if (key === "Enter" && item === target) {
    /** @type {HTMLElement | null} */ (item?.querySelector(".actions > *"))?.click();
    return event.preventDefault();
  }
  const step = STEPS[key];
  if (!item || !step) return;
  const visiblePairs = [...document.querySelectorAll(".pair")].filter(isWithinReach);
  const to = /** @type {HTMLElement | undefined} */ (
    visiblePairs[visiblePairs.indexOf(item) + step]
  );
  if (!to) return;
  event.preventDefault();
  choose(to);
}

/** Let Tab return to the item that has the focus.
 * @param {Event} event */
function rove({ target, currentTarget }) {
  const item = /** @type {HTMLElement} */ (target).closest(".pair");
  for (const each of /** @type {HTMLElement} */ (currentTarget).children) {
    /** @type {HTMLElement} */ (each).tabIndex = each === item ? 0 : -1;
  }
}

/** @param {import("./findings.js").Pair} pair
 * @param {Context} context */
function pairItem({ kind, heading, sentence: given }, context) {
  const { alignment, page, t, actions } = context;
  const sentence = shownOf(given);
  const original = context.originals[sentence.number] ?? context.original;
  const text = alignment.page[sentence.index] ?? "";
  const worst = kind === "not_found" ? [] : decisive(sentence);
  const [first, ...more] = [...new Set([...worst, ...sentence.source])];
  const absent = absentValue(sentence);
  const isSame = isWordForWord(sentence, alignment.page, original.texts);
  const showThere = original.number ? undefined : actions.showInOriginal;
  const show = actions.showInPage && (() => actions.showInPage?.(sentence.index));
  const theirs = (/** @type {number} */ at) =>
    side(
      "original",
      marked(
        original.texts[at] ?? "",
        [
          ...sourceMarks(sentence, at),
          ...(original.number ? [] : besideMarks(alignment, sentence, at)),
        ],
        original.article.language,
        t,
        showThere && (() => showThere(at)),
      ),
      t,
      original,
    );
  return h(
    "li",
    {
      class: `pair ${kind}`,
      "data-kind": kind,
      "data-page": sentence.index,
      "data-source": sentence.source.join(" "),
    },
    (kind === "differs" ||
      absent ||
      heading === "label_mostly_absent" ||
      isSame ||
      original.number > 0) &&
      h(
        "p",
        { class: "what" },
        absent ? t.text(`absent_${absent}`) : wordsOf(heading, original, isSame, t),
      ),
    h(
      "div",
      { class: "sides" },
      side("page", marked(text, pageMarks(sentence), page.language, t, show, kind), t),
      first !== undefined &&
        !isSame &&
        h(
          "div",
          { class: "originals" },
          theirs(first),
          more.length > 0 &&
            h(
              "details",
              { class: "others" },
              h("summary", null, t.count("more_sentences", more.length)),
              more.map(theirs),
            ),
        ),
    ),
    ...opinionOn(sentence, t),
    itemActions(show, first, { ...context, original }),
  );
}

/** Name the original of a sentence that is shown once, where there are several.
 * @param {string} heading
 * @param {Original} original
 * @param {boolean} isSame
 * @param {Translate} t */
function wordsOf(heading, { number, where }, isSame, t) {
  const words = t.text(heading, where);
  return isSame && where && !number ? `${words} · ${where}` : words;
}

/** Return whether the original's sentence is identical, so that showing it once is enough.
 * @param {PageSentence} sentence
 * @param {string[]} page
 * @param {string[]} original */
function isWordForWord({ index, source, label }, page, original) {
  const [only = -1, ...others] = source;
  const isOne = label === "verbatim" && !others.length;
  return isOne && page[index] === original[only];
}

/** @param {"page" | "original"} which
 * @param {Node} quote
 * @param {Translate} t
 * @param {Original} [original] */
function side(which, quote, t, original) {
  const { letter, where } = original ?? { letter: "", where: "" };
  return h(
    "figure",
    { class: `side ${which === "page" ? "this-page" : "original"}` },
    h(
      "figcaption",
      where ? { title: where } : null,
      letter
        ? [
            h("span", { class: "for-ears" }, `${where}: `),
            h("span", { "aria-hidden": "true" }, letter),
          ]
        : t.text(`side_${which}`),
    ),
    quote,
  );
}

/** @param {LeftOut} entry
 * @param {Context} context */
function leftOutItem({ source: at, why, why_code, span }, context) {
  const { alignment, original, t, actions } = context;
  const reason = t.text(`why_${why_code}`) || why;
  const show = actions.showInOriginal && (() => actions.showInOriginal?.(at));
  const [kind, rest] = span ? ["in_part", restMarks(alignment, at)] : ["left_out", []];
  return h(
    "li",
    { class: `pair ${kind}`, "data-kind": kind, "data-source": at },
    marked(alignment.source[at] ?? "", rest, original.article.language, t, show, kind),
    reason && h("p", { class: "what" }, reason),
    itemActions(undefined, at, context),
  );
}

/** Render a sentence's actions, visible on hover or focus.
 * @param {(() => void) | undefined} show in the page
 * @param {number | undefined} at index of the source sentence
 * @param {Context} context */
function itemActions(show, at, { original, t, actions }) {
  const { texts, address, article, number } = original;
  const text = at === undefined ? "" : (texts[at] ?? "");
  const { quote, copyLink } = actions;
  const showInOriginal = number ? undefined : actions.showInOriginal;
  const target = text && address && addressOfText(address, text, article);
  const open = target && link(target, { class: "plain", "data-do": "open" }, t.text("open_there"));
  const all = [
    show && button(t.text("show_in_page"), show, "plain"),
    at !== undefined &&
      showInOriginal &&
      button(t.text("show_in_page"), () => showInOriginal(at), "plain"),
    !showInOriginal && open,
    text && quote && button(t.text("copy_quotation"), () => quote(text, article), "plain"),
    target && copyLink && button(t.text("copy_link"), () => copyLink(target), "plain"),
  ];
  return all.some(Boolean) && h("div", { class: "actions" }, ...all);
}

/** Render a model's opinion.
 * @param {PageSentence} sentence
 * @param {Translate} t */
function opinionOn({ opinion }, t) {
  const supported = opinion?.supported ?? null;
  if (!opinion || supported === null) return [];
  const answer = supported ? "yes" : "no";
  return [
    h(
      "p",
      { class: "how opinion" },
      t.text("opinion", opinion.by),
      " ",
      t.text(`opinion_${answer}`),
    ),
  ];
}

/** Render a sentence with its differing words marked; a click does the same as its button.
 * @param {string} text
 * @param {import("./text.js").Mark[]} marks
 * @param {string | null} language
 * @param {Translate} t
 * @param {() => void} [show]
 * @param {string} [kind] of its pair */
function marked(text, marks, language, t, show, kind = "") {
  const click = show && (() => getSelection()?.isCollapsed && show());
  return h(
    "blockquote",
    { lang: language, dir: "auto", class: show && "clickable", click },
    h("span", { role: ROLES[kind] }, ...markedWords(text, marks, t)),
  );
}
