/** Gives a comparison to the reader: as a file, or in the clipboard. */

import { asJson, asMarkdown, asPage } from "./formats.js";
import { NAME } from "../view/translate.js";
import { comparisonView } from "../view/comparison.js";
import { readings } from "../view/reading/view.js";
import { inALine } from "../view/verdict.js";

/** @typedef {"html" | "markdown" | "json"} Format */

const FILES = /** @type {const} */ ({
  html: { suffix: "html", type: "text/html" },
  markdown: { suffix: "md", type: "text/markdown" },
  json: { suffix: "json", type: "application/json" },
});

/** @param {Format} format
 * @param {Comparison} comparison
 * @param {Translate} t
 * @returns {string} */
function written(format, comparison, t) {
  if (format === "json") return asJson(comparison);
  if (format === "markdown") return asMarkdown(comparison, t);
  const { headline, body } = comparisonView(comparison, t, {});
  const texts = columns(comparison, t);
  // Without scripts the map is a picture.
  const maps = body.flatMap((node) => [
    .../** @type {Element} */ (node).querySelectorAll(".map-of"),
  ]);
  for (const map of maps) {
    map.setAttribute("role", "img");
    for (const name of ["tabindex", "aria-valuemin", "aria-valuemax", "aria-valuenow"])
      map.removeAttribute(name);
  }
  return asPage(inALine(comparison, t), { headline, body: [...body, ...texts] }, styleSheet(), t);
}

/** Return both texts whole, with numbers instead of bands, for each original.
 * @param {Comparison} comparison
 * @param {Translate} t
 * @returns {Node[]} */
function columns(comparison, t) {
  const { alignment, source } = comparison;
  if (!alignment || !source) return [];
  const nodes = readings(comparison, alignment, source, t, {}).map(({ node }) => node);
  for (const node of nodes) {
    node.classList.remove("live");
    for (const drawn of node.querySelectorAll(".gutter, .overview, .detail, .turn")) drawn.remove();
  }
  const heading = document.createElement("h2");
  heading.textContent = t.text("view_reading");
  return [heading, ...nodes];
}

/** Offer the comparison as a download.
 * @param {Format} format
 * @param {Comparison} comparison
 * @param {Translate} t */
export function save(format, comparison, t) {
  const { suffix, type } = FILES[format];
  const name = fileName(comparison.page.title ?? NAME);
  offer(`${name}.${suffix}`, written(format, comparison, t), type);
}

/** Return a title as a name that every file system accepts.
 * @param {string} title */
export function fileName(title) {
  return (
    title
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
      .slice(0, 60)
      .replace(/^-+|-+$|\p{Surrogate}/gu, "") || "comparison"
  );
}

function styleSheet() {
  return [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .map((rule) => rule.cssText)
    .join("\n");
}

/** Offer a report of a wrong answer: its evidence, its sentences and a note, without the whole
 * texts. Nothing is sent.
 * @param {Comparison} comparison
 * @param {string} note of the reader
 * @param {MarkedEnd} [ends] where the article really ends */
export function saveReport(comparison, note, ends) {
  const { engine, verdict, search, alignment, warnings, sources } = comparison;
  const named = (/** @type {Article | null} */ article) =>
    article && {
      url: article.url,
      title: article.title,
      publisher: article.publisher,
      published: article.published,
      language: article.language,
      words: article.words,
    };
  const report = {
    ...{ note, ends, engine, verdict, search, alignment, warnings },
    page: named(comparison.page),
    source: named(comparison.source),
    ...(sources && { sources: sources.map(named) }),
  };
  const title = `report-${comparison.page.title ?? NAME}`;
  offer(`${fileName(title)}.json`, asJson(report), FILES.json.type);
}

/** @param {string} name
 * @param {string} text
 * @param {string} type */
function offer(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
