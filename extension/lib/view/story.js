/** Other texts on the story, in the texts of the server's index: a line on top, and a part that
 * opens to the tree, the same as a list, and the figures in which the texts differ. */

import { asFailure } from "../errors.js";
import { h, svg } from "./dom.js";
import { imprint, link } from "./parts.js";
import { failureWords } from "./states.js";
import { isOfNoStory } from "./verdict.js";
import { addressOfText } from "./text.js";

const TELLS = ["source", "copy", "retelling", "same_story"];
// What the server's drawing is made of; anything else in it is not shown.
const DRAWN = {
  svg: ["class", "viewBox"],
  path: ["class", "d"],
  circle: ["class", "cx", "cy", "r"],
};
const WORDS = { a: ["href"], text: ["class", "x", "y"] };
const ADD_FEEDS = "unabridged feeds add URL";
const SHAPES = new Map(Object.entries({ ...DRAWN, ...WORDS }));

/** Render a line, empty until a sure answer, and the part that asks for it when it is opened. Where
 * the search found the story in the index, it is asked for at once.
 * @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {{line: Node[], part: Node[]}} */
export function story(comparison, t, { story: ask }) {
  const { page, verdict } = comparison;
  const isStory = verdict.answer !== "no_article" && !isOfNoStory(verdict.evidence);
  if (!ask || !page.sentences.length || !isStory) return { line: [], part: [] };
  const line = h("p", { class: "story-line", hidden: true });
  const inside = h("div", { role: "status" });
  const part = h("details", { class: "fold story" }, h("summary", null, t.text("story_title")));
  part.append(inside);
  /** @type {Promise<void> | undefined} */
  let asked;
  const load = () => (asked ??= fill(ask));
  part.addEventListener("toggle", () => void load());
  const isListed = comparison.search?.candidates.some(
    ({ relation, found_by: by }) =>
      TELLS.includes(relation) && by.some(({ finder }) => finder === "index"),
  );
  if (isListed) void load();
  return { line: [line], part: [part] };

  /** @param {NonNullable<Actions["story"]>} ask */
  async function fill(ask) {
    inside.replaceChildren(t.text("checking"));
    try {
      const answer = await ask((grown) => inside.replaceChildren(...storyView(grown, t)));
      inside.replaceChildren(...storyView(answer, t));
      if (answer.sure) line.append(lineOf(answer, t));
      line.toggleAttribute("hidden", !answer.sure);
    } catch (error) {
      inside.replaceChildren(failureWords(asFailure(error), t).title);
    }
  }
}

/** @param {Story} story
 * @param {Translate} t */
function lineOf({ texts, origins }, t) {
  const indexed = texts.filter((text) => text.indexed).length;
  return t.count("story_line", origins.length, t.count("story_texts", indexed));
}

/** Name the origins, each with how many texts rest on it.
 * @param {Story} story
 * @param {Translate} t */
function originsOf({ origins }, t) {
  const namedOrigins = origins.filter(({ name }) => name);
  return namedOrigins.flatMap(({ name, texts }, at) => [
    at ? " · " : "",
    h("bdi", null, name),
    ` (${t.number(texts.length)})`,
  ]);
}

/** Render a story: its line, its origins, the tree, the same as a list, and where the texts differ.
 * @param {Story} story
 * @param {Translate} t
 * @returns {Node[]} */
export function storyView(story, t) {
  const { texts, facts, index } = story;
  if (!index.articles)
    return [h("p", null, t.text("story_empty"), " ", h("code", { dir: "ltr" }, ADD_FEEDS))];
  if (texts.length < 2) return [h("p", null, t.text("story_none"))];
  const differing = facts.filter(({ values }) => values.length > 1);
  return [
    h("p", null, lineOf(story, t)),
    h("p", { class: "origins" }, ...originsOf(story, t)),
    h("p", { class: "note" }, t.text("story_note")),
    ...tree(story.drawing),
    h("ol", { class: "texts" }, ...texts.map((_, at) => item(story, at, t))),
    ...(differing.length ? [h("h3", null, t.text("story_differs"))] : []),
    ...differing.map((fact) => factOf(fact, story, t)),
  ];
}

/** @param {Story} story
 * @param {number} at
 * @param {Translate} t */
function item({ texts, here }, at, t) {
  const text = /** @type {StoryText} */ (texts[at]);
  const relatedNames = text.of.map(
    (related) => texts[related]?.publisher ?? texts[related]?.title ?? "",
  );
  const creditedNames = text.evidence.flatMap(({ params }) =>
    params["name"] ? [`${params["name"]}`] : [],
  );
  const names = [...new Set(relatedNames.length ? relatedNames : creditedNames)].join(", ");
  const words = { lang: text.language, dir: "auto" };
  const title = text.title || text.url || t.text("this_page");
  return h(
    "li",
    { "aria-current": at === here && "true" },
    imprint(text, t, at === here ? t.text("this_page") : ""),
    h("h3", words, text.url ? link(text.url, null, title) : title),
    h("p", { class: "how" }, t.text(`story_${text.relation}`, names)),
    ...text.evidence.flatMap(({ quote, params }) => [
      params["of"] ? h("p", { class: "how" }, copied(params, t)) : null,
      quote ? h("blockquote", words, quote) : null,
    ]),
  );
}

/** @param {Record<string, any>} params
 * @param {Translate} t */
function copied({ sentences, of }, t) {
  return `${t.text("label_verbatim")}: ${t.text("reading_place", sentences, of)}`;
}

/** @param {StoryFact} fact
 * @param {Story} story
 * @param {Translate} t */
function factOf({ about, values }, { texts }, t) {
  const rows = values.map(({ value, places }) =>
    h(
      "li",
      null,
      h("b", { dir: "auto" }, value),
      ...places.map(({ text, sentence }) => {
        const { url = null, publisher = null, language = null } = texts[text] ?? {};
        const name = publisher ?? t.text("this_page");
        const passage = url ? link(addressOfText(url, sentence, null), null, name) : name;
        return h("blockquote", { lang: language, dir: "auto" }, sentence, " ", passage);
      }),
    ),
  );
  return h("section", { class: "fact" }, h("p", { dir: "auto" }, about), h("ul", null, ...rows));
}

/** Build the server's drawing anew, of known shapes alone.
 * @param {string} drawing
 * @returns {Node[]} */
function tree(drawing) {
  const root = new DOMParser().parseFromString(drawing, "image/svg+xml").documentElement;
  const built = root.nodeName === "svg" ? rebuilt(root) : null;
  built?.setAttribute("aria-hidden", "true");
  return built ? [h("div", { class: "drawing" }, built)] : [];
}

/** @param {Element} element
 * @returns {SVGElement | null} */
function rebuilt(element) {
  const name = element.nodeName;
  const attributes = SHAPES.get(name);
  if (!attributes) return null;
  const values = attributes.map((key) => [key, element.getAttribute(key)]);
  const properties = Object.fromEntries(values);
  if (name === "a" && !/^https?:/i.test(properties.href ?? "")) delete properties.href;
  const about =
    name === "a" ? { target: "_blank", rel: "noopener noreferrer", tabindex: "-1" } : {};
  const inside = name === "text" ? [element.textContent] : [...element.children].map(rebuilt);
  return svg(name, { ...properties, ...about }, ...inside);
}
