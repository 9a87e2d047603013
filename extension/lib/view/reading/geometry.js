/** Geometry of bands and of matching places in two columns, in pixels. */

/** A column's layout: start and end of each sentence from its top, and the total height.
 * @typedef {{starts: number[], ends: number[], height: number}} Layout */

/** @typedef {[number, number]} Stretch */
/** @typedef {{link: import("./model.js").Link, page: Stretch, source: Stretch}} Band */

/** @param {import("./model.js").Link[]} links
 * @param {Layout} page
 * @param {Layout} source
 * @returns {Band[]} */
export function bandsOf(links, page, source) {
  const [own, other] = [
    shares(links, "page", "source", page),
    shares(links, "source", "page", source),
  ];
  return links.map((link, i) => ({ link, page: own[i] ?? [0, 0], source: other[i] ?? [0, 0] }));
}

/** Divide a sentence among its bands, in the order of their other ends, so that few bands cross.
 * @param {import("./model.js").Link[]} links
 * @param {"page" | "source"} end
 * @param {"page" | "source"} other
 * @param {Layout} layout
 * @returns {Stretch[]} */
function shares(links, end, other, { starts, ends }) {
  /** @type {Map<number, number[]>} */
  const meeting = new Map();
  links.forEach((link, i) => {
    const group = meeting.get(link[end]);
    if (group) group.push(i);
    else meeting.set(link[end], [i]);
  });
  /** @type {Stretch[]} */
  const anchors = [];
  for (const [sentence, group] of meeting) {
    const [top = 0, bottom = 0] = [starts[sentence], ends[sentence]];
    const step = (bottom - top) / group.length;
    group.sort((a, b) => (links[a]?.[other] ?? 0) - (links[b]?.[other] ?? 0));
    group.forEach((link, i) => (anchors[link] = [top + i * step, top + (i + 1) * step]));
  }
  return anchors;
}

/** Return matching places of page and original, from top to bottom: the longest run of links that
 * keeps the order in both (patience sorting: Fredman 1975, "On computing the length of longest
 * increasing subsequences"), between the two beginnings and the two ends.
 * @param {Band[]} bands
 * @param {Layout} page
 * @param {Layout} source
 * @returns {Stretch[]} [page, original], both rising */
export function meetings(bands, page, source) {
  const middles = bands
    .filter(({ link }) => link.best)
    .map((band) => /** @type {Stretch} */ ([middle(band.page), middle(band.source)]));
  middles.sort((a, b) => a[0] - b[0]);
  return [[0, 0], ...rising(middles), [page.height, source.height]];
}

/** @param {Stretch[]} points
 * @returns {Stretch[]} the longest run with rising second values */
function rising(points) {
  /** @type {number[]} */
  const lasts = []; // the lowest last value of runs of each length
  /** @type {number[]} */
  const before = [];
  points.forEach(([, y], i) => {
    const segment = firstAtLeast(lasts.length, (length) => points[lasts[length] ?? 0]?.[1] ?? 0, y);
    before[i] = lasts[segment - 1] ?? -1;
    lasts[segment] = i;
  });
  /** @type {Stretch[]} */
  const run = [];
  for (let i = lasts.at(-1) ?? -1; i >= 0; i = before[i] ?? -1)
    run.unshift(/** @type {Stretch} */ (points[i]));
  return run;
}

/** Return the place in the other column that matches `y`.
 * @param {Stretch[]} places
 * @param {number} y
 * @param {0 | 1} from the column of `y`: 0 the page, 1 the original */
export function counterpart(places, y, from) {
  const after = Math.min(
    Math.max(
      firstAtLeast(places.length, (i) => places[i]?.[from] ?? 0, y),
      1,
    ),
    places.length - 1,
  );
  const [a = [0, 0], b = [0, 0]] = [places[after - 1], places[after]];
  const [start, end] = [a[from], b[from]];
  const share = end > start ? Math.min(Math.max((y - start) / (end - start), 0), 1) : 0;
  const to = from ? 0 : 1;
  return a[to] + share * (b[to] - a[to]);
}

/** @param {number} length
 * @param {(i: number) => number} at rising with i
 * @param {number} value */
function firstAtLeast(length, at, value) {
  let [low, high] = [0, length];
  while (low < high) {
    const half = (low + high) >> 1;
    if (at(half) < value) low = half + 1;
    else high = half;
  }
  return low;
}

/** @param {Stretch} stretch */
function middle([start, end]) {
  return (start + end) / 2;
}
