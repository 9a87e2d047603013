/** Renders a Comparison as nodes for the panel, the full tab, the server's pages and exports. It
 * gets (comparison, translate, actions) and calls no browser API. */

import { aboutPage } from "./card.js";
import { cited } from "./cited.js";
import { coverage } from "./coverage.js";
import { h } from "./dom.js";
import { elsewhere, firstStep, lookedIn } from "./elsewhere.js";
import { findings } from "./findings.js";
import { opinionOffer } from "./offer.js";
import { items, storiesOf, toItems } from "./items.js";
import { originalsOf } from "./originals.js";
import { namesOriginal, provenIn } from "./proof.js";
import { button, link, wayOn } from "./parts.js";
import { failureWords, problemWords } from "./states.js";
import { candidates, furtherRows, sourceRow } from "./source.js";
import { story } from "./story.js";
import { texts } from "./texts.js";
import { Filters } from "./tiles.js";
import { around } from "./translate.js";
import { beyondVerdict, credited, verdict } from "./verdict.js";

/** @typedef {{headline: Node[], body: Node[]}} View `headline` is what a screen reader announces */

/** Facts about the comparison that the server does not have: the original that the reader gave, and
 * the subject; `frame` names a frame that fills the page; `stopped` is why the rest is lacking; `sent`
 * shows what was sent.
 * @typedef {{given?: PageInput | "tab" | null, subject?: import("./verdict.js").Subject,
 *   frame?: Pick<ReadPage, "frame" | "frameTitle"> | null,
 *   stopped?: import("../panel/state.js").Stopped | undefined, sent?: Node[]}} About */

/** @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @param {About} [about]
 * @returns {View} */
export function comparisonView(comparison, t, actions, about = {}) {
  const { given = null, subject = "this_page", frame, stopped, sent = [] } = about;
  const { source, search } = comparison;
  const named = verdict(comparison, t, subject, !actions.showInPage, actions);
  const warned = [...stoppedView(stopped, t, actions), ...warnings(comparison, t)];
  if (storiesOf(search).length)
    return { headline: named, body: [...warned, ...items(comparison, t, actions), ...sent] };
  const { answer } = comparison.verdict;
  const isRead = comparison.page.sentences.length > 0 && answer !== "no_article";
  const tellers = story(comparison, t, actions);
  const looked = [...lookedIn(search, t), ...tellers.part];
  const details = { isRead: isRead && subject !== "passage", looked, sent };
  return {
    headline: named,
    body: [
      ...tellers.line,
      ...toItems(t, actions),
      ...firstStep(comparison, t, actions),
      ...(frame?.frame
        ? inFrame(comparison, t, frame, actions)
        : beyondVerdict(comparison, t, actions)),
      ...compared(comparison, warned, t, actions, subject),
      ...opinionOffer(comparison, t, actions),
      ...candidates(comparison, t, actions),
      ...elsewhere(comparison, given, t, actions, subject),
      ...(subject === "this_page" ? cited(t, actions) : []),
      ...(subject === "item" ? [] : items(comparison, t, actions)),
      ...(source
        ? [...tellers.part, ...credited(comparison, t), ...sent]
        : aboutPage(comparison, t, actions, details)),
    ],
  };
}

/** Render the figures, the original and its map, warnings, and the sentences.
 * @param {Comparison} comparison
 * @param {Node[]} warned
 * @param {Translate} t
 * @param {Actions} actions
 * @param {import("./verdict.js").Subject} subject
 * @returns {Node[]} */
function compared(comparison, warned, t, actions, subject) {
  const { source } = comparison;
  if (!source) return warned;
  const row = sourceRow(comparison, source, t, actions);
  if (!comparison.alignment) return [...warned, row];
  // A passage leaves out nearly everything, which is no finding.
  const { figures } = comparison.alignment;
  const alignment =
    subject === "passage"
      ? { ...comparison.alignment, left_out: [], figures: { ...figures, left_out: 0 } }
      : comparison.alignment;
  const sorted = findings(alignment);
  /** @type {(filter: import("./tiles.js").Filter) => void} */
  let show = () => {};
  const filters = new Filters((filter) => show(filter));
  const originals = originalsOf(comparison, alignment, source);
  const map = subject === "passage" ? [] : [coverage(alignment, t, originals)];
  // A passage has no proof over it.
  const proven = subject === "passage" ? {} : provenIn(comparison);
  const shown = texts(comparison, alignment, source, sorted, filters, t, actions, proven);
  show = shown.filter;
  const isNamed = subject !== "passage" && namesOriginal(comparison);
  const first = h("div", { class: "about" }, ...(isNamed ? [] : [row]), ...map);
  const last = h(
    "div",
    { class: "about" },
    ...(isNamed ? [row] : []),
    ...furtherRows(originals, t),
  );
  return [...shown.figures, first, ...warned, ...shown.nodes, last];
}

/** @param {Comparison} comparison
 * @param {Translate} t
 * @param {Pick<ReadPage, "frame" | "frameTitle">} named
 * @param {Actions} actions
 * @returns {Node[]} */
function inFrame({ verdict: given }, t, { frame = "", frameTitle }, { checkPart }) {
  if (given.answer !== "no_article") return [];
  const { host, pathname } = new URL(frame);
  const name = h("b", { dir: "auto" }, frameTitle || host + pathname);
  const way = checkPart
    ? button(t.text("check_part"), () => checkPart(frame), "primary")
    : link(frame, { class: "primary" }, t.text("open_frame"));
  return [
    wayOn(h("span", null, ...around(t, "in_frame", name)), [], way),
    ...(checkPart ? [h("p", null, link(frame, null, t.text("open_frame")))] : []),
  ];
}

/** Say what was not looked at, and offer to go on.
 * @param {import("../panel/state.js").Stopped | undefined} stopped
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
function stoppedView(stopped, t, { again }) {
  if (!stopped) return [];
  const { title } = failureWords(stopped.failure, t);
  const control = again ? button(t.text("try_again"), again) : null;
  return [wayOn(title, [t.text(`stopped_${stopped.stage}`)], control)];
}

/** @param {Comparison} comparison
 * @param {Translate} t
 * @returns {Node[]} */
function warnings({ warnings: given, verdict: { answer } }, t) {
  return given.flatMap((problem) => {
    const { type, detail, params } = problem;
    const key = `problem_${type.split("/").at(-1)}`;
    // Where there is no article, no part of one is missing.
    if (answer === "no_article" && key === "problem_body_incomplete") return [];
    const words = params.name
      ? t.text("original_unopened", String(params.name), problemWords(problem, t).title)
      : t.text(`${key}_${params.compared ?? params.kind}`) || t.text(key) || detail;
    return [h("p", { class: "note warning" }, words)];
  });
}
