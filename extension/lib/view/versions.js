/** What changed on a saved comparison's page and original since. */

import { VERSION_COLOURS } from "../api/tables.js";
import { h } from "./dom.js";
import { pieces } from "./text.js";

/** Return a section for each later version, the newest first.
 * @param {Comparison} comparison
 * @param {Translate} t
 * @returns {HTMLElement[]} */
export function versionsView({ page, source, versions = [] }, t) {
  return versions.toReversed().map(({ side, seen, changes }) => {
    const language = (side === "page" ? page : source)?.language ?? "";
    const name = t.text(side === "page" ? "this_page" : "original");
    return h(
      "section",
      { class: "group unfolded versions", tabindex: "0" },
      h("h3", null, `${t.text("version_heading")}: ${name} · ${t.date(seen)}`),
      h(
        "ol",
        { class: "pairs" },
        changes.map((change) => item(change, language, t)),
      ),
    );
  });
}

/** @param {VersionChange} change
 * @param {string} language
 * @param {Translate} t */
function item({ kind, before, after, changes }, language, t) {
  const colour = VERSION_COLOURS[kind];
  const [first] = changes;
  const words = kind === "differs" && first ? `change_${first.kind}` : `version_${kind}`;
  return h(
    "li",
    { class: `pair ${colour}`, "data-kind": colour },
    h("p", { class: "what" }, t.text(words) || t.text("version_reworded")),
    before !== null && h("del", null, quotation(before, "source")),
    after !== null && h("ins", null, quotation(after, "page")),
  );

  /** @param {string} text
   * @param {"page" | "source"} side */
  function quotation(text, side) {
    const marks = changes.flatMap((each) => {
      const place = each[side];
      return place ? [{ start: place.start, end: place.end, kind: each.kind }] : [];
    });
    const parts = pieces(text, marks).map((part) =>
      part.kind ? h("mark", null, part.text) : part.text,
    );
    return h("blockquote", { lang: language, dir: "auto" }, parts);
  }
}
