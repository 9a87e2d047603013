/** The bands on a canvas: what view/reading/bands.js was measured against (tests/bench/browser/reading.py). */

import { h } from "../dom.js";

const COLOURS = { verbatim: "#d6eee2", retold: "#dfe8f7", partly: "#fdebc8", differs: "#fde4e6" };

export class Bands {
  #bands = [];
  #lit = new Set();
  constructor() {
    this.node = h("canvas", { class: "bands" });
  }
  set(bands) {
    this.#bands = bands;
  }
  light(links) {
    this.#lit = links;
  }
  draw(page, source, width, height) {
    if (this.node.width !== width || this.node.height !== height) [this.node.width, this.node.height] = [width, height];
    const pen = this.node.getContext("2d");
    pen.clearRect(0, 0, width, height);
    for (const band of this.#bands) {
      const [a, b] = [band.page[0] - page, band.page[1] - page];
      const [c, d] = [band.source[0] - source, band.source[1] - source];
      if (!((b > 0 && a < height) || (d > 0 && c < height))) continue;
      pen.beginPath();
      pen.moveTo(0, a);
      pen.bezierCurveTo(width / 2, a, width / 2, c, width, c);
      pen.lineTo(width, d);
      pen.bezierCurveTo(width / 2, d, width / 2, b, 0, b);
      pen.fillStyle = COLOURS[band.link.shade] ?? "#ddd";
      pen.fill();
      pen.lineWidth = this.#lit.has(band.link) ? 2 : 1;
      pen.stroke();
    }
  }
}
