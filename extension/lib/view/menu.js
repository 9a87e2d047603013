/** The "⋯" menu of an answer and the panel. */

import { h } from "./dom.js";
import { button, icon } from "./parts.js";

const FORMATS = /** @type {const} */ ({ html: "HTML", markdown: "Markdown", json: "JSON" });
const MARKS = /** @type {const} */ (["off", "differences", "all"]);
// The messages of keys.
const KEYS = { "n  p": "key_differences", "j  k": "key_sentences" };

/** @param {Translate} t
 * @param {Actions} actions
 * @param {string} shortcut of the panel; "" on the server's pages
 * @returns {HTMLElement | null} null without an entry */
export function menu(t, actions, shortcut) {
  const parts = [
    actions.toPage && button(t.text("to_page"), actions.toPage, "item"),
    actions.edit && button(t.text("ask_again"), actions.edit, "item"),
    actions.widen && button(t.text("widen"), actions.widen, "item"),
    actions.share && button(t.text("share"), actions.share, "item"),
    actions.save && saving(t, actions.save),
    actions.marks && marks(t, actions.marks),
    actions.report && report(t, actions.report),
    actions.save && shortcuts(t, shortcut),
    actions.history && button(t.text("history"), actions.history, "item"),
    actions.settings && button(t.text("settings"), actions.settings, "item"),
  ].filter((part) => part instanceof Node);
  if (!parts.length) return null;
  const box = /** @type {HTMLDetailsElement} */ (
    h(
      "details",
      { class: "menu", keydown: close, focusout: left },
      h(
        "summary",
        { title: t.text("more") },
        icon("more"),
        h("span", { class: "for-ears" }, t.text("more")),
      ),
      h("div", { class: "sheet" }, parts),
    )
  );
  /** @param {Event} event */
  function close(event) {
    if (/** @type {KeyboardEvent} */ (event).key !== "Escape" || !box.open) return;
    box.open = false;
    box.querySelector("summary")?.focus();
  }
  /** @param {Event} event */
  function left(event) {
    const { relatedTarget } = /** @type {FocusEvent} */ (event);
    if (relatedTarget instanceof Node && !box.contains(relatedTarget)) box.open = false;
  }
  return box;
}

/** @param {Translate} t
 * @param {NonNullable<Actions["save"]>} save */
function saving(t, save) {
  return h(
    "div",
    { class: "saving", role: "group", "aria-label": t.text("save_as") },
    h("span", { class: "note", "aria-hidden": "true" }, t.text("save_as")),
    Object.entries(FORMATS).map(([format, name]) =>
      button(name, () => save(/** @type {keyof typeof FORMATS} */ (format)), "item"),
    ),
  );
}

/** Render the choice of marked sentences.
 * @param {Translate} t
 * @param {NonNullable<Actions["marks"]>} marks */
function marks(t, { which, choose }) {
  const buttons = MARKS.map((each) =>
    h(
      "button",
      {
        type: "button",
        class: "item",
        "aria-pressed": String(each === which),
        click: () => set(each),
      },
      t.text(`marks_${each}`),
    ),
  );
  /** @param {MarkChoice} chosen */
  function set(chosen) {
    buttons.forEach((one, i) => one.setAttribute("aria-pressed", String(MARKS[i] === chosen)));
    choose(chosen);
  }
  return h(
    "div",
    { class: "marking", role: "group", "aria-label": t.text("mark_page") },
    h("span", { class: "note", "aria-hidden": "true" }, t.text("mark_page")),
    buttons,
  );
}

/** Render a form for a report of a wrong answer, saved as a file.
 * @param {Translate} t
 * @param {NonNullable<Actions["report"]>} save */
function report(t, save) {
  const note = /** @type {HTMLTextAreaElement} */ (
    h("textarea", { id: "report-note", rows: 3, dir: "auto" })
  );
  return h(
    "details",
    { class: "item-fold" },
    h("summary", null, t.text("report")),
    h("p", { class: "note" }, t.text("report_lead")),
    h("label", { for: note.id }, t.text("report_note")),
    note,
    button(t.text("report_save"), () => save(note.value.trim())),
  );
}

/** @param {Translate} t
 * @param {string} shortcut */
function shortcuts(t, shortcut) {
  const keys = { ...(shortcut && { [shortcut]: "action" }), ...KEYS };
  return h(
    "details",
    { class: "item-fold" },
    h("summary", null, t.text("shortcuts")),
    h(
      "dl",
      { class: "keys" },
      Object.entries(keys).flatMap(([key, says]) => [
        h("dt", null, h("kbd", null, key)),
        h("dd", null, t.text(says)),
      ]),
    ),
  );
}
