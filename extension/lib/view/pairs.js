/** The sentence pairs, grouped by kind, and the omissions. */

import { FINDINGS, HEADINGS } from "../api/tables.js";
import { h } from "./dom.js";
import {
  absentValue,
  besideMarks,
  decisive,
  gapsOf,
  gravest,
  pageMarks,
  restMarks,
  sourceMarks,
} from "./findings.js";
import { walk } from "./jump.js";
import { originalsOf, shownOf } from "./originals.js";
import { button, link, markedWords, quoted, ROLES } from "./parts.js";
import { addressOfText, clauseAround } from "./text.js";
import { around } from "./translate.js";

/** @typedef {import("./originals.js").Original} Original */
/** The data of the lists; `original` is the one that an item is shown with, `gaps` has the page's sentence
 * that a left-out one would follow.
 * @typedef {{alignment: Alignment, page: Article, originals: Original[], original: Original,
 *   gaps?: Map<number, number>, t: Translate, actions: Actions}} Context */

// Items of a group before "Show all": together they stay under 4,000 px in a narrow panel.
const SHOWN = { differs: 4, left_out: 3, in_part: 2, not_found: 3, partly: 2, found: 3, note: 3 };

/** Return the groups, and a filter that shows one of them. What the headline shows is not repeated.
 * @param {Comparison} comparison
 * @param {Alignment} alignment
 * @param {Article} source
 * @param {import("./findings.js").Findings} sorted
 * @param {Translate} t
 * @param {Actions} actions
 * @param {import("./proof.js").Proven} proven
 * @returns {{nodes: Node[], filter: (kind: import("./tiles.js").Filter) => void}} */
export function pairs(comparison, alignment, source, sorted, t, actions, proven) {
  const originals = originalsOf(comparison, alignment, source);
  const original = /** @type {Original} */ (originals[0]);
  const gaps = new Map(
    gapsOf(alignment).flatMap(({ sources, after }) => sources.map((at) => [at, after])),
  );
  const context = { alignment, page: comparison.page, originals, original, gaps, t, actions };
  const listed = sorted.pairs.filter(({ sentence }) => sentence.index !== proven.page);
  const leftOut = sorted.leftOut.filter((entry) => entry.source !== proven.source);
  /** @param {LeftOut[]} entries */
  const shownEntries = (entries) => entries.filter(({ source }) => alignment.source[source]); // not withheld
  /** @param {import("./findings.js").PairKind} kind */
  const ofKind = (kind) =>
    listed.filter((pair) => pair.kind === kind).map((pair) => pairItem(pair, context));
  const items = {
    differs: () => ofKind("differs"),
    left_out: () => shownEntries(leftOut).map((entry) => leftOutItem(entry, context)),
    in_part: () => shownEntries(sorted.parts).map((entry) => leftOutItem(entry, context)),
    not_found: () => ofKind("not_found"),
    partly: () => ofKind("partly"),
    found: () => ofKind("found"),
    note: () => ofKind("note"),
  };
  const order = /** @type {(keyof typeof SHOWN)[]} */ (Object.keys(SHOWN));
  const headings = originals.length > 1 ? { ...HEADINGS, not_found: "in_none" } : HEADINGS;
  /** @type {Record<string, number>} */
  const counts = { left_out: leftOut.length, in_part: sorted.parts.length };
  const { left_out_minutes: minutes } = alignment.figures;
  const isNarrow = Boolean(actions.save) && !actions.views;
  const groups = order.flatMap((kind) => {
    const time = kind === "left_out" && minutes >= 0.5 && ` · ${t.minutes(Math.round(minutes))}`;
    const entries = items[kind]();
    // In the panel the changes that the headline does not show are named; their sentences unfold.
    const changes =
      kind === "differs" && proven.kind === kind && isNarrow
        ? listed.filter((pair) => pair.kind === kind).map(({ sentence }) => changed(sentence, t))
        : [];
    return group(kind, t.text(headings[kind]) + (time || ""), entries, t, {
      count: counts[kind] ?? entries.length,
      isFurther: proven.kind === kind,
      changes,
    });
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

/** Render the words of a sentence's gravest change: "15,000 Original 15,500".
 * @param {PageSentence} given
 * @param {Translate} t
 * @returns {HTMLElement} */
function changed(given, t) {
  const { page, source } = gravest(shownOf(given)) ?? {};
  const sides = [
    page && h("b", { dir: "auto" }, page.text),
    source && h("bdi", null, source.text),
  ].filter(Boolean);
  const [own, other] = sides;
  return h(
    "span",
    { class: "changed" },
    own,
    other && [" ", h("i", null, t.text("side_original")), " ", other],
  );
}

/** Render one kind under a heading. Arrow keys move within it, so that Tab stops once.
 * @param {keyof typeof SHOWN} kind
 * @param {string} heading
 * @param {HTMLElement[]} items
 * @param {Translate} t
 * @param {{count: number, isFurther: boolean, changes: HTMLElement[]}} about how many there are, where a
 *   link may hold some back; whether the headline has one more; what stands for them while they are folded
 * @returns {HTMLElement[]} none without items */
function group(kind, heading, items, t, { count, isFurther, changes }) {
  if (!count) return [];
  const folds = items.length > SHOWN[kind] + 1;
  items.forEach((item, i) => {
    item.tabIndex = i ? -1 : 0;
    if (folds && i >= SHOWN[kind]) item.classList.add("beyond");
  });
  const more = folds && button(t.text("show_all", items.length), unfold, "plain more");
  const shownCount = `${isFurther ? "+" : ""}${t.number(count)}`;
  const title = h("h3", null, heading, " ", h("span", { class: "count" }, shownCount));
  const isFolded = changes.length > 0;
  const node = h(
    isFolded ? "details" : "section",
    { class: `group ${kind}`, "data-kind": kind },
    isFolded
      ? h("summary", null, title, h("p", { class: "changes" }, changes.slice(0, SHOWN[kind])))
      : title,
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
  const [first, ...more] = sourcesOf(sentence);
  const absent = absentValue(sentence);
  const isSame = isWordForWord(sentence, alignment.page, original.texts);
  const show = actions.showInPage && (() => actions.showInPage?.(sentence.index));
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
          theirSide(sentence, first, { ...context, original }),
          furtherSides(sentence, more, { ...context, original }),
        ),
    ),
    ...opinionOn(sentence, t),
    itemActions(show, first, { ...context, original }),
  );
}

/** Return the original's sentences that bear a sentence out, those that it differs from first.
 * @param {import("./originals.js").Shown} sentence
 * @returns {number[]} */
export function sourcesOf(sentence) {
  const worst = sentence.finding === "not_found" ? [] : decisive(sentence);
  return [...new Set([...worst, ...sentence.source])];
}

/** Render the original's side of a pair.
 * @param {import("./originals.js").Shown} sentence
 * @param {number} at index of the original's sentence
 * @param {Context} context */
function theirSide(sentence, at, { alignment, original, t, actions }) {
  const showThere = original.number ? undefined : actions.showInOriginal;
  const marks = [
    ...sourceMarks(sentence, at),
    ...(original.number ? [] : besideMarks(alignment, sentence, at)),
  ];
  const { language } = original.article;
  const text = original.texts[at] ?? "";
  const quote = marked(text, marks, language, t, showThere && (() => showThere(at)));
  return side("original", quote, t, original);
}

/** Render further sentences of the original, folded.
 * @param {import("./originals.js").Shown} sentence
 * @param {number[]} sources
 * @param {Context} context */
export function furtherSides(sentence, sources, context) {
  if (!sources.length) return null;
  return h(
    "details",
    { class: "others" },
    h("summary", null, context.t.count("more_sentences", sources.length)),
    sources.map((at) => theirSide(sentence, at, context)),
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
function leftOutItem({ source: at, why, why_code, span, about: named }, context) {
  const { alignment, original, t, actions } = context;
  const reason = t.text(`why_${why_code}`) || why;
  const show = actions.showInOriginal && (() => actions.showInOriginal?.(at));
  const [kind, rest] = span ? ["in_part", restMarks(alignment, at)] : ["left_out", []];
  const { language } = original.article;
  const about = alignment.source[named ?? -1]; // whom the sentence speaks of
  return h(
    "li",
    { class: `pair ${kind}`, "data-kind": kind, "data-source": at },
    besideIt(at, kind === "in_part", context),
    marked(alignment.source[at] ?? "", rest, language, t, show, kind),
    about && h("p", { class: "what context" }, ...around(t, "after", quoted(about, language))),
    reason && h("p", { class: "what" }, reason),
    itemActions(undefined, at, context),
  );
}

/** Render what the page has in the place of a sentence that it leaves out, for the empty half of wide lists:
 * its own sentence where that has a part, else the end of the one before.
 * @param {number} at
 * @param {boolean} isPart
 * @param {Context} context */
function besideIt(at, isPart, { alignment, page, gaps, t }) {
  const [teller] = alignment.account[at]?.told_by ?? [];
  const index = isPart ? teller : gaps?.get(at);
  const text = alignment.page[index ?? -1];
  if (!text) return null;
  const words = { class: "beside", lang: page.language, dir: "auto" };
  if (isPart) return h("p", words, text);
  const end = Array.from(text).length;
  const { start } = clauseAround(text, { start: end, end }, page.language);
  const quote = `${start > 0 ? "…" : ""}${Array.from(text).slice(start).join("")}`;
  return h("p", { class: "beside" }, ...around(t, "after", quoted(quote, page.language)));
}

/** Render a sentence's actions, visible on hover or focus.
 * @param {(() => void) | undefined} show in the page
 * @param {number | undefined} at index of the source sentence
 * @param {Context} context */
export function itemActions(show, at, { original, t, actions }) {
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
export function opinionOn({ opinion }, t) {
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
