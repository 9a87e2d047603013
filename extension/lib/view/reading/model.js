/** The model of the reading view: both texts in order, the shade of each sentence, and the links. */

import { FINDINGS, GRAVE } from "../../api/tables.js";
import {
  decisive,
  differing,
  findings,
  numbersOf,
  pageMarks,
  restMarks,
  sourceKinds,
  sourceMarks,
} from "../findings.js";

/** The shade of a sentence. The first four can be linked.
 * @typedef {"differs" | "partly" | "found" | "verbatim" | "not_found" | "left_out" | "not_compared" |
 *   "aside" | "note" | "withheld"} Shade */

/** A shown sentence. `kind` is its finding, or of the original its state; `paragraph` counts from 0;
 * `space` separates it from the previous sentence; `why` is the heading of its pair, or the code of
 * an omission's importance; `numbers` are its own, or of the original's sentences that it rests on.
 * @typedef {{text: string, shade: Shade, kind: string, why: string, marks: import("../text.js").Mark[],
 *   paragraph: number, space: string, links: number[], numbers: number[],
 *   place?: import("./turning.js").Place}} Line */

/** Sentence `page` comes from sentence `source`; `best` where that one is decisive.
 * @typedef {{page: number, source: number, shade: Shade, best: boolean}} Link */

/** @typedef {{page: Line[], source: Line[], links: Link[]}} Model */

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
  const links = alignment.sentences.flatMap((sentence) => {
    const { index, finding } = sentence;
    const best = new Set(finding === "not_found" ? [] : decisive(sentence));
    const worse = new Set(finding === "partly" ? best : differing(sentence));
    const ownShade = lines[index]?.shade ?? "note";
    return sentence.source.map((to) => {
      const shade = ownShade === "verbatim" || worse.has(to) ? ownShade : "found";
      return { page: index, source: to, shade, best: best.has(to) };
    });
  });
  return { page: lines, source: sourceLines(source, alignment, links), links };
}

/** @param {Article} page
 * @param {Alignment} alignment
 * @returns {Line[]} */
function pageLines(page, alignment) {
  const lines = plain(page, alignment.page);
  const numbers = numbersOf(alignment);
  for (const { kind, heading, sentence } of findings(alignment).pairs) {
    Object.assign(/** @type {Line} */ (lines[sentence.index]), {
      shade: sentence.label === "verbatim" && kind === "found" ? "verbatim" : kind,
      kind,
      why: heading,
      marks: pageMarks(sentence),
      links: sentence.source,
      numbers: sentence.source.map((at) => numbers[at] ?? 0),
    });
  }
  return lines;
}

/** @param {Article} source
 * @param {Alignment} alignment
 * @param {Link[]} links
 * @returns {Line[]} */
function sourceLines(source, alignment, links) {
  const lines = plain(source, alignment.source);
  const [kinds, numbers] = [sourceKinds(alignment), numbersOf(alignment)];
  lines.forEach((line, at) => {
    const kind = kinds[at] ?? "aside";
    const isTold = kind === "told" || kind === "in_part";
    const number = numbers[at];
    Object.assign(line, {
      kind,
      shade: isTold ? "verbatim" : kind,
      numbers: number ? [number] : [],
    });
  });
  for (const { source: at, why_code } of [...alignment.left_out].sort((a, b) => b.rank - a.rank))
    Object.assign(/** @type {Line} */ (lines[at]), { why: why_code });
  for (const link of links) {
    const line = /** @type {Line} */ (lines[link.source]);
    const sentence = /** @type {PageSentence} */ (alignment.sentences[link.page]);
    line.links.push(link.page);
    line.marks.push(...sourceMarks(sentence, link.source));
    if (link.shade === "differs") line.why = sentence.heading;
    if (line.shade === "verbatim" && link.shade !== "verbatim") line.shade = "found";
  }
  lines.forEach((line, at) => {
    if (line.shade === "verbatim" && !line.links.length) line.shade = "found";
    // A piece that is left out shows through other wording, not through a difference.
    const grave = line.marks.filter(({ kind }) => GRAVE.includes(kind));
    line.marks = [...new Set([...grave, ...restMarks(alignment, at), ...line.marks])];
  });
  for (const at of alignment.withheld)
    Object.assign(/** @type {Line} */ (lines[at]), { shade: "withheld" });
  return lines;
}

/** Return the sentences in their paragraphs, all as notes.
 * @param {Article} article
 * @param {string[]} texts
 * @returns {Line[]} */
function plain({ sentences }, texts) {
  const placed = sentences?.length === texts.length ? sentences : null;
  return texts.map((text, i) => {
    const before = placed?.[i - 1];
    return {
      text,
      shade: "note",
      kind: "note",
      why: "",
      marks: [],
      paragraph: placed?.[i]?.paragraph ?? i,
      space: before && before.end === placed?.[i]?.start && text ? "" : " ",
      links: [],
      numbers: [],
    };
  });
}

/** A stop of the keyboard: `first` to `last` of the sentences that are counted.
 * @typedef {{side: "page" | "source", index: number, first: number, last: number}} Stop */

/** Return the stops: the page's differences, or the filter's sentences, in order. Adjacent omissions
 * are one stop.
 * @param {Model} model
 * @param {import("../tiles.js").Filter} filter
 * @returns {Stop[]} */
export function stops({ page, source }, filter) {
  const side = filter === "left_out" ? "source" : "page";
  /** @type {readonly string[]} */
  const wantedFindings = filter === "all" ? FINDINGS.filter((one) => one !== "found") : [filter];
  const sentences = side === "source" ? source : page;
  /** @type {Stop[]} */
  const stops = [];
  let count = 0;
  sentences.forEach(({ kind }, index) => {
    if (!wantedFindings.includes(kind)) return;
    count += 1;
    const last = stops.at(-1);
    const goesOn = side === "source" && sentences[index - 1]?.kind === kind;
    if (last && goesOn) last.last = count;
    else stops.push({ side, index, first: count, last: count });
  });
  return stops;
}
