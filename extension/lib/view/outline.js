/** A small picture of the page: its article, calls, walls and the rest, in their places. */

import { h, svg } from "./dom.js";

const [WIDE, HIGH, EDGE] = [64, 120, 6]; // of the picture
const LEAST = 4; // units of a part
const LINE = 4; // units from line to line of the article
const MOST_SAID = 16; // parts that the words name

/** A part of the picture, in units from its top.
 * @typedef {{role: Shown, y: number, high: number, sentence: number | null}} Drawn
 * @typedef {"body" | "call" | "wall" | "picture" | "related" | "rest"} Shown */

/** @param {OutlinePart["role"]} role
 * @returns {Shown} */
function shownAs(role) {
  return role === "menu" || role === "comments" || role === "footer" || role === "other"
    ? "rest"
    : role;
}

/** Divide the picture's height among the parts, by their text; each can be seen.
 * @param {OutlinePart[]} outline
 * @returns {Drawn[]} */
export function drawn(outline) {
  const total = outline.reduce((sum, { characters }) => sum + characters, 0) || 1;
  const least = Math.min(LEAST, HIGH / (2 * outline.length));
  const left = HIGH - least * outline.length;
  let y = 0;
  return outline.map(({ role, characters, sentence }) => {
    const part = { role: shownAs(role), y, high: least + (left * characters) / total, sentence };
    y += part.high;
    return part;
  });
}

/** Say the parts in order: "Rest of the page, Article, Leads to more".
 * @param {OutlinePart[]} outline
 * @param {Translate} t */
export function outlineWords(outline, t) {
  const roles = outline.map(({ role }) => shownAs(role));
  const said = roles.filter((role, at) => role !== roles[at - 1]);
  const names = said.slice(0, MOST_SAID).map((role) => t.text(`part_${role}`));
  return `${t.text("outline")}: ${names.join(", ")}${said.length > MOST_SAID ? " …" : ""}`;
}

/** Render the picture and its key; nothing for a text without other parts.
 * @param {OutlinePart[]} outline
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {{picture: Node, key: Node} | null} */
export function outlineOf(outline, t, { showInPage }) {
  if (outline.length < 2) return null;
  const parts = drawn(outline);
  const box = { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img" };
  const picture = svg(
    "svg",
    { ...box, class: "outline", "aria-label": outlineWords(outline, t) },
    svg("rect", { class: "sheet-of", width: WIDE, height: HIGH, rx: 3 }),
    parts.map((part) => {
      const { role, sentence } = part;
      const shows = showInPage && sentence !== null;
      const click = shows && (() => showInPage(sentence));
      return svg(
        "g",
        { class: `${role}${shows ? " clickable" : ""}`, click, "aria-hidden": "true" },
        svg("title", null, t.text(`part_${role}`)),
        shapes(part),
      );
    }),
  );
  const roles = [...new Set(parts.map(({ role }) => role))].filter((role) => role !== "rest");
  return {
    picture,
    key: h(
      "ul",
      { class: "key", "aria-hidden": "true" }, // the picture's name says it
      roles.map((role) => keyOf(role, t)),
    ),
  };
}

/** @param {Shown} role
 * @param {Translate} t */
function keyOf(role, t) {
  const part = { role, y: 0, high: 2 * LINE, sentence: null };
  const viewBox = `0 0 ${WIDE} ${part.high}`;
  const box = { class: "outline", viewBox, preserveAspectRatio: "none", "aria-hidden": "true" };
  return h(
    "li",
    null,
    svg("svg", box, svg("g", { class: role }, shapes(part))),
    t.text(`part_${role}`),
  );
}

/** Draw a part by its kind: lines of text, a frame, a button, a bar.
 * @param {Drawn} part */
function shapes({ role, y, high }) {
  const inner = { x: EDGE, width: WIDE - 2 * EDGE, y: y + 1, height: Math.max(1, high - 2) };
  if (role === "wall") return [svg("rect", { ...inner, x: 0, width: WIDE })];
  if (role === "call") return [svg("rect", { ...inner, x: WIDE / 4, width: WIDE / 2, rx: 2 })];
  if (role !== "body") return [svg("rect", inner)];
  const lines = Math.max(1, Math.round(high / LINE));
  return Array.from({ length: lines }, (_, at) =>
    svg("rect", {
      x: EDGE,
      y: y + (at + 0.25) * (high / lines),
      width: (WIDE - 2 * EDGE) * (at === lines - 1 && at ? 0.6 : 1),
      height: Math.min(2, high / lines / 2),
    }),
  );
}
