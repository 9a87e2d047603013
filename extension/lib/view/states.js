/** Every state of the panel that is not a comparison. */

import { h } from "./dom.js";
import { button, headline, icon } from "./parts.js";

export const SHORTCUT = "Alt+Shift+U"; // as the manifest suggests it
const STAGES = /** @type {const} */ (["article", "source", "align"]);

/** @param {{title: string, stages: Partial<Record<Stage, string>>}} state
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {import("./comparison.js").View} */
export function checkingView({ title, stages }, t, { cancel }) {
  const current = STAGES.find((stage) => stages[stage] !== "done");
  return {
    headline: headline("info", t.text("checking"), [h("span", { dir: "auto" }, title)]),
    body: [
      h(
        "ol",
        { class: "steps" },
        STAGES.map((stage) => {
          const progress =
            stages[stage] === "done" ? "done" : stage === current ? "current" : "waiting";
          return h(
            "li",
            { class: progress, "aria-current": progress === "current" && "step" },
            progress === "done"
              ? icon("check")
              : h("span", { class: "dot", "aria-hidden": "true" }),
            h("span", null, t.text(`step_${stage}`)),
            progress === "done" && h("span", { class: "for-ears" }, t.text("step_done")),
          );
        }),
      ),
      ...(cancel ? [button(t.text("cancel"), cancel)] : []),
    ],
  };
}

// Whose fault, hence what helps: the page's own nature, the set-up, or trying again.
const OF_THE_PAGE = ["page_unreadable", "page_pdf", "page_not_html"];
const OF_THE_SETUP = [
  "server_unreachable",
  "server_not_unabridged",
  "server_too_old",
  "address_invalid",
  "address_insecure",
];

/** What went wrong, and what to do about it.
 * @param {import("../errors.js").Failure} failure
 * @param {Translate} t */
export function failureWords({ kind, problem, address }, t) {
  if (!problem)
    return { title: t.text(`fail_${kind}_title`), detail: t.text(`fail_${kind}`, address) };
  const slug = problem.type.split("/").at(-1);
  return {
    title: t.text(`problem_${slug}_title`) || t.text("fail_problem_title"),
    detail: t.text(`problem_${slug}`) || problem.detail,
  };
}

/** @param {import("../errors.js").Failure} failure
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {import("./comparison.js").View} */
export function failureView(failure, t, { again, settings }) {
  const { kind, problem, address } = failure;
  const { title, detail } = failureWords(failure, t);
  const calm = OF_THE_PAGE.includes(kind) || kind === "cancelled";
  const setUp = OF_THE_SETUP.includes(kind) || problem?.status === 401 || problem?.status === 403;
  return {
    headline: headline(calm ? "info" : "warning", title, [detail]),
    body: [
      ...(kind.startsWith("server") ? [h("p", { class: "address", dir: "ltr" }, address)] : []),
      h(
        "div",
        { class: "buttons" },
        !OF_THE_PAGE.includes(kind) && again && button(t.text("try_again"), again, "primary"),
        setUp && settings && button(t.text("settings"), settings),
      ),
    ],
  };
}

/** Nothing was checked in this tab yet.
 * @param {Translate} t
 * @returns {import("./comparison.js").View} */
export function idleView(t) {
  return {
    headline: headline("info", t.text("action"), [t.text("press_button", SHORTCUT)]),
    body: [],
  };
}

/** The tab has gone on to another page.
 * @param {string | null} last title of the page that was checked
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {import("./comparison.js").View} */
export function movedView(last, t, { back }) {
  const title = h("span", { dir: "auto" }, last);
  return {
    headline: headline("info", t.text("moved"), [t.text("press_button", SHORTCUT)]),
    body:
      last === null
        ? []
        : [
            h("p", { class: "note" }, t.text("last_checked"), " ", title),
            ...(back ? [button(t.text("show_last"), back)] : []),
          ],
  };
}
