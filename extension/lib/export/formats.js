/** Exports of a comparison: as Markdown, JSON, a page, or a quotation. */

import { FINDINGS, HEADINGS, NAMES, QUIET } from "../api/tables.js";
import { coveredWords, findings, pageMarks, restMarks, sourceMarks } from "../view/findings.js";
import { storiesOf } from "../view/items.js";
import { originalsOf, shownOf } from "../view/originals.js";
import { addressOfText, pageOf, pieces, printable } from "../view/text.js";
import { afterOf, inWords } from "../view/translate.js";
import { inALine } from "../view/verdict.js";

/** The known facts about the original.
 * @typedef {{title: string | null, publisher: string | null, published: string | null, url: string | null}
 *   & Partial<Pick<Article, "text" | "pages">>} Origin */

/** Return the server's whole answer, or a part of it, with what steers a terminal escaped.
 * @param {unknown} comparison */
export function asJson(comparison) {
  const escape = (/** @type {string} */ unsafe) =>
    `\\u${unsafe.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const text = JSON.stringify(comparison, null, 1) + "\n";
  return text.replace(/[\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, escape);
}

/** @param {Comparison} comparison
 * @param {Translate} t
 * @returns {string} CommonMark */
export function asMarkdown(comparison, t) {
  const { page, source, verdict, alignment, search } = comparison;
  const originals = alignment && source ? originalsOf(comparison, alignment, source) : [];
  const stories = storiesOf(search);
  const parts = [
    `# ${escaped(inALine(comparison, t))}`,
    stories.length ? "" : answerLine(verdict, t),
    `${t.text("this_page")}: ${credit(page, t)}`,
    stories.map(({ title, candidates: [original] }) => storyLine(title, original)).join("\n"),
    source && named(originals[0], source, t),
    originals
      .slice(1)
      .map((each) => named(each, each.article, t))
      .join("\n\n"),
    ...(alignment ? body(alignment, originals, t) : []),
  ];
  return printable(parts.filter(Boolean).join("\n\n") + "\n");
}

/** @param {string} title
 * @param {Candidate} [original] */
function storyLine(title, original) {
  const target = original ? ` <${encodedAddress(original.url)}>` : "";
  return `- ${escaped(title)}${target}`;
}

/** @param {Verdict} verdict
 * @param {Translate} t */
function answerLine({ heading, reason }, t) {
  return `**${escaped(inWords(heading, t))}**: ${escaped(inWords(reason, t))}`;
}

/** Name an original: "Original B: The Ledger"; by its first words where nothing else is known.
 * @param {import("../view/originals.js").Original | undefined} original
 * @param {Article} article
 * @param {Translate} t */
function named(original, article, t) {
  const lead = [t.text("original"), original?.letter].filter(Boolean).join(" ");
  return `${lead}: ${credit(article, t) || escaped(original?.where ?? "")}`;
}

/** @param {Alignment} alignment
 * @param {import("../view/originals.js").Original[]} given
 * @param {Translate} t */
function body(alignment, given, t) {
  const { pairs, leftOut, parts, counts } = findings(alignment);
  const figures = FINDINGS.filter((kind) => counts[kind]).map(
    (kind) => `${t.text(NAMES[kind])} ${t.number(counts[kind])}`,
  );
  const items = pairs.map(({ heading, sentence: pair }) => {
    const sentence = shownOf(pair);
    const { texts, letter, where, article } = given[sentence.number] ?? { texts: alignment.source };
    const originals = [...sentence.source]
      .sort((a, b) => a - b)
      .map(
        (i) =>
          `> ${marked(texts[i] ?? "", sourceMarks(sentence, i))}${onPage(texts[i], article, t)}`,
      );
    const text = marked(alignment.page[sentence.index] ?? "", pageMarks(sentence));
    const isNowhere = heading === "label_not_found" && given.length > 1;
    const label = isNowhere ? t.text("in_none") : t.text(heading, where ?? "");
    const from = letter && !sentence.number && sentence.source.length ? ` (${letter})` : "";
    const line = `- **${escaped(label)}**${from}: ${text}`;
    return [line, ...originals.map((line) => `\n  ${line}`)].join("\n");
  });
  /** @param {LeftOut[]} entries */
  const lines = (entries) =>
    entries.map(({ source: at, span, about }) => {
      const text = alignment.source[at] ?? "";
      const quoted = marked(text, span ? restMarks(alignment, at) : []);
      const before = afterOf(alignment.source[about ?? -1], t);
      return `- ${quoted}${onPage(text, given[0]?.article, t)}${before && `\n\n  ${escaped(before)}`}`;
    });
  return [
    coveredWords(alignment, t),
    figures.join(" · "),
    items.join("\n"),
    leftOut.length > 0 && `## ${t.text(HEADINGS.left_out)}`,
    lines(leftOut).join("\n"),
    parts.length > 0 && `## ${t.text(HEADINGS.in_part)}`,
    lines(parts).join("\n"),
  ];
}

/** @param {string | undefined} sentence
 * @param {Article | undefined} article
 * @param {Translate} t */
function onPage(sentence, article, t) {
  const page = pageOf(sentence ?? "", article);
  return page ? ` (${t.text("page_number", page)})` : "";
}

// Kinds of marks that mean nothing on paper.
const UNMARKED = [...QUIET, "shared", "missing"];

/** Return a sentence with its differing words in bold.
 * @param {string} text
 * @param {import("../view/text.js").Mark[]} marks */
function marked(text, marks) {
  return pieces(text, marks)
    .map(({ text: words, kind }) => {
      const plain = escaped(words);
      return kind && !UNMARKED.includes(kind) && words.trim() ? `**${plain.trim()}**` : plain;
    })
    .join("");
}

/** Return "Title, Publisher, 12 Sep 2025, <address>", as far as known.
 * @param {Origin} origin
 * @param {Translate} t */
function credit({ title, publisher, published, url }, t) {
  return [
    title && escaped(title),
    publisher && escaped(publisher),
    published && t.date(published),
    url && `<${encodedAddress(url)}>`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** Encode characters of an address that end it in Markdown or begin HTML.
 * @param {string} url */
function encodedAddress(url) {
  return url.replace(/[\s<>\\"`]/g, (found) => encodeURIComponent(found));
}

/** Escape Markdown's markup.
 * @param {string} text */
function escaped(text) {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>#|~]|&(?=#?\w+;)/g, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2")
    .replace(/^([-+])/, "\\$1");
}

/** Quote a sentence of an original, the first unless another is named; "" without one.
 * @param {string} sentence
 * @param {Comparison} comparison
 * @param {Article | undefined} original
 * @param {Translate} t */
export function quotationOf(sentence, { source, search }, original, t) {
  if (!source) return "";
  const isFirst = !original || original === source;
  const url = (original ?? source).url ?? (isFirst ? (search?.source ?? null) : null);
  return asQuotation(sentence, { ...(original ?? source), url }, t);
}

/** Return the comparison in a line with both addresses, to paste elsewhere.
 * @param {Comparison} comparison
 * @param {Translate} t */
export function asLine(comparison, t) {
  const { page, source, search } = comparison;
  const addresses = { this_page: page.url, original: source?.url ?? search?.source };
  const lines = Object.entries(addresses).map(([key, url]) => url && `${t.text(key)}: ${url}`);
  return printable([inALine(comparison, t), ...lines].filter(Boolean).join("\n"));
}

/** Return a sentence of the original with its source, to paste elsewhere.
 * @param {string} sentence
 * @param {Origin} origin
 * @param {Translate} t */
export function asQuotation(sentence, origin, t) {
  const { title, publisher, published, url, text = "", pages = [] } = origin;
  const source = [publisher, title, published && t.date(published)].filter(Boolean).join(", ");
  const lines = [
    t.text("quotation", sentence.trim()),
    source && `— ${source}`,
    url && addressOfText(url, sentence, { text, pages }),
  ];
  return printable(lines.filter(Boolean).join("\n"));
}

/** Return the view as a page without scripts or other files.
 * @param {string} title
 * @param {{headline: Node[], body: Node[]}} view
 * @param {string} style
 * @param {Translate} t
 * @returns {string} HTML */
export function asPage(title, { headline, body }, style, t) {
  const page = document.implementation.createHTMLDocument(title);
  page.documentElement.lang = t.language;
  page.documentElement.dir = t.direction;
  const [charset, look, head, main] = ["meta", "style", "header", "main"].map((tag) =>
    page.createElement(tag),
  );
  charset?.setAttribute("charset", "utf-8");
  look?.append(style);
  page.head.prepend(/** @type {Node} */ (charset));
  page.head.append(/** @type {Node} */ (look));
  const top = page.createElement("div");
  top.id = "headline";
  top.append(...headline);
  head?.append(top);
  main?.append(...body);
  page.body.append(/** @type {Node} */ (head), /** @type {Node} */ (main));
  const paragraph = page.createElement("p");
  paragraph.className = "note";
  paragraph.append(`Unabridged · ${t.date(new Date().toISOString())}`);
  page.body.append(paragraph);
  withoutControls(page);
  return printable(`<!doctype html>\n${page.documentElement.outerHTML}\n`);
}

/** Turn figures into a list, remove everything that needs scripts, and open folds.
 * @param {Document} page */
function withoutControls(page) {
  for (const tiles of page.querySelectorAll(".tiles")) {
    const list = page.createElement("ul");
    list.className = "tiles";
    for (const tile of tiles.children) {
      const item = page.createElement("li");
      item.className = tile.className;
      item.append(...tile.childNodes);
      list.append(item);
    }
    tiles.replaceWith(list);
  }
  for (const group of page.querySelectorAll(".group")) group.classList.add("unfolded");
  for (const part of page.querySelectorAll("a.clause, a.said, button.gap")) {
    const words = page.createElement("span");
    words.className = part.className;
    words.append(...part.childNodes);
    part.replaceWith(words);
  }
  for (const control of page.querySelectorAll("button, form, .actions")) control.remove();
}
