/** The figures a reader understands; never one score. */

import { h } from "./dom.js";

const CHANGES = /** @type {const} */ (["number", "name", "date", "quote", "negation", "moved"]);

/** @param {Alignment} alignment
 * @param {Translate} t */
export function figures({ figures: n }, t) {
  const minutes = Math.round(n.left_out_minutes);
  const lines = [
    t.text("figure_tells", n.used, n.source_sentences),
    n.left_out_words > 0 &&
      (minutes >= 1 ? t.count("figure_minutes", minutes) : t.text("figure_under_a_minute")),
    t.text("figure_found", n.found, n.page_sentences) +
      (n.verbatim ? t.count("figure_verbatim", n.verbatim) : ""),
    n.not_found > 0 && t.count("figure_not_found", n.not_found),
    ...CHANGES.map(
      (kind) => (n.changed[kind] ?? 0) > 0 && t.count(`figure_${kind}`, n.changed[kind] ?? 0),
    ),
  ];
  return h(
    "ul",
    { class: "figures" },
    lines.filter((line) => line).map((line) => h("li", null, line)),
  );
}
