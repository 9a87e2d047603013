/** The line below the columns: how the chosen sentence is told, the way to the next difference, and
 * what the colours mean. */

import { h } from "../dom.js";
import { addressOfText } from "../text.js";
import { button, link } from "../parts.js";

/** What the colours and their patterns are called.
 * @type {[import("./model.js").Shade, string][]} */
const LEGEND = [
  ["verbatim", "label_verbatim"],
  ["retold", "label_paraphrase"],
  ["partly", "label_partly_found"],
  ["differs", "chip_differs"],
  ["not_found", "label_not_found"],
  ["left_out", "chip_left_out"],
];

export class Detail {
  #words = h("div", { class: "chosen-words", role: "status" });
  #place = h("span", { class: "place" });

  /** @param {import("./model.js").Model} model
   * @param {Alignment} alignment
   * @param {string} address of the original
   * @param {Translate} t
   * @param {Actions} actions
   * @param {(step: number) => void} walk */
  constructor(model, alignment, address, t, actions, walk) {
    this.#about = { model, alignment, address, t, actions };
    const back = h(
      "button",
      { type: "button", "aria-keyshortcuts": "p", click: () => walk(-1) },
      t.text("reading_previous"),
    );
    const on = h(
      "button",
      { type: "button", "aria-keyshortcuts": "n", click: () => walk(1) },
      t.text("reading_next"),
    );
    this.node = h(
      "div",
      { class: "detail" },
      h("div", { class: "walk" }, back, this.#place, on),
      this.#words,
      h(
        "ul",
        { class: "legend" },
        LEGEND.map(([shade, key]) =>
          h("li", { id: `shade-${shade}`, class: `sentence ${shade}` }, t.text(key)),
        ),
      ),
    );
  }
  #about;

  /** @param {number} at -1 where none is chosen
   * @param {number} total */
  count(at, total) {
    const { t } = this.#about;
    this.#place.textContent = at < 0 ? t.number(total) : t.text("reading_place", at + 1, total);
  }

  /** @param {{side: "page" | "source", index: number} | null} sentence */
  show(sentence) {
    this.#words.replaceChildren(...(sentence ? this.#told(sentence.side, sentence.index) : []));
  }

  /** @param {"page" | "source"} side
   * @param {number} index
   * @returns {Node[]} */
  #told(side, index) {
    const { model, alignment, t } = this.#about;
    const { kind, shade, why } = model[side][index] ?? { kind: "", shade: "", why: "" };
    const heading =
      kind === "left_out"
        ? [t.text("chip_left_out"), why && t.text(`why_${why}`)].filter(Boolean).join(": ")
        : t.text(why);
    const sentence = side === "page" ? alignment.sentences[index] : undefined;
    return [
      h("strong", { class: shade }, heading),
      ...(sentence?.changes ?? [])
        .filter(({ kind: change }) => change !== "wording")
        .slice(0, 3)
        .map((change) => this.#change(change)),
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
    const { alignment, address, t, actions } = this.#about;
    const at = side === "source" ? index : alignment.sentences[index]?.source[0];
    const text = at === undefined ? "" : (alignment.source[at] ?? "");
    const { showInPage, showInOriginal, quote } = actions;
    return h(
      "span",
      { class: "ways" },
      side === "page" &&
        showInPage &&
        button(t.text("show_in_page"), () => showInPage(index), "plain"),
      text && quote && button(t.text("copy_quotation"), () => quote(text), "plain"),
      at !== undefined &&
        showInOriginal &&
        button(t.text("show_in_page"), () => showInOriginal(at), "plain"),
      text &&
        address &&
        link(addressOfText(address, text), { class: "jump" }, t.text("open_there")),
    );
  }
}
