/** The stories of a page of several, each with its own original. */

import { h } from "./dom.js";
import { button, compareButton, imprint, link } from "./parts.js";

/** @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} none where the page is one story */
export function items({ search, page }, t, { compareItem }) {
  const stories = (search?.items ?? []).flatMap((story, at) =>
    at === search?.lead ? [] : [{ ...story, at }],
  );
  if (!stories.length) return [];
  const cards = stories.map(({ title, candidates: [original, ...others], at }) =>
    h(
      "li",
      { class: "card" },
      original && imprint(original, t),
      h(
        "h2",
        { lang: page.language, dir: "auto" },
        original ? link(original.url, null, title) : title,
      ),
      others.length > 0 && h("p", { class: "imprint" }, others.flatMap(alsoAt)),
      compareItem && compareButton(title, () => compareItem(at), t),
    ),
  );
  const beside = search?.lead == null ? [] : [h("h2", null, t.text("other_stories"))];
  return [...beside, h("ol", { class: "cards" }, cards)];
}

/** @param {Candidate} other
 * @param {number} at
 * @returns {(Node | string)[]} */
function alsoAt(other, at) {
  const name = URL.canParse(other.url) ? new URL(other.url).host : other.url;
  return [at ? " · " : "", link(other.url, null, other.publisher ?? name)];
}

/** List the stories of a page that has none of its own.
 * @param {Search | null | undefined} search
 * @returns {SearchItem[]} */
export function storiesOf(search) {
  return search?.lead == null ? (search?.items ?? []) : [];
}

/** Render a way back from one story to all of the page's.
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} */
export function toItems(t, { allItems }) {
  return allItems ? [button(t.text("all_stories"), allItems, "plain")] : [];
}
