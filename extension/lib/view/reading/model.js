/** What the reading view shows: both texts in order, how each sentence is told, and the links. */

import { findings, pageMarks, sourceMarks } from "../findings.js";

/** How a sentence looks. The first four can be linked, the gravest first.
 * @typedef {"differs" | "partly" | "retold" | "verbatim" | "not_found" | "left_out" | "note" | "withheld"} Shade */

/** `paragraph` counts from 0; `space` stands between it and the sentence before; `why` is the
 * heading of its pair, or the code of the reason why it counts among what was left out.
 * @typedef {{text: string, shade: Shade, kind: string, why: string, marks: import("../text.js").Mark[],
 *   paragraph: number, space: string, links: number[]}} Told */

/** Sentence `page` is told from sentence `source`; `best` where no other source is nearer to it.
 * @typedef {{page: number, source: number, shade: Shade, best: boolean}} Link */

/** @typedef {{page: Told[], source: Told[], links: Link[]}} Model */

const LINKED = /** @type {const} */ (["differs", "partly", "retold", "verbatim"]);

/** @param {Article} page
 * @param {Article} source
 * @param {Alignment} alignment
 * @returns {Model} */
export function modelOf(page, source, alignment) {
  const own = ownSide(page, alignment);
  const links = alignment.sentences.flatMap(({ index, source: told }) =>
    told.map((to, rank) => ({
      page: index,
      source: to,
      shade: own[index]?.shade ?? "note",
      best: rank === 0,
    })),
  );
  return { page: own, source: otherSide(source, alignment, own, links), links };
}

/** @param {Article} page
 * @param {Alignment} alignment
 * @returns {Told[]} */
function ownSide(page, alignment) {
  const sides = plain(page, alignment.page, "note");
  for (const { kind, heading, sentence } of findings(alignment).pairs) {
    Object.assign(/** @type {Told} */ (sides[sentence.index]), {
      shade: shadeOf(heading, kind, sentence.label),
      kind,
      why: heading,
      marks: pageMarks(sentence),
      links: sentence.source,
    });
  }
  return sides;
}

/** How each sentence of the page looks.
 * @param {Alignment} alignment
 * @returns {Shade[]} */
export function ownShades(alignment) {
  /** @type {Shade[]} */
  const shades = alignment.page.map(() => "note");
  for (const { kind, heading, sentence } of findings(alignment).pairs)
    shades[sentence.index] = shadeOf(heading, kind, sentence.label);
  return shades;
}

/** @param {string} heading
 * @param {string} kind
 * @param {SentenceLabel} label
 * @returns {Shade} */
function shadeOf(heading, kind, label) {
  if (kind === "not_found") return "not_found";
  if (kind === "differs") return heading === "label_partly_found" ? "partly" : "differs";
  return label === "verbatim" ? "verbatim" : "retold";
}

/** @param {Article} source
 * @param {Alignment} alignment
 * @param {Told[]} own
 * @param {Link[]} links
 * @returns {Told[]} */
function otherSide(source, alignment, own, links) {
  const sides = plain(source, alignment.source, "left_out");
  for (const { source: at, why_code } of alignment.left_out)
    Object.assign(/** @type {Told} */ (sides[at]), { why: why_code ?? "" });
  for (const link of links) {
    const side = /** @type {Told} */ (sides[link.source]);
    const told = /** @type {Told} */ (own[link.page]);
    const graver = grave(told.shade) < grave(side.shade);
    if (graver) Object.assign(side, { shade: told.shade, kind: told.kind, why: told.why });
    side.links.push(link.page);
    side.marks.push(
      ...sourceMarks(/** @type {PageSentence} */ (alignment.sentences[link.page]), link.source),
    );
  }
  for (const at of alignment.withheld ?? [])
    Object.assign(/** @type {Told} */ (sides[at]), { shade: "withheld" });
  return sides;
}

/** @param {Shade} shade */
function grave(shade) {
  const at = /** @type {readonly string[]} */ (LINKED).indexOf(shade);
  return at < 0 ? LINKED.length : at;
}

/** The sentences in their paragraphs, nothing told yet.
 * @param {Article} article
 * @param {string[]} texts
 * @param {Shade} shade
 * @returns {Told[]} */
function plain({ sentences }, texts, shade) {
  const placed = sentences.length === texts.length ? sentences : null;
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

/** Where the keyboard stops: differences of the page, or what the filter shows, in order. What was
 * left out is one stop for each stretch.
 * @param {Model} model
 * @param {import("../chips.js").Filter} filter
 * @returns {{side: "page" | "source", index: number}[]} */
export function stops({ page, source }, filter) {
  const side = filter === "left_out" ? "source" : "page";
  const wanted = filter === "all" ? ["differs", "not_found"] : [filter];
  const sentences = side === "source" ? source : page;
  return sentences.flatMap(({ kind }, index) => {
    const goesOn = side === "source" && sentences[index - 1]?.kind === kind;
    return wanted.includes(kind) && !goesOn ? [{ side, index }] : [];
  });
}
