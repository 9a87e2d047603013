/** The page at /: an address or a text is compared here, step by step. */

import { Failure } from "../lib/errors.js";
import { compare } from "../lib/api/client.js";
import { IDLE, next } from "../lib/panel/state.js";
import { button } from "../lib/view/parts.js";
import { comparisonView } from "../lib/view/comparison.js";
import { checkingView, failureView } from "../lib/view/states.js";
import { pageGiven } from "./given.js";
import { keepToken, part, settings, show, t, takeAlong } from "./page.js";
import { shareCard } from "./share.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form.ask"));

/** @typedef {CompareRequest & {save?: "link"}} Asked */

/** @type {import("../lib/panel/state.js").State} */
let state = IDLE;
/** @type {AbortController | null} */
let work = null;
/** @type {Asked | null} */
let asked = null;
/** @type {"pairs" | "reading"} */
let viewed = "reading";

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const values = new FormData(form, /** @type {SubmitEvent} */ (event).submitter);
  const [page, source] = [values.get("sample") ?? values.get("page"), values.get("source")].map(
    (given) => pageGiven(String(given ?? "")),
  );
  /** @type {HTMLElement} */ (form.querySelector(".mistake")).textContent = page
    ? ""
    : t.text("ask_mistake");
  if (values.get("token")) keepToken(String(values.get("token")));
  if (page) run({ page, ...(source && { source }) });
});

/** @param {Asked} request */
async function run(request) {
  work?.abort();
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
    report({ type: "done", comparison });
  } catch (error) {
    report({
      type: "failed",
      failure: error instanceof Failure ? error : new Failure("internal", { cause: error }),
    });
  }
}

function render() {
  if (state.name === "checking") show(checkingView(state, t, { cancel: () => work?.abort() }));
  if (state.name === "failed")
    show(failureView(state.failure, t, { again: () => asked && run(asked) }));
  if (state.name === "answer") showAnswer(state.comparison);
  document.body.dataset.state = state.name;
}

/** @param {Comparison} comparison */
function showAnswer(comparison) {
  const request = /** @type {Asked} */ (asked);
  const { headline, body } = comparisonView(
    comparison,
    t,
    {
      ...takeAlong(comparison),
      compareWith: (source) => run({ page: request.page, source }),
      searchWith: (providers) => run({ ...request, search: { providers } }),
      askOpinion: () => run({ ...request, opinion: true }),
      ...(!comparison.id && { share: () => run({ ...request, save: "link" }) }),
      views: { first: viewed, choose: (view) => void (viewed = view) },
    },
    request.source ?? null,
  );
  const shared = comparison.id ? [shareCard(comparison.id)] : [];
  show({ headline, body: [...shared, ...body, button(t.text("ask_again"), again)] });
}

function again() {
  form.toggleAttribute("hidden", false);
  part("page").focus();
}

// Until here a click sends the form whole, as without scripts.
document.body.dataset.state = state.name;
