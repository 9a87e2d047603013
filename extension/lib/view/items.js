/** Several stories on one page: each is offered with its own original. */

import { h } from "./dom.js";
import { button, imprint, link } from "./parts.js";

/** @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} none where the page is one story */
export function items({ search, page }, t, { compareItem }) {
  const stories = search?.items ?? [];
  if (!stories.length) return [];
  const cards = stories.map(({ title, candidates }, at) =>
    h(
      "li",
      { class: "card" },
      h("h2", { lang: page.language, dir: "auto" }, title),
      ...candidates.slice(0, 1).map((candidate) => imprint(candidate, t, t.text("original"))),
      h(
        "div",
        { class: "buttons" },
        ...candidates.slice(0, 1).map(({ url }) => link(url, null, t.text("read"), forEars(title))),
        compareItem &&
          h(
            "button",
            { type: "button", class: "secondary", click: () => compareItem(at) },
            t.text("compare"),
            forEars(title),
          ),
      ),
    ),
  );
  return [h("ol", { class: "cards" }, cards)];
}

/** @param {string} title */
function forEars(title) {
  return h("span", { class: "for-ears" }, `: ${title}`);
}

/** From one story back to all of the page's.
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function toItems(t, { allItems }) {
  return allItems ? [button(t.text("all_stories"), allItems, "plain")] : [];
}
