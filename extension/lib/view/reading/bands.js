/** The bands between the columns, drawn as they scroll: only those that are in view exist. */

import { svg } from "../dom.js";

/** @typedef {import("./geometry.js").Band} Band */

export class Bands {
  /** @type {Band[]} */
  #bands = [];
  /** @type {Map<Band, SVGElement>} */
  #drawn = new Map();
  #lit = new Set();

  constructor() {
    this.node = svg(
      "svg",
      { class: "bands", "aria-hidden": "true", focusable: "false" },
      hatch("differs", 45),
      hatch("partly", -45),
    );
  }

  /** @param {Band[]} bands */
  set(bands) {
    for (const path of this.#drawn.values()) path.remove();
    this.#drawn.clear();
    this.#bands = bands;
  }

  /** Lights the bands of these links, and dims the others; no links, no difference.
   * @param {Set<import("./model.js").Link>} links */
  light(links) {
    this.#lit = links;
    this.node.classList.toggle("choosing", links.size > 0);
    for (const [{ link }, path] of this.#drawn) path.classList.toggle("lit", links.has(link));
  }

  /** Draws what is in view.
   * @param {number} page how far the page's pane is scrolled, in pixels
   * @param {number} source how far the original's is
   * @param {number} width of the space between the panes
   * @param {number} height of it */
  draw(page, source, width, height) {
    for (const band of this.#bands) {
      const [a, b] = [band.page[0] - page, band.page[1] - page];
      const [c, d] = [band.source[0] - source, band.source[1] - source];
      const seen = (b > 0 && a < height) || (d > 0 && c < height);
      if (seen) this.#path(band).setAttribute("d", shape(a, b, c, d, width));
      else if (this.#drawn.has(band)) this.#drop(band);
    }
  }

  /** @param {Band} band
   * @returns {SVGElement} */
  #path(band) {
    const known = this.#drawn.get(band);
    if (known) return known;
    const { shade, page, source, best } = band.link;
    const lit = this.#lit.has(band.link) ? " lit" : "";
    const hatched = shade === "differs" || shade === "partly";
    const path = svg("path", {
      class: `band ${shade}${best ? "" : " also"}${lit}`,
      "data-page": page,
      "data-source": source,
      fill: hatched ? `url(#hatch-${shade})` : null,
    });
    this.#drawn.set(band, path);
    this.node.append(path);
    return path;
  }

  /** @param {Band} band */
  #drop(band) {
    this.#drawn.get(band)?.remove();
    this.#drawn.delete(band);
  }
}

/** A band from a to b on the page's side to c to d on the original's.
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {number} d
 * @param {number} width */
function shape(a, b, c, d, width) {
  const [half, bottom, end] = [width / 2, Math.max(b, a + 2), Math.max(d, c + 2)];
  return `M0 ${a}C${half} ${a} ${half} ${c} ${width} ${c}V${end}C${half} ${end} ${half} ${bottom} 0 ${bottom}Z`;
}

/** Stripes beside the colour, for eyes that don't tell colours apart.
 * @param {string} shade
 * @param {number} angle in degrees */
function hatch(shade, angle) {
  return svg(
    "pattern",
    {
      id: `hatch-${shade}`,
      width: 6,
      height: 6,
      patternUnits: "userSpaceOnUse",
      patternTransform: `rotate(${angle})`,
    },
    svg("path", { class: `ground ${shade}`, d: "M0 0H6V6H0Z" }),
    svg("path", { class: `stripe ${shade}`, d: "M0 0V6" }),
  );
}
