/** The page at /: compares an address or a text, step by step. */

import { Failure } from "../lib/errors.js";
import { Citing, compare, story } from "../lib/api/client.js";
import { IDLE, next } from "../lib/panel/state.js";
import { comparisonView } from "../lib/view/comparison.js";
import { asking, askedOriginals } from "../lib/view/originals.js";
import { Bands } from "../lib/view/reading/bands.js";
import { bandsOf } from "../lib/view/reading/geometry.js";
import { measure } from "../lib/view/reading/layout.js";
import { button } from "../lib/view/parts.js";
import { checkingView, failureView } from "../lib/view/states.js";
import { pageGiven } from "./given.js";
import { leaveAnswer, noteAnswer, readAnswer } from "./answers.js";
import { call, entitle, part, say, SERVER, settings, show, signIn, t, takeAlong } from "./page.js";
import { shareCard } from "./share.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form.ask"));

/** @typedef {CompareRequest & {save?: "link"}} Asked */

/** @type {import("../lib/panel/state.js").State} */
let state = IDLE;
/** @type {AbortController | null} */
let work = null;
/** @type {Asked | null} */
let asked = null;
/** @type {Citing | null} */
let citing = null;
/** @type {"pairs" | "reading"} */
let viewed = "reading";

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const values = new FormData(form, /** @type {SubmitEvent} */ (event).submitter);
  const page = pageGiven(String(values.get("sample") ?? values.get("page") ?? ""));
  const sources = values.getAll("source").flatMap((given) => pageGiven(String(given)) ?? []);
  const mistake = /** @type {HTMLElement} */ (form.querySelector(".mistake"));
  mistake.textContent = page ? "" : t.text("ask_mistake");
  if (!page) return;
  const token = String(values.get("token") ?? "");
  if (token && !(await signIn(token))) {
    mistake.textContent = t.text("problem_unauthorized_title");
    return;
  }
  run({ page, ...asking(sources) });
});

// Enter compares, as in a field of one line; with Shift it begins a line of a text.
part("page").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

/** @param {Asked} request */
async function run(request) {
  work?.abort();
  leaveSources();
  const own = (work = new AbortController());
  asked = request;
  /** @param {import("../lib/panel/state.js").PanelEvent} event */
  const report = (event) => {
    if (work !== own) return;
    state = next(state, event);
    render();
  };
  form.toggleAttribute("hidden", true);
  report({ type: "check" });
  report({ type: "read", title: request.page.url ?? request.page.text?.slice(0, 80) ?? "" });
  try {
    const comparison = await compare(settings(), request, {
      signal: own.signal,
      onStage: (event) => report({ type: "stage", event }),
    });
    if (work === own) noteAnswer(request, comparison);
    report({ type: "done", comparison });
  } catch (error) {
    report({
      type: "failed",
      failure: error instanceof Failure ? error : new Failure("internal", { cause: error }),
    });
  }
}

function render() {
  const actions = {
    again: () => asked && run(asked),
    edit,
    cancel: () => work?.abort(),
  };
  if (state.name === "checking") show(checkingView(state, t, actions));
  if (state.name === "failed") {
    show(failureView(state.failure, t, actions, { asked: asked?.page.url ?? "" }));
  }
  entitle(state.name === "answer" ? state.comparison : undefined);
  if (state.name === "answer") showAnswer(state.comparison, state.stopped);
  else delete document.body.dataset.view;
  document.body.dataset.state = state.name;
}

/** @param {Comparison} comparison
 * @param {import("../lib/panel/state.js").Stopped} [stopped] */
function showAnswer(comparison, stopped) {
  const request = /** @type {Asked} */ (asked);
  /** @type {Actions} */
  const actions = {
    ...takeAlong(comparison),
    again: () => run(request),
    compareWith: (...sources) => run({ page: request.page, ...asking(sources) }),
    ...(comparison.source && {
      addOriginal: (source) =>
        run({ page: request.page, ...asking([...askedOriginals(request, comparison), source]) }),
    }),
    openNext: (url) => run({ page: { url } }),
    compareItem: (item) => run({ page: request.page, item }),
    ...(typeof request.item === "number" && { allItems: () => run({ page: request.page }) }),
    story: async (grown) => story(settings(), request.page, grown),
    citing: (citing ??= new Citing(settings, request.page)),
    appeal: () => run({ ...request, page: { ...request.page, is_article: true } }),
    searchWith: (providers) => run({ ...request, search: { providers } }),
    askOpinion: () => run({ ...request, opinion: true }),
    ...(!comparison.id && { share: () => share(request) }),
    edit,
    views: { first: viewed, choose: (view) => void (viewed = view) },
  };
  /** @type {import("../lib/view/verdict.js").Subject} */
  const subject = typeof request.item === "number" ? "item" : "this_page";
  const given = request.source ?? request.sources?.[0] ?? null;
  const about = { given, subject, ...(stopped && { stopped }) };
  const { headline, body } = comparisonView(comparison, t, actions, about);
  const shared = comparison.id ? [shareCard(comparison.id)] : [];
  show({ headline, body: [...shared, ...body] }, actions);
}

/** Save the comparison and show its link, or say that this takes signing in.
 * @param {Asked} request */
async function share(request) {
  const isSignedIn = await call("/v1/comparisons?limit=1").then(
    () => true,
    () => false,
  );
  if (isSignedIn) return run({ ...request, save: "link" });
  const signIn = () => void open(`${SERVER}/sign-in`, "_blank", "noopener");
  say(t.text("share_sign_in"), button(t.text("sign_in"), signIn));
}

function leaveSources() {
  citing?.stop();
  citing = null;
}

/** Return to the form, with its input. */
function edit() {
  leaveSources();
  if (state.name !== "idle") leaveAnswer();
  state = IDLE;
  delete document.body.dataset.view;
  entitle();
  show({ headline: [], body: [] });
  form.toggleAttribute("hidden", false);
  document.body.dataset.state = state.name;
  part("page").focus();
}

/** Show the answer of this entry of the browser's history, or else the form. */
function restore() {
  const kept = readAnswer();
  if (!kept) return state.name === "idle" ? undefined : edit();
  leaveSources();
  asked = /** @type {Asked} */ (kept.request);
  state = { name: "answer", title: "", comparison: kept.comparison };
  form.toggleAttribute("hidden", true);
  render();
}

/** Draw the bands of the picture, as the reading view does. */
function drawPicture() {
  const [own, gutter, theirs] = /** @type {HTMLElement[]} */ ([
    ...document.querySelectorAll(".rows > div"),
  ]);
  if (!own || !gutter || !theirs) return;
  const sides = [own, theirs].map((side) => ({
    side,
    spans: /** @type {HTMLElement[]} */ ([...side.querySelectorAll(".sentence")]),
  }));
  const links = (sides[0]?.spans ?? []).flatMap(({ dataset: { source }, classList }, page) => {
    const shade = /** @type {import("../lib/view/reading/model.js").Shade} */ (classList[1]);
    return source ? [{ page, source: Number(source), shade, best: true }] : [];
  });
  const bands = new Bands();
  gutter.append(bands.node);
  new ResizeObserver(() => {
    const [page, source] = sides.map(({ side, spans }) => measure(side, spans));
    if (page && source) bands.set(bandsOf(links, page, source));
    bands.draw(0, 0, gutter.clientWidth, gutter.clientHeight);
  }).observe(gutter);
}

addEventListener("popstate", restore);
drawPicture();
// Before this, a click submits the form, as without scripts.
document.body.dataset.state = state.name;
restore();
