/** The model of the reading view: both texts in order, the shade of each sentence, and the links. */

import { FINDINGS } from "../../api/tables.js";
import { decisive, findings, pageMarks, sourceMarks, sourcesOf } from "../findings.js";

/** The shade of a sentence. The first four can be linked, the gravest first.
 * @typedef {"differs" | "partly" | "found" | "verbatim" | "not_found" | "left_out" | "note" | "withheld"} Shade */

/** A shown sentence. `paragraph` counts from 0; `space` separates it from the previous sentence;
 * `why` is the heading of its pair, or the code of an omission's importance.
 * @typedef {{text: string, shade: Shade, kind: string, why: string, marks: import("../text.js").Mark[],
 *   paragraph: number, space: string, links: number[], place?: import("./turning.js").Place}} Line */

/** Sentence `page` comes from sentence `source`; `best` where that one is decisive.
 * @typedef {{page: number, source: number, shade: Shade, best: boolean}} Link */

/** @typedef {{page: Line[], source: Line[], links: Link[]}} Model */

const LINKED = /** @type {const} */ (["differs", "partly", "found", "verbatim"]);

/** @param {Article} page
 * @param {Article} source
 * @param {Alignment} alignment
 * @param {import("./turning.js").Others} [others] where there are several originals
 * @returns {Model} */
export function modelOf(page, source, alignment, others) {
  const lines = pageLines(page, alignment);
  others?.places.forEach((place, i) => {
    if (place) Object.assign(/** @type {Line} */ (lines[i]), { place, marks: place.marks });
  });
  const unused = others?.number ? "note" : "left_out"; // only the first can be left out of the page
  const links = alignment.sentences.flatMap((sentence) => {
    const shade = lines[sentence.index]?.shade ?? "note";
    const best = new Set(decisive(sentence));
    return sourcesOf(sentence).map((to) => ({
      page: sentence.index,
      source: to,
      shade: ["partly", "differs"].includes(shade) && !best.has(to) ? "found" : shade,
      best: best.has(to),
    }));
  });
  return { page: lines, source: sourceLines(source, alignment, lines, links, unused), links };
}

/** @param {Article} page
 * @param {Alignment} alignment
 * @returns {Line[]} */
function pageLines(page, alignment) {
  const lines = plain(page, alignment.page, "note");
  for (const { kind, heading, sentence } of findings(alignment).pairs) {
    Object.assign(/** @type {Line} */ (lines[sentence.index]), {
      shade: sentence.label === "verbatim" && kind === "found" ? "verbatim" : kind,
      kind,
      why: heading,
      marks: pageMarks(sentence),
      links: sourcesOf(sentence),
    });
  }
  return lines;
}

/** @param {Article} source
 * @param {Alignment} alignment
 * @param {Line[]} pageLines
 * @param {Link[]} links
 * @param {"left_out" | "note"} unused
 * @returns {Line[]} */
function sourceLines(source, alignment, pageLines, links, unused) {
  const lines = plain(source, alignment.source, unused);
  for (const { source: at, why_code } of unused === "note" ? [] : alignment.left_out) {
    Object.assign(/** @type {Line} */ (lines[at]), { why: why_code ?? "" });
  }
  for (const at of alignment.not_compared ?? []) {
    Object.assign(/** @type {Line} */ (lines[at]), { shade: "note", kind: "note" });
  }
  for (const link of links) {
    const line = /** @type {Line} */ (lines[link.source]);
    const from = /** @type {Line} */ (pageLines[link.page]);
    if (gravity(link.shade) < gravity(line.shade)) {
      const own = link.shade === from.shade;
      const told = { kind: "found", why: "group_found" };
      Object.assign(line, {
        shade: link.shade,
        ...(own ? { kind: from.kind, why: from.why } : told),
      });
    }
    line.links.push(link.page);
    const sentence = /** @type {PageSentence} */ (alignment.sentences[link.page]);
    line.marks.push(...sourceMarks(sentence, link.source));
  }
  for (const at of alignment.withheld) {
    Object.assign(/** @type {Line} */ (lines[at]), { shade: "withheld" });
  }
  return lines;
}

/** @param {Shade} shade */
function gravity(shade) {
  const at = /** @type {readonly string[]} */ (LINKED).indexOf(shade);
  return at < 0 ? LINKED.length : at;
}

/** Return the sentences in their paragraphs, all of one shade.
 * @param {Article} article
 * @param {string[]} texts
 * @param {Shade} shade
 * @returns {Line[]} */
function plain({ sentences }, texts, shade) {
  const placed = sentences?.length === texts.length ? sentences : null;
  return texts.map((text, i) => {
    const before = placed?.[i - 1];
    return {
      text,
      shade,
      kind: shade,
      why: "",
      marks: [],
      paragraph: placed?.[i]?.paragraph ?? i,
      space: before && before.end === placed?.[i]?.start && text ? "" : " ",
      links: [],
    };
  });
}

/** Return the keyboard's stops: the page's differences, or the filter's sentences, in order. Adjacent
 * omissions are one stop.
 * @param {Model} model
 * @param {import("../tiles.js").Filter} filter
 * @returns {{side: "page" | "source", index: number}[]} */
export function stops({ page, source }, filter) {
  const side = filter === "left_out" ? "source" : "page";
  /** @type {readonly string[]} */
  const wanted = filter === "all" ? FINDINGS.filter((one) => one !== "found") : [filter];
  const sentences = side === "source" ? source : page;
  return sentences.flatMap(({ kind }, index) => {
    const goesOn = side === "source" && sentences[index - 1]?.kind === kind;
    return wanted.includes(kind) && !goesOn ? [{ side, index }] : [];
  });
}
