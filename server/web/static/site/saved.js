/** The page of one saved comparison. */

import { asFailure } from "../lib/errors.js";
import { comparisonView } from "../lib/view/comparison.js";
import { versionsView } from "../lib/view/versions.js";
import { h } from "../lib/view/dom.js";
import { button, headline } from "../lib/view/parts.js";
import { failureWords } from "../lib/view/states.js";
import { call, entitle, part, say, show, showFailure, t, takeAlong } from "./page.js";

const id = part("content").dataset.comparison ?? "";

/** Show the comparison, and what is known of later versions.
 * @param {Comparison} comparison */
function render(comparison) {
  const actions = takeAlong(comparison);
  const { headline: head, body } = comparisonView(comparison, t, actions);
  const ask = button(t.text("version_look"), () => look(comparison, true), "plain");
  const asked = mayAsk(comparison) ? [h("p", { class: "note" }, ask)] : [];
  show({ headline: head, body: [...versionsView(comparison, t), ...body, ...asked] }, actions);
}

/** Who came by a link sees a part of the original, and can't ask.
 * @param {Comparison} comparison */
function mayAsk({ alignment, page, source }) {
  return !alignment?.withheld?.length && Boolean(page.url || source?.url);
}

/** Look for later versions and show them; unasked, above what is being read.
 * @param {Comparison} before
 * @param {boolean} asked */
async function look(before, asked) {
  const { versions = [], warnings } = before;
  try {
    const comparison = await call(`/v1/comparisons/${encodeURIComponent(id)}/versions`, "POST");
    const later = comparison.versions?.slice(versions.length) ?? [];
    if (!asked)
      return part("content").prepend(...versionsView({ ...comparison, versions: later }, t));
    render(comparison);
    const isRead = comparison.warnings.length === warnings.length;
    if (later.length || !isRead) scrollTo(0, 0);
    else say(t.text("version_none"));
  } catch (error) {
    if (asked) say(failureWords(asFailure(error), t).title);
  }
}

try {
  /** @type {Comparison} */
  const comparison = await call(`/v1/comparisons/${encodeURIComponent(id)}`);
  entitle(comparison);
  render(comparison);
  document.body.dataset.state = "answer";
  if (mayAsk(comparison)) look(comparison, false);
} catch (error) {
  const failure = asFailure(error);
  const isGone = failure.problem?.status === 404;
  const words = [t.text("problem_not_found_page")];
  if (isGone) show({ headline: headline("info", t.text("missing_title"), words), body: [] });
  else showFailure(failure);
  document.body.dataset.state = "failed";
}
