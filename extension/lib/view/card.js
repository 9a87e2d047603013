/** A page without a comparison: what was read of it, and a mark where that is wrong. */

import { A_MINUTE } from "../api/tables.js";
import { button } from "./parts.js";
import { h } from "./dom.js";
import { isDense } from "./text.js";
import { around } from "./translate.js";
import { credited, outlets, seenList } from "./verdict.js";

/** Render what is known of a page in a line, which opens: how it was read, where its original was
 * looked for, and what was sent.
 * @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @param {{isRead: boolean, looked: Node[], sent: Node[]}} about whether the page was read as an article; further folds
 * @returns {Node[]} */
export function aboutPage(comparison, t, actions, { isRead, looked, sent }) {
  const { page, verdict } = comparison;
  const { sentences, language } = page;
  const read = h(
    "details",
    { class: "fold" },
    h("summary", null, t.text("how_read")),
    sentences.length > 0 && ends(sentences, language, t, actions),
    verdict.evidence.length > 0 && seenList(verdict.evidence, language, t),
  );
  const whose = isRead && whoseReport(verdict, t);
  const inside = [
    ...credited(comparison, t),
    ...(isRead || verdict.answer === "unsure" ? [read] : []),
    ...looked,
    ...(isRead ? [markEnd(page, t, actions)] : []),
    ...sent,
  ].filter(Boolean);
  if (!inside.length) return [];
  const line = isRead ? facts(page, t) : [];
  return [
    ...(whose ? [h("p", { class: "note" }, whose)] : []),
    h(
      "details",
      { class: "about-page" },
      h("summary", null, h("span", { class: "facts" }, ...line), h("b", null, t.text("details"))),
      ...inside,
    ),
  ];
}

/** "By Ada Quill · 12 Sep 2025 · 1,240 words · 5 min", as far as known; a minute is not worth it.
 * @param {Article} page
 * @param {Translate} t
 * @returns {(Node | string)[]} */
function facts({ authors, published, words, language }, t) {
  const dense = isDense(language);
  const minutes = Math.round(words / A_MINUTE[dense ? "letters" : "words"]);
  return [
    ...(authors?.length ? [around(t, "by_author", h("bdi", null, authors.join(", ")))] : []),
    ...(published ? [[h("time", { datetime: published }, t.date(published))]] : []),
    ...(words && !dense ? [[t.count("words", words)]] : []),
    ...(minutes > 1 ? [[t.minutes(minutes)]] : []),
  ].flatMap((parts, at) => (at ? [" · ", ...parts] : parts));
}

/** Say whose report it is, where the headline does not.
 * @param {Verdict} verdict
 * @param {Translate} t */
function whoseReport(verdict, t) {
  const { kind } = verdict.basis;
  const [name] = outlets(verdict);
  if (verdict.answer === "retells") return "";
  if (kind === "own")
    return verdict.answer === "unsure" || verdict.basis.credits.length ? "" : t.text("basis_own");
  if (kind === "agency" && name) return t.text("answer_agency", name.name);
  return kind === "compiles" ? t.text("answer_compiles") : "";
}

/** @param {Sentence[]} sentences
 * @param {string | null} language
 * @param {Translate} t
 * @param {Actions} actions */
function ends(sentences, language, t, { showInPage }) {
  const shown = [
    { key: "first_sentence", at: 0 },
    { key: "last_sentence", at: sentences.length - 1 },
  ].slice(0, sentences.length);
  return h(
    "dl",
    { class: "ends" },
    shown.flatMap(({ key, at }) => [
      h("dt", null, t.text(key)),
      h(
        "dd",
        null,
        h("blockquote", { lang: language, dir: "auto" }, sentences[at]?.text),
        showInPage &&
          h(
            "button",
            { type: "button", class: "plain", click: () => showInPage(at) },
            t.text("show_in_page"),
            h("span", { class: "for-ears" }, ` (${t.text(key)})`),
          ),
      ),
    ]),
  );
}

/** Let the reader mark the article's last sentence; a file holds the mark, nothing is sent.
 * @param {Article} page
 * @param {Translate} t
 * @param {Actions} actions */
function markEnd({ sentences, language }, t, { report, pickInPage }) {
  if (!report) return null;
  const list = h("div", { class: "sentences", role: "radiogroup", "aria-labelledby": "mark-end" });
  /** @param {string} text */
  const add = (text) =>
    list.append(
      h(
        "label",
        { class: "choice" },
        h("input", { type: "radio", name: "end", value: list.childElementCount }),
        h("span", { lang: language, dir: "auto" }, text),
      ),
    );
  const fill = () => {
    if (!list.childElementCount) sentences.forEach(({ text }) => add(text));
    list.scrollTop = list.scrollHeight;
  };
  const radios = () => /** @type {HTMLInputElement[]} */ ([...list.querySelectorAll("input")]);
  const pick = async () => {
    const text = await pickInPage?.();
    if (!text) return;
    const index = sentences.findIndex((each) => each.text === text);
    if (index < 0) add(text);
    const radio = radios().at(index);
    if (radio) radio.checked = true;
    radio?.scrollIntoView({ block: "nearest" });
  };
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    const checkedIndex = radios().findIndex(({ checked }) => checked);
    const text = list.children[checkedIndex]?.textContent;
    if (text) report("", { sentence: checkedIndex < sentences.length ? checkedIndex : null, text });
    else radios()[0]?.focus();
  };
  return h(
    "details",
    { class: "fold", toggle: fill },
    h("summary", null, t.text("mark_end")),
    h(
      "form",
      { submit },
      h("p", { class: "note", id: "mark-end" }, t.text("mark_end_lead")),
      list,
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "submit", class: "secondary" }, t.text("report_save")),
        pickInPage && button(t.text("mark_click"), pick),
      ),
    ),
  );
}
