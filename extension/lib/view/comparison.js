/** A Comparison as nodes: the one renderer of the panel, the full tab and the server's page.
 *
 * It gets (comparison, translate, actions) and calls no browser API. */

import { h } from "./dom.js";
import { figures } from "./figures.js";
import { ribbons } from "./ribbon.js";
import { button } from "./parts.js";
import { elsewhere } from "./elsewhere.js";
import { opinionOffer } from "./offer.js";
import { candidates, sourceCard } from "./source.js";
import { texts } from "./texts.js";
import { beyondVerdict, verdict } from "./verdict.js";

/** @typedef {{headline: Node[], body: Node[]}} View `headline` is what a screen reader announces */

/** @param {Comparison} comparison
 * @param {Translate} t
 * @param {Actions} actions
 * @param {PageInput | "tab" | null} [given] the original, where the reader gave it
 * @returns {View} */
export function comparisonView(comparison, t, actions, given = null) {
  const { alignment, source } = comparison;
  return {
    headline: verdict(comparison, t),
    body: [
      ...beyondVerdict(comparison, t),
      ...(source ? [sourceCard(comparison, source, t, actions)] : []),
      ...(alignment ? [figures(alignment, t), ribbons(alignment, t)] : []),
      ...warnings(comparison, t),
      ...(alignment && actions.mark ? [markToggle(t, actions.mark)] : []),
      ...(alignment && source ? texts(comparison, alignment, source, t, actions) : []),
      ...opinionOffer(comparison, t, actions),
      ...candidates(comparison, t, actions),
      ...elsewhere(comparison, given, t, actions),
      ...(actions.save ? [saving(t, actions.save, actions.share)] : []),
      ...(actions.widen && alignment ? [button(t.text("widen"), actions.widen)] : []),
    ],
  };
}

/** @param {Translate} t
 * @param {NonNullable<Actions["save"]>} save
 * @param {Actions["share"]} share */
function saving(t, save, share) {
  const formats = /** @type {const} */ ({ html: "HTML", markdown: "Markdown", json: "JSON" });
  return h(
    "div",
    { class: "buttons saving", role: "group", "aria-label": t.text("save_as") },
    h("span", { class: "note" }, t.text("save_as")),
    Object.entries(formats).map(([format, name]) =>
      button(name, () => save(/** @type {keyof typeof formats} */ (format)), "plain"),
    ),
    share && button(t.text("share"), share, "plain"),
  );
}

/** Shows and takes away the marks in the page.
 * @param {Translate} t
 * @param {NonNullable<Actions["mark"]>} mark */
function markToggle(t, mark) {
  const flip = () => {
    const on = toggle.getAttribute("aria-pressed") !== "true";
    toggle.setAttribute("aria-pressed", String(on));
    mark.toggle(on);
  };
  const toggle = h(
    "button",
    { type: "button", "aria-pressed": String(mark.on), click: flip },
    t.text("mark_page"),
  );
  return h("div", { class: "marking" }, toggle);
}

/** @param {Comparison} comparison
 * @param {Translate} t
 * @returns {Node[]} */
function warnings({ warnings: given }, t) {
  return given.map(({ type, detail }) =>
    h("p", { class: "note" }, t.text(`problem_${type.split("/").at(-1)}`) || detail),
  );
}
