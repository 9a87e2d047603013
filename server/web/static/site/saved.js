/** The page of one saved comparison. */

import { asFailure } from "../lib/errors.js";
import { comparisonView } from "../lib/view/comparison.js";
import { versionsView } from "../lib/view/versions.js";
import { h } from "../lib/view/dom.js";
import { button, headline } from "../lib/view/parts.js";
import { failureWords } from "../lib/view/states.js";
import { inALine } from "../lib/view/verdict.js";
import { call, part, say, show, showFailure, t, takeAlong } from "./page.js";

const id = part("content").dataset.comparison ?? "";

/** @param {Comparison} comparison */
function render(comparison) {
  const actions = takeAlong(comparison);
  const { headline: head, body } = comparisonView(comparison, t, actions);
  // Who came by a link sees a part of the original, and can't ask.
  const mayAsk =
    !comparison.alignment?.withheld?.length && (comparison.page.url || comparison.source?.url);
  const ask = button(t.text("version_look"), () => look(comparison), "plain");
  const asked = mayAsk ? [h("p", { class: "note" }, ask)] : [];
  show({ headline: head, body: [...versionsView(comparison, t), ...body, ...asked] }, actions);
}

/** Ask what changed since, and show it.
 * @param {Comparison} before */
async function look({ versions = [], warnings }) {
  try {
    const comparison = await call(`/v1/comparisons/${encodeURIComponent(id)}/versions`, "POST");
    render(comparison);
    const isRead = comparison.warnings.length === warnings.length;
    if (comparison.versions?.length > versions.length || !isRead) scrollTo(0, 0);
    else say(t.text("version_none"));
  } catch (error) {
    say(failureWords(asFailure(error), t).title);
  }
}

try {
  /** @type {Comparison} */
  const comparison = await call(`/v1/comparisons/${encodeURIComponent(id)}`);
  document.title = `${inALine(comparison, t)} - Unabridged`;
  render(comparison);
  document.body.dataset.state = "answer";
} catch (error) {
  const failure = asFailure(error);
  const isGone = failure.problem?.status === 404;
  const words = [t.text("problem_not_found_page")];
  if (isGone) show({ headline: headline("info", t.text("missing_title"), words), body: [] });
  else showFailure(failure);
  document.body.dataset.state = "failed";
}
