/** The page's sentences over the original's, worst first; then what was left out. */

import { h } from "./dom.js";
import { pageMarks, sourceMarks } from "./findings.js";
import { addressOfText, pieces } from "./text.js";
import { link } from "./parts.js";

/** What the lists are made from.
 * @typedef {{alignment: Alignment, page: Article, source: Article, address: string, t: Translate, actions: Actions}} Context */

/** The lists, and how to show one kind of them alone.
 * @param {Comparison} comparison
 * @param {Alignment} alignment
 * @param {Article} source
 * @param {import("./findings.js").Findings} sorted
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {{nodes: Node[], filter: (kind: import("./chips.js").Filter) => void}} */
export function pairs({ page, search }, alignment, source, sorted, t, actions) {
  const context = {
    alignment,
    page,
    source,
    address: source.url ?? search?.source ?? "",
    t,
    actions,
  };
  const list = h(
    "ol",
    { class: "pairs" },
    sorted.pairs.map((pair) => pairItem(pair, context)),
  );
  const shown = sorted.leftOut.filter(({ source }) => alignment.source[source]); // the rest is withheld
  const rest = h(
    "ol",
    { class: "pairs" },
    shown.map((entry) => leftOutItem(entry, context)),
  );
  const restHeading = h("h2", null, t.text("left_out"));
  return {
    nodes: sorted.leftOut.length ? [list, restHeading, rest] : [list],
    filter: (kind) => {
      for (const item of [...list.children, ...rest.children]) {
        item.toggleAttribute("hidden", kind !== "all" && item.getAttribute("data-kind") !== kind);
      }
      restHeading.toggleAttribute("hidden", kind !== "all" && kind !== "left_out");
    },
  };
}

/** @param {import("./findings.js").Pair} pair
 * @param {Context} context */
function pairItem({ kind, heading, sentence }, context) {
  const { alignment, t } = context;
  const sources = sentence.source;
  return h(
    "li",
    {
      class: `pair ${kind}`,
      "data-kind": kind,
      "data-page": sentence.index,
      "data-source": sources.join(" "),
    },
    h("h3", null, t.text(heading)),
    h(
      "div",
      { class: "sides" },
      pageSide(sentence, alignment.page[sentence.index] ?? "", context),
      sources.length > 0 &&
        h(
          "div",
          { class: "originals" },
          sources.map((index, i) =>
            sourceSide(
              alignment.source[index] ?? "",
              sourceMarks(sentence, index),
              i === 0,
              index,
              context,
            ),
          ),
        ),
    ),
    ...opinionOn(sentence, t),
  );
}

/** What a model says, beside the evidence.
 * @param {PageSentence} sentence
 * @param {Translate} t */
function opinionOn({ opinion }, t) {
  const supported = opinion?.supported ?? null;
  if (!opinion || supported === null) return [];
  const says = supported >= 0.6 ? "yes" : supported > 0.4 ? "unsure" : "no";
  return [
    h("p", { class: "how opinion" }, t.text("opinion", opinion.by), " ", t.text(`opinion_${says}`)),
  ];
}

/** @param {LeftOut} entry
 * @param {Context} context */
function leftOutItem({ source, why, why_code }, context) {
  const reason = (why_code && context.t.text(`why_${why_code}`)) || why;
  return h(
    "li",
    { class: "pair left_out", "data-kind": "left_out", "data-source": source },
    h("h3", null, reason || context.t.text("chip_left_out")),
    h(
      "div",
      { class: "sides" },
      h(
        "div",
        { class: "originals" },
        sourceSide(context.alignment.source[source] ?? "", [], true, source, context),
      ),
    ),
  );
}

/** @param {PageSentence} sentence
 * @param {string} text
 * @param {Context} context */
function pageSide(sentence, text, { page, t, actions: { showInPage } }) {
  const show = showInPage && (() => showInPage(sentence.index));
  return h(
    "figure",
    { class: "side this-page" },
    h(
      "figcaption",
      null,
      t.text("this_page"),
      show && h("button", { type: "button", class: "jump", click: show }, t.text("show_in_page")),
    ),
    marked(text, pageMarks(sentence), page.language, t, show),
  );
}

/** @param {string} text
 * @param {import("./text.js").Mark[]} marks
 * @param {boolean} first
 * @param {number} index
 * @param {Context} context */
function sourceSide(
  text,
  marks,
  first,
  index,
  { source, address, t, actions: { showInOriginal, quote } },
) {
  const show = showInOriginal && (() => showInOriginal(index));
  return h(
    "figure",
    { class: "side original" },
    h(
      "figcaption",
      null,
      t.text(first ? "original" : "original_also"),
      quote &&
        h(
          "button",
          { type: "button", class: "jump", click: () => quote(text) },
          t.text("copy_quotation"),
        ),
      show && h("button", { type: "button", class: "jump", click: show }, t.text("show_in_page")),
      !show &&
        address &&
        link(addressOfText(address, text), { class: "jump" }, t.text("open_there")),
    ),
    marked(text, marks, source.language, t, show),
  );
}

/** A sentence with its differing words marked; a click on it is a shortcut of the button above.
 * @param {string} text
 * @param {import("./text.js").Mark[]} marks
 * @param {string | null} language
 * @param {Translate} t
 * @param {() => void} [show] */
function marked(text, marks, language, t, show) {
  const click = show && (() => getSelection()?.isCollapsed && show());
  const words = pieces(text, marks).map(({ text: words, kind }) =>
    kind ? h("mark", { class: kind, title: t.text(`change_${kind}`) }, words) : words,
  );
  return h(
    "blockquote",
    { lang: language, dir: "auto", class: show && "clickable", click },
    ...words,
  );
}
