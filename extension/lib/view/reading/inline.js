/** In one column, shows the original's sentences after the page's. */

import { h } from "../dom.js";

/** Add them, once.
 * @param {import("./model.js").Model} model
 * @param {HTMLElement[]} spans of the page's sentences
 * @param {string | null} language of the original
 * @param {Translate} t */
export function addInline(model, spans, language, t) {
  model.page.forEach(({ links, place }, i) => {
    const span = spans[i];
    const texts = place?.texts ?? links.map((link) => model.source[link]?.text).filter(Boolean);
    if (!span || !texts.length || span.nextElementSibling?.classList.contains("inline-source"))
      return;
    span.after(
      h(
        "span",
        {
          class: "inline-source",
          role: "note",
          "aria-label": place?.where ?? t.text("original"),
          lang: language,
          dir: "auto",
        },
        place && h("span", { class: "letter" }, `${place.letter} `),
        texts.join(" "),
      ),
    );
  });
}
