/** All states of the panel except comparisons. */

import { OF_AN_ADDRESS, REFUSED } from "../api/tables.js";
import { h } from "./dom.js";
import { button, headline, icon, wayOn } from "./parts.js";
import { around, inWords } from "./translate.js";
import { pictureOf } from "./verdict.js";

export const SHORTCUT = "Alt+Shift+U"; // suggested in the manifest
const STAGES = /** @type {const} */ (["article", "source", "align"]);

/** Render the steps, with the verdict while a site is awaited: as the headline where the page itself shows it.
 * @param {Pick<import("../panel/state.js").Checking, "title" | "stages" | "known" | "doing" | "isAwaited">} state
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {import("./comparison.js").View} */
export function checkingView({ title, stages, known, doing = {}, isAwaited }, t, { cancel }) {
  const current = STAGES.find((stage) => stages[stage] !== "done");
  const verdict = isAwaited ? known?.verdict : undefined; // without a site the answer comes at once
  const isShown = verdict && !["complete", "unsure"].includes(verdict.answer);
  const soFar = verdict && !isShown ? ` · ${t.text("so_far", inWords(verdict.heading, t))}` : "";
  return {
    headline: headline(
      isShown ? pictureOf(verdict) : "info",
      isShown ? inWords(verdict.heading, t) : t.text("checking"),
      [h("span", { dir: "auto" }, title), soFar],
    ),
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
            h("span", null, t.text(`step_${stage}`), progress === "current" && doingNow(doing, t)),
            progress === "done" && h("span", { class: "for-ears" }, t.text("step_done")),
          );
        }),
      ),
      // The style sheet shows it after ten seconds without a step.
      h("p", { class: "note patience" }, t.text("still_waiting")),
      ...(cancel ? [button(t.text("cancel"), cancel)] : []),
    ],
  };
}

/** Say what a step does: "Reading 2 of 3", "Opening gazette.example …", "Asking SearXNG …".
 * @param {import("../panel/state.js").Doing} doing
 * @param {Translate} t */
export function doingNow({ host, service, number, of }, t) {
  const counted = number && of ? [t.text("reading_of", number, of)] : [];
  const place = host ?? service;
  const key = host ? "opening" : "asking_service";
  const opened = place ? around(t, key, h("bdi", null, place)) : [];
  const joint = counted.length && opened.length ? [" · "] : [];
  const sentences = [...counted, ...joint, ...opened];
  return sentences.length > 0 && h("span", { class: "doing" }, sentences);
}

// By cause, hence by remedy: the page itself, the set-up, or trying again.
const OF_THE_PAGE = ["page_unreadable", "page_pdf", "page_not_html"];
const OF_THE_SETUP = [
  ...["server_unreachable", "server_not_unabridged", "server_too_old"],
  ...["address_invalid", "address_insecure"],
];

/** Describe a failure.
 * @param {import("../errors.js").Failure} failure
 * @param {Translate} t */
export function failureWords({ kind, problem, address }, t) {
  if (problem) return problemWords(problem, t);
  return { title: t.text(`fail_${kind}_title`), detail: t.text(`fail_${kind}`, address) };
}

/** Describe a problem, which may be one of several originals.
 * @param {Pick<ApiWarning, "type" | "detail" | "params">} problem
 * @param {Translate} t */
export function problemWords(problem, t) {
  const slug = problem.type.split("/").at(-1) ?? "";
  if (OF_AN_ADDRESS.includes(slug)) {
    const general = t.text(REFUSED.includes(slug) ? "page_refused" : "page_unreachable");
    const detail = t.language.startsWith("en") ? problem.detail : ""; // the server speaks English
    return { title: t.text(`page_${slug}_title`), detail: detail || general };
  }
  return {
    title: t.text(`problem_${slug}_title`) || t.text("fail_problem_title"),
    detail:
      t.text(`problem_${slug}_${problem.params?.kind}`) ||
      t.text(`problem_${slug}`) ||
      problem.detail,
  };
}

/** @param {import("../errors.js").Failure} failure
 * @param {Translate} t
 * @param {Actions} actions
 * @param {{asked?: string, title?: string}} [page] its address, if the reader gave it, and its title
 * @returns {import("./comparison.js").View} */
export function failureView(failure, t, actions, { asked = "", title: pageTitle = "" } = {}) {
  const { again, settings, edit, checkText } = actions;
  const { kind, problem, address } = failure;
  const { title, detail } = failureWords(failure, t);
  const isOfAddress = OF_AN_ADDRESS.includes(problem?.type.split("/").at(-1) ?? "");
  const isUnread = problem?.stage === "article" && !problem.retryable && !isOfAddress;
  const ofPage = OF_THE_PAGE.includes(kind) || isUnread;
  const setUp = OF_THE_SETUP.includes(kind) || problem?.status === 401 || problem?.status === 403;
  const isDown = kind === "server_unreachable";
  const isEncrypted = isDown && address.startsWith("https:");
  const hints = isDown ? [...(isEncrypted ? ["fail_certificate"] : []), "nothing_kept"] : [];
  const reason = [[detail, ...hints.map((key) => t.text(key))].join(" ")];
  const isOfServer = kind.startsWith("server");
  const place = isOfServer
    ? h("bdi", { dir: "ltr" }, address)
    : asked
      ? h("bdi", { dir: "ltr" }, asked)
      : h("bdi", null, pageTitle || t.text("this_page"));
  const retry = !ofPage && !(edit && problem?.retryable === false) && again;
  const remark = isDown && isOwn(address) ? starting(t) : [];
  const ways = [
    { title: place, remark, words: t.text("try_again"), go: retry },
    {
      title: asked ? place : t.text("this_page"),
      remark: [],
      words: t.text(isOfAddress || isUnread ? "paste_its_text" : "edit"),
      go: edit,
    },
  ];
  const toSettings = {
    title: t.text(problem ? "token" : "server_address"),
    remark: [],
    words: t.text("settings"),
    go: setUp && settings,
  };
  // The remedy comes first: the settings where they are wrong. A stopped server may come back.
  if (isOfAddress) ways.reverse();
  const all = kind === "server_unreachable" ? [...ways, toSettings] : [toSettings, ...ways];
  const rows = all.flatMap((way) => (way.go ? [{ ...way, go: way.go }] : []));
  return {
    headline: headline(ofPage || kind === "cancelled" ? "info" : "warning", title, reason),
    body: [
      ...rows.map(({ title, remark, words, go }, i) =>
        wayOn(title, remark, button(words, go, i ? "secondary" : "primary")),
      ),
      ...(ofPage && checkText ? [pageTextForm(t, checkText)] : []),
    ],
  };
}

/** Return whether a server's address is on this machine.
 * @param {string} address */
export function isOwn(address) {
  return URL.canParse(address) && /^(localhost|127\..*|\[::1\])$/.test(new URL(address).hostname);
}

/** Say how a server on this machine is started.
 * @param {Translate} t
 * @returns {(Node | string)[]} */
export function starting(t) {
  const installed = h("code", { dir: "ltr" }, "unabridged serve");
  const inCheckout = h("code", { dir: "ltr" }, "make run");
  return [t.text("start_it"), " ", installed, " ", t.text("start_checkout"), " ", inCheckout];
}

/** Render a form for the text of an unreadable page.
 * @param {Translate} t
 * @param {(text: string) => void} check */
function pageTextForm(t, check) {
  const field = /** @type {HTMLTextAreaElement} */ (
    h("textarea", { id: "page-text", rows: 6, dir: "auto" })
  );
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text) check(text);
    else field.focus();
  };
  return h(
    "form",
    { class: "card paste", submit, novalidate: true },
    h("label", { for: field.id }, t.text("page_text")),
    field,
    h("button", { type: "submit", class: "secondary" }, t.text("check_text")),
  );
}

/** Render a tab in which nothing was checked yet.
 * @param {Translate} t
 * @returns {import("./comparison.js").View} */
export function idleView(t) {
  return {
    headline: headline("info", t.text("action"), [t.text("press_button", SHORTCUT)]),
    body: [],
  };
}

/** Render a tab that shows another page now.
 * @param {string | null} last title of the checked page
 * @param {Translate} t
 * @param {Actions} actions
 * @returns {import("./comparison.js").View} */
export function movedView(last, t, { back }) {
  return {
    headline: headline("info", t.text("moved"), [t.text("press_button", SHORTCUT)]),
    body:
      last === null
        ? []
        : [
            wayOn(
              h("bdi", null, last),
              [t.text("last_checked")],
              back ? button(t.text("show_last"), back) : null,
            ),
          ],
  };
}
