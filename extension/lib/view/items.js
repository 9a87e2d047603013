/** The stories of a page of several, each with its own original. */

import { h } from "./dom.js";
import { button, link } from "./parts.js";
import { nameOf } from "./source.js";

/** @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Node[]} none where the page is one story */
export function items({ search, page }, t, { compareItem }) {
  const stories = (search?.items ?? []).flatMap((story, at) =>
    at === search?.lead ? [] : [{ ...story, at }],
  );
  if (!stories.length) return [];
  // What leads nowhere is an advert, or a note of the page's own: it comes last.
  stories.sort((a, b) => Number(!a.candidates.length) - Number(!b.candidates.length));
  const rows = stories.map(({ title: given, candidates: [original, ...others], at }) => {
    const title = given.replace(/\s*[:：]$/, ""); // of what follows it in the page
    const name = h("span", { class: "story-name", lang: page.language, dir: "auto" }, title);
    const compare = compareItem && (() => compareItem(at));
    return h(
      "li",
      { class: "story" },
      compare
        ? h(
            "button",
            { type: "button", class: "plain", title: t.text("compare"), click: compare },
            h("span", { class: "for-ears" }, `${t.text("compare")}: `),
            name,
          )
        : original
          ? link(original.url, null, name)
          : name,
      h(
        "p",
        { class: "imprint" },
        [original, ...others].flatMap((each, i) => (each ? alsoAt(each, i) : [])),
      ),
    );
  });
  const beside = search?.lead == null ? [] : [h("h2", null, t.text("other_stories"))];
  return [...beside, h("ol", { class: "stories" }, rows)];
}

/** @param {Candidate} other
 * @param {number} at
 * @returns {(Node | string)[]} */
function alsoAt(other, at) {
  return [
    at ? " · " : "",
    link(other.url, null, other.publisher ?? nameOf(other.url) ?? other.url),
  ];
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
