/** The bands between the columns; only those in view are drawn. */

import { svg } from "../dom.js";

/** @typedef {import("./geometry.js").Band} Band */

export class Bands {
  /** @type {Band[]} */
  #bands = [];
  /** The bands in view: area, and two edges at the texts.
   * @type {Map<Band, [SVGElement, SVGElement]>} */
  #drawn = new Map();
  #lit = new Set();

  constructor() {
    this.node = svg(
      "svg",
      { class: "bands", "aria-hidden": "true", focusable: "false" },
      hatch("differs"),
    );
  }

  /** @param {Band[]} bands */
  set(bands) {
    for (const band of this.#drawn.keys()) this.#drop(band);
    this.#drawn.clear();
    this.#bands = bands;
  }

  /** Highlight the bands of these links, and dim the others; none: all alike.
   * @param {Set<import("./model.js").Link>} links */
  light(links) {
    this.#lit = links;
    this.node.classList.toggle("choosing", links.size > 0);
    for (const [{ link }, parts] of this.#drawn) {
      for (const part of parts) part.classList.toggle("lit", links.has(link));
    }
  }

  /** Draw the bands in view.
   * @param {number} page scroll offset of the page's pane, in pixels
   * @param {number} source scroll offset of the original's
   * @param {number} width of the space between the panes
   * @param {number} height of it */
  draw(page, source, width, height) {
    for (const band of this.#bands) {
      const [a, b] = [band.page[0] - page, band.page[1] - page];
      const [c, d] = [band.source[0] - source, band.source[1] - source];
      const isVisible = (b > 0 && a < height) || (d > 0 && c < height);
      if (isVisible) {
        const [area, edges] = this.#parts(band);
        area.setAttribute("d", shape(a, b, c, d, width));
        edges.setAttribute(
          "d",
          `M1 ${a}V${Math.max(b, a + 2)}M${width - 1} ${c}V${Math.max(d, c + 2)}`,
        );
      } else this.#drop(band);
    }
  }

  /** @param {Band} band
   * @returns {[SVGElement, SVGElement]} */
  #parts(band) {
    const drawn = this.#drawn.get(band);
    if (drawn) return drawn;
    const { shade, page, source, best } = band.link;
    const look = `${shade}${best ? "" : " also"}${this.#lit.has(band.link) ? " lit" : ""}`;
    /** @type {[SVGElement, SVGElement]} */
    const parts = [
      svg("path", { class: `band ${look}`, "data-page": page, "data-source": source }),
      svg("path", { class: `edge ${look}` }),
    ];
    this.#drawn.set(band, parts);
    this.node.append(...parts);
    return parts;
  }

  /** @param {Band} band */
  #drop(band) {
    for (const part of this.#drawn.get(band) ?? []) part.remove();
    this.#drawn.delete(band);
  }
}

/** Return a band from a–b on the page's side to c–d on the original's.
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {number} d
 * @param {number} width */
function shape(a, b, c, d, width) {
  const [half, bottom, end] = [width / 2, Math.max(b, a + 2), Math.max(d, c + 2)];
  return `M0 ${a}C${half} ${a} ${half} ${c} ${width} ${c}V${end}C${half} ${end} ${half} ${bottom} 0 ${bottom}Z`;
}

/** Render stripes instead of colours, where the reader's system sets the colours.
 * @param {string} shade */
function hatch(shade) {
  return svg(
    "pattern",
    {
      id: `hatch-${shade}`,
      width: 6,
      height: 6,
      patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    },
    svg("path", { class: `ground ${shade}`, d: "M0 0H6V6H0Z" }),
    svg("path", { class: `stripe ${shade}`, d: "M0 0V6" }),
  );
}
