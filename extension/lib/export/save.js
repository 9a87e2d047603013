/** Hands a comparison over to the reader: as a file, or to the clipboard. */

import { asJson, asMarkdown, asPage } from "./formats.js";
import { NAME } from "../view/translate.js";
import { comparisonView } from "../view/comparison.js";

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
  const title = comparison.page.title ?? NAME;
  if (format === "json") return asJson(comparison);
  if (format === "markdown") return asMarkdown(comparison, t);
  return asPage(title, comparisonView(comparison, t, {}), styleSheet(), t);
}

/** Offers the comparison as a download.
 * @param {Format} format
 * @param {Comparison} comparison
 * @param {Translate} t */
export function save(format, comparison, t) {
  const { suffix, type } = FILES[format];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(
    new Blob([written(format, comparison, t)], { type: `${type};charset=utf-8` }),
  );
  link.download = `${fileName(comparison.page.title ?? NAME)}.${suffix}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A title as a name that every file system takes.
 * @param {string} title */
export function fileName(title) {
  return (
    title
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
      .slice(0, 60)
      .replace(/^-+|-+$/g, "") || "comparison"
  );
}

function styleSheet() {
  return [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .map((rule) => rule.cssText)
    .join("\n");
}
