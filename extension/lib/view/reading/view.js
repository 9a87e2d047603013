/** The reading view: both texts, with bands from each sentence to its source. */

import { h } from "../dom.js";
import { Bands } from "./bands.js";
import { column } from "./column.js";
import { Detail, typeTools } from "./detail.js";
import { gapsOf } from "../findings.js";
import { bring } from "../jump.js";
import { bandsOf, meetings } from "./geometry.js";
import { addInline } from "./inline.js";
import { measure } from "./layout.js";
import { modelOf, stops } from "./model.js";
import { LETTERS, alignmentWith, originalsOf } from "../originals.js";
import { imprint, link } from "../parts.js";
import { Overview } from "./overview.js";
import { across, Together } from "./together.js";
import { addressOfText, opening } from "../text.js";
import { placesOf, turnButtons, Turning } from "./turning.js";

/** @typedef {import("./together.js").Side} Side
 * @typedef {{pane: HTMLElement, spans: HTMLElement[], layout: import("./geometry.js").Layout}} Column */

const NARROW = 700; // pixels: narrower columns are hard to read
const NOTHING = { starts: [], ends: [], height: 0 };
const SIDES = /** @type {const} */ (["page", "source"]);

/** @param {Comparison} comparison
 * @param {Alignment} alignment
 * @param {Article} source
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {{node: HTMLElement, tools: HTMLElement, filter: (kind: import("../tiles.js").Filter) => void}} */
export function reading(comparison, alignment, source, t, actions) {
  const views = readings(comparison, alignment, source, t, actions);
  const [first] = views;
  const view = views.length > 1 ? new Turning(views) : /** @type {Reading} */ (first);
  return { node: view.node, tools: view.tools, filter: (kind) => view.filter(kind) };
}

/** Return a view of the page beside each of its originals.
 * @param {Comparison} comparison
 * @param {Alignment} alignment
 * @param {Article} source
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {Reading[]} */
export function readings(comparison, alignment, source, t, actions) {
  const originals = originalsOf(comparison, alignment, source);
  if (originals.length < 2) return [new Reading(comparison, alignment, source, t, actions)];
  const places = placesOf(alignment, originals);
  const { showInOriginal, ...elsewhere } = actions;
  return originals.map(({ number, article }) => {
    const shown = alignmentWith(alignment, number);
    const possible = number ? elsewhere : actions;
    return new Reading(comparison, shown, article, t, possible, { number, originals, places });
  });
}

export class Reading {
  /** Show another original beside the page, and perhaps choose a sentence; Turning sets it.
   * @type {(number: number, sentence?: number) => void} */
  turn = () => {};
  #bands = new Bands();
  /** @type {{side: Side, index: number} | null} */
  #chosen = null;
  #inline = false;
  /** @type {Actions["looked"]} */
  #looked;
  /** @type {import("../tiles.js").Filter} */
  #filter = "all";

  /** @param {Comparison} comparison
   * @param {Alignment} alignment
   * @param {Article} source
   * @param {Translate} t
   * @param {Actions} actions
   * @param {import("./turning.js").Others} [others] */
  constructor({ page, search }, alignment, source, t, actions, others) {
    this.#looked = others?.number ? undefined : actions.looked;
    this.#model = modelOf(page, source, alignment, others);
    this.#others = others;
    const address = source.url ?? (others?.number ? "" : (search?.source ?? ""));
    this.#t = t;
    this.#source = source;
    this.#columns = {
      page: pane(this.#model.page, "page", page, t, others?.number, {
        gapAfter: holes(alignment, source, t, () => this.#arrange()),
      }),
      source: pane(
        this.#model.source,
        "source",
        { ...source, url: address || null },
        t,
        others?.number,
        { turn: others && turnButtons(others, t, (to) => this.turn(to)) },
      ),
    };
    this.#stops = stops(this.#model, "all");
    this.#overview = new Overview(
      alignment,
      this.#columns.source.pane.id,
      (share) => this.#jump(share),
      t,
    );
    this.#detail = new Detail(
      this.#model,
      alignment,
      source,
      (text) => (address ? addressOfText(address, text, source) : ""),
      t,
      actions,
      (step) => this.#walk(step),
    );
    this.#detail.count(undefined, this.#stops, "all");
    const gutter = h("div", { class: "gutter" }, /** @type {Node} */ (this.#bands.node));
    const panes = h(
      "div",
      { class: "panes" },
      this.#columns.page.pane,
      gutter,
      this.#columns.source.pane,
      this.#overview.node,
    );
    this.node = h(
      "div",
      { class: "reading live", "data-filter": "all", ...this.#listeners() },
      panes,
      this.#detail.node,
    );
    this.#gutter = gutter;
    this.#together = new Together(
      { page: this.#columns.page.pane, source: this.#columns.source.pane },
      () => this.#draw(),
    );
    const resized = new ResizeObserver(() => this.#arrange());
    for (const { pane } of Object.values(this.#columns)) resized.observe(pane);
    document.fonts?.ready.then(() => this.#arrange());
    this.tools = h(
      "div",
      { class: "reading-tools" },
      this.#detail.tools,
      typeTools(this.node, t, () => this.#arrange()),
    );
  }
  #model;
  #others;
  #t;
  #source;
  /** @type {Record<Side, Column>} */
  #columns;
  #stops;
  #overview;
  #detail;
  #gutter;
  #together;

  /** Show only one kind; the keyboard steps through it.
   * @param {import("../tiles.js").Filter} kind */
  filter(kind) {
    this.node.dataset.filter = this.#filter = kind;
    this.#stops = stops(this.#model, kind);
    this.#choose(null);
  }

  /** Choose a sentence of the page, after another original was turned to.
   * @param {number} index */
  go(index) {
    this.#arrange();
    this.#choose({ side: "page", index });
    this.#columns.page.spans[index]?.focus({ preventScroll: true });
  }

  #listeners() {
    /** @param {Event} event */
    const sentenceOf = ({ target }) => this.#sentenceAt(/** @type {Element} */ (target));
    return {
      mouseover: (/** @type {Event} */ event) => this.#light(sentenceOf(event) ?? this.#chosen),
      mouseleave: () => this.#light(this.#chosen),
      focusin: (/** @type {Event} */ event) => this.#light(sentenceOf(event) ?? this.#chosen),
      click: (/** @type {Event} */ event) => {
        const sentence = sentenceOf(event);
        if (sentence && getSelection()?.isCollapsed) this.#choose(sentence);
      },
      keydown: (/** @type {Event} */ event) => this.#key(/** @type {KeyboardEvent} */ (event)),
    };
  }

  /** @param {Element} element
   * @returns {{side: Side, index: number} | null} of the sentence or the band */
  #sentenceAt(element) {
    const { side, index, page } =
      /** @type {HTMLElement} */ (element.closest("[data-index], .band"))?.dataset ?? {};
    if (page) return { side: "page", index: Number(page) };
    return index ? { side: /** @type {Side} */ (side), index: Number(index) } : null;
  }

  /** Handle n and p for differences, j and k for all sentences.
   * @param {KeyboardEvent} event */
  #key(event) {
    const { key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[npjk]$/.test(key)) return;
    event.preventDefault();
    const step = key === "n" || key === "j" ? 1 : -1;
    if (key === "n" || key === "p") this.#walk(step);
    else this.#stepBy(step);
  }

  /** Move to the next or previous sentence of the same text.
   * @param {number} step 1 or -1 */
  #stepBy(step) {
    const { side, index } = this.#chosen ?? { side: "page", index: step > 0 ? -1 : 0 };
    const lines = this.#model[side];
    let to = index + step;
    while (["note", "aside", "withheld"].includes(lines[to]?.shade ?? "")) to += step;
    if (!lines[to]) return;
    this.#choose({ side, index: to });
    this.#columns[side].spans[to]?.focus({ preventScroll: true });
  }

  /** Move to the next or previous difference.
   * @param {number} step 1 or -1 */
  #walk(step) {
    const total = this.#stops.length;
    if (!total) return;
    const place = this.#place();
    const next =
      this.#stops[place < 0 ? (step > 0 ? 0 : total - 1) : (place + step + total) % total];
    this.#choose(next ?? null);
    if (next) this.#columns[next.side].spans[next.index]?.focus({ preventScroll: true });
  }

  /** @returns {number} which stop is chosen, or -1 */
  #place() {
    const chosen = this.#chosen;
    return chosen
      ? this.#stops.findIndex(({ side, index }) => side === chosen.side && index === chosen.index)
      : -1;
  }

  /** @param {{side: Side, index: number} | null} sentence */
  #choose(sentence) {
    const place = sentence?.side === "page" && this.#model.page[sentence.index]?.place;
    if (sentence && place && this.#others && place.number !== this.#others.number)
      return this.turn(place.number, sentence.index);
    const before = this.#chosen;
    if (before) this.#columns[before.side].spans[before.index]?.classList.remove("chosen");
    this.#chosen = sentence;
    this.#light(sentence);
    this.#detail.show(sentence);
    this.#detail.count(this.#stops[this.#place()], this.#stops, this.#filter);
    if (!sentence) return;
    this.#columns[sentence.side].spans[sentence.index]?.classList.add("chosen");
    this.#reveal(sentence);
    this.#looked?.(sentence.side, sentence.index);
  }

  /** Scroll to a sentence, and to its best counterpart, or the matching place.
   * @param {{side: Side, index: number}} sentence */
  #reveal({ side, index }) {
    this.#together.lead(null);
    const [to] = this.#model[side][index]?.links ?? [];
    const top = this.#bring(side, index, null);
    if (to === undefined) this.#together.bring(side);
    else this.#bring(across(side), to, top);
    this.#draw();
  }

  /** @param {Side} side
   * @param {number} index
   * @param {number | null} wanted top in view; null leaves a visible sentence in place
   * @returns {number} its top in view */
  #bring(side, index, wanted) {
    const { pane, layout, spans } = this.#columns[side];
    if (this.#inline) {
      if (wanted === null && spans[index]) bring(spans[index]);
      return 0;
    }
    const [start, end] = [layout.starts[index] ?? 0, layout.ends[index] ?? 0];
    const isVisible = start >= pane.scrollTop && end <= pane.scrollTop + pane.clientHeight;
    if (wanted !== null || !isVisible) pane.scrollTop = start - (wanted ?? pane.clientHeight / 3);
    return start - pane.scrollTop;
  }

  /** @param {{side: Side, index: number} | null} sentence */
  #light(sentence) {
    const links = new Set(
      sentence ? this.#model.links.filter((link) => link[sentence.side] === sentence.index) : [],
    );
    for (const span of this.node.querySelectorAll(".sentence.lit")) span.classList.remove("lit");
    if (sentence) this.#columns[sentence.side].spans[sentence.index]?.classList.add("lit");
    for (const link of links)
      for (const side of SIDES) this.#columns[side].spans[link[side]]?.classList.add("lit");
    this.#bands.light(links);
  }

  /** @param {number} share of the original's text */
  #jump(share) {
    const { pane } = this.#columns.source;
    this.#together.lead("source");
    pane.scrollTop = share * pane.scrollHeight - pane.clientHeight / 2;
  }

  /** Measure the browser's layout again; a hidden view has none. */
  #arrange() {
    const width = this.node.clientWidth;
    if (!width) return;
    this.#inline = width < NARROW;
    this.node.classList.toggle("narrow", this.#inline);
    if (this.#inline)
      return addInline(this.#model, this.#columns.page.spans, this.#source.language, this.#t);
    const { page, source } = this.#columns;
    for (const column of [page, source]) column.layout = measure(column.pane, column.spans);
    const bands = bandsOf(this.#model.links, page.layout, source.layout);
    this.#together.places = meetings(bands, page.layout, source.layout);
    this.#bands.set(bands);
    this.#overview.set(this.#model.source, source.layout);
    this.#draw();
  }

  #draw() {
    if (this.#inline) return;
    const [page, source] = [this.#columns.page.pane, this.#columns.source.pane];
    this.#bands.draw(
      page.scrollTop,
      source.scrollTop,
      this.#gutter.clientWidth,
      this.#gutter.clientHeight,
    );
    const { scrollTop, scrollHeight, clientHeight } = source;
    this.#overview.show(scrollTop / scrollHeight, clientHeight / scrollHeight);
  }
}

/** Return the bars of the page's gaps, which open to what is left out.
 * @param {Alignment} alignment
 * @param {Article} source
 * @param {Translate} t
 * @param {() => void} changed
 * @returns {(after: number) => (Node | string)[]} */
function holes(alignment, source, t, changed) {
  const gaps = new Map(gapsOf(alignment).map(({ after, sources }) => [after, sources]));
  return (after) => {
    const sources = gaps.get(after) ?? [];
    const texts = sources.flatMap((at) => alignment.source[at] || []);
    if (!sources.length) return [];
    const words = h("span", {
      class: "gap-text",
      role: "deletion",
      hidden: true,
      lang: source.language,
      dir: "auto",
    });
    const open = (/** @type {Event} */ event) => {
      event.stopPropagation();
      const isOpen = words.toggleAttribute("hidden") === false;
      words.textContent = texts.join(" ");
      bar.setAttribute("aria-expanded", String(isOpen));
      changed();
    };
    const label = h("span", null, t.count("hole", sources.length));
    const bar = h(
      "button",
      {
        type: "button",
        class: "gap",
        "aria-expanded": "false",
        disabled: !texts.length,
        click: open,
      },
      label,
    );
    return [bar, words];
  };
}

/** @param {import("./model.js").Line[]} sentences
 * @param {Side} side
 * @param {Article} article
 * @param {Translate} t
 * @param {number | undefined} number of the original
 * @param {{turn?: Node | undefined, gapAfter?: (after: number) => (Node | string)[]}} more the buttons that
 *   choose another original; what follows a sentence
 * @returns {Column} */
function pane(sentences, side, article, t, number, { turn, gapAfter }) {
  const { paragraphs, spans } = column(sentences, side, article.language, t, gapAfter);
  const id = `reading-${side}${number || ""}`;
  const letter = turn ? ` ${LETTERS[number ?? 0]}` : "";
  const label = t.text(side === "page" ? "this_page" : "original") + letter;
  const title = article.title ?? (turn ? opening(article.text) : label);
  const head = h(
    "header",
    { class: "pane-head" },
    turn,
    imprint(article, t, label),
    h(
      "h2",
      { id: `${id}-name`, lang: article.language, dir: "auto" },
      article.url ? link(article.url, null, title) : title,
    ),
  );
  return {
    pane: h(
      "div",
      { id, class: `pane ${side}`, role: "group", tabindex: 0, "aria-labelledby": `${id}-name` },
      head,
      paragraphs,
    ),
    spans,
    layout: NOTHING,
  };
}
