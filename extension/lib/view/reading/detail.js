/** The tools of the reading view, and the line about the chosen sentence. */

import { h } from "../dom.js";
import { NAMES } from "../../api/tables.js";
import { button, link } from "../parts.js";
import { afterOf } from "../translate.js";

/** @typedef {import("../findings.js").SourceKind} SourceKind */

/** The names of shades, for screen readers.
 * @type {[import("./model.js").Shade | "in_part", string][]} */
const SHADES = [
  ["verbatim", "label_verbatim"],
  ["found", "label_paraphrase"],
  ["partly", "label_partly_found"],
  ["differs", "tile_differs"],
  ["not_found", "label_not_found"],
  ["left_out", "chip_left_out"],
  ["in_part", "state_in_part"],
  ["not_compared", "state_not_compared"],
];
const SIZES = [0.875, 1, 1.15, 1.3, 1.5];
const STORED = "unabridged-reading"; // size and face, in this browser

export class Detail {
  #words = h("div", { class: "chosen-words", role: "status" });
  #place = h("span", { class: "walk-place" });

  /** @param {import("./model.js").Model} model
   * @param {Alignment} alignment
   * @param {Article} source
   * @param {(text: string) => string} addressOf a sentence of the original, "" without one
   * @param {Translate} t
   * @param {Actions} actions
   * @param {(step: number) => void} walk */
  constructor(model, alignment, source, addressOf, t, actions, walk) {
    this.#about = { model, alignment, source, addressOf, t, actions };
    const names = SHADES.map(([shade, key]) => h("span", { id: `shade-${shade}` }, t.text(key)));
    this.node = h("div", { class: "detail" }, this.#words, h("div", { hidden: true }, names));
    this.tools = h(
      "div",
      { class: "walk" },
      this.#place,
      step("reading_previous", "p", "‹", () => walk(-1), t),
      step("reading_next", "n", "›", () => walk(1), t),
    );
  }
  #about;

  /** @param {import("./model.js").Stop | undefined} at the chosen one
   * @param {import("./model.js").Stop[]} stops
   * @param {import("../tiles.js").Filter} filter whose tile counts them */
  count(at, stops, filter) {
    const { t } = this.#about;
    const total = stops.at(-1)?.last ?? 0;
    if (!at) {
      this.#place.textContent = filter === "all" ? t.count("differences", total) : "";
      return;
    }
    const { first, last } = at;
    const place = first === last ? first : `${t.number(first)}–${t.number(last)}`;
    this.#place.textContent = t.text("reading_place", place, total);
  }

  /** @param {{side: "page" | "source", index: number} | null} sentence */
  show(sentence) {
    this.#words.replaceChildren(...(sentence ? this.#about_(sentence.side, sentence.index) : []));
  }

  /** @param {"page" | "source"} side
   * @param {number} index
   * @returns {Node[]} */
  #about_(side, index) {
    const { model, alignment, t } = this.#about;
    const { kind, shade, why, place } = model[side][index] ?? { kind: "", shade: "", why: "" };
    const isState = side === "source" && kind !== "differs";
    const state = isState ? t.text(NAMES[/** @type {SourceKind} */ (kind)] ?? "") : "";
    const heading = isState
      ? [state, why && t.text(`why_${why}`)].filter(Boolean).join(": ")
      : t.text(why, place?.where ?? "");
    const sentence = side === "page" ? alignment.sentences[index] : undefined;
    const omission = alignment.left_out.find(({ source, span }) => source === index && !span);
    const after = isState && afterOf(alignment.source[omission?.about ?? -1], t);
    const changes = (sentence?.changes ?? []).filter(({ kind: change }) => change !== "wording");
    return [
      h("strong", { class: shade }, heading),
      ...(after ? [h("span", { class: "change", dir: "auto" }, after)] : []),
      ...changes.slice(0, 3).map((change) => this.#change(change)),
      this.#ways(side, index),
    ];
  }

  /** @param {Change} change */
  #change({ page, source }) {
    const { t } = this.#about;
    const sides = [
      page && [t.text("this_page"), page.text],
      source && [t.text("original"), source.text],
    ];
    return h(
      "span",
      { class: "change" },
      sides.flatMap((side) =>
        side ? [h("span", null, `${side[0]}: `, h("b", { dir: "auto" }, side[1])), " "] : [],
      ),
    );
  }

  /** @param {"page" | "source"} side
   * @param {number} index */
  #ways(side, index) {
    const { alignment, source, addressOf, t, actions } = this.#about;
    const sourceIndex = side === "source" ? index : alignment.sentences[index]?.source[0];
    const text = sourceIndex === undefined ? "" : (alignment.source[sourceIndex] ?? "");
    const target = text && addressOf(text);
    const { showInPage, showInOriginal, quote, copyLink } = actions;
    return h(
      "span",
      { class: "ways" },
      side === "page" &&
        showInPage &&
        button(t.text("show_in_page"), () => showInPage(index), "plain"),
      text && quote && button(t.text("copy_quotation"), () => quote(text, source), "plain"),
      sourceIndex !== undefined &&
        showInOriginal &&
        button(t.text("show_in_page"), () => showInOriginal(sourceIndex), "plain"),
      target && copyLink && button(t.text("copy_link"), () => copyLink(target), "plain"),
      target && link(target, { class: "plain" }, t.text("open_there")),
    );
  }
}

/** @param {string} key
 * @param {string} shortcut
 * @param {string} sign
 * @param {() => void} click
 * @param {Translate} t */
function step(key, shortcut, sign, click, t) {
  const name = t.text(key);
  const properties = { "aria-keyshortcuts": shortcut, title: `${name} (${shortcut})`, click };
  return signed(name, sign, properties);
}

/** Render a button with a sign, and its name for screen readers.
 * @param {string} name
 * @param {string} sign
 * @param {Record<string, unknown>} properties */
function signed(name, sign, properties) {
  return h(
    "button",
    { type: "button", class: "step", ...properties },
    h("span", { "aria-hidden": "true" }, sign),
    h("span", { class: "for-ears" }, name),
  );
}

/** Render buttons for size and typeface; the choice is kept in this browser.
 * @param {HTMLElement} view
 * @param {Translate} t
 * @param {() => void} changed */
export function typeTools(view, t, changed) {
  const stored = recall();
  const set = (/** @type {Partial<typeof stored>} */ change) => {
    Object.assign(stored, recall(), change);
    view.style.setProperty("--scale", String(SIZES[stored.size] ?? 1));
    view.classList.toggle("sans", stored.sans);
    face.setAttribute("aria-pressed", String(!stored.sans));
    localStorage.setItem(STORED, JSON.stringify(stored));
    changed();
  };
  const by = (/** @type {number} */ more) =>
    set({ size: Math.min(Math.max(recall().size + more, 0), SIZES.length - 1) });
  const face = tool("typeface", "Aa", () => set({ sans: !recall().sans }), t);
  const tools = h(
    "div",
    { class: "type-tools", role: "group", "aria-label": t.text("text_size") },
    tool("text_smaller", "A−", () => by(-1), t),
    tool("text_larger", "A+", () => by(1), t),
    face,
  );
  set({});
  return tools;
}

/** @returns {{size: number, sans: boolean}} */
function recall() {
  try {
    const { size, sans } = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    return { size: Number.isInteger(size) ? size : 1, sans: sans === true };
  } catch {
    return { size: 1, sans: false };
  }
}

/** @param {string} key
 * @param {string} sign
 * @param {() => void} click
 * @param {Translate} t */
function tool(key, sign, click, t) {
  const name = t.text(key);
  return signed(name, sign, { title: name, click });
}
