/** The page of one saved comparison. */

import { asFailure } from "../lib/errors.js";
import { comparisonView } from "../lib/view/comparison.js";
import { versionsView } from "../lib/view/versions.js";
import { headline } from "../lib/view/parts.js";
import { inALine } from "../lib/view/verdict.js";
import { call, part, show, showFailure, t, takeAlong } from "./page.js";

const id = part("content").dataset.comparison ?? "";

try {
  /** @type {Comparison} */
  const comparison = await call(`/v1/comparisons/${encodeURIComponent(id)}`);
  document.title = `${inALine(comparison, t)} - Unabridged`;
  const actions = takeAlong(comparison);
  const view = comparisonView(comparison, t, actions);
  show({ ...view, body: [...versionsView(comparison, t), ...view.body] }, actions);
  document.body.dataset.state = "answer";
} catch (error) {
  const failure = asFailure(error);
  const isGone = failure.problem?.status === 404;
  const words = [t.text("problem_not_found_page")];
  if (isGone) show({ headline: headline("info", t.text("missing_title"), words), body: [] });
  else showFailure(failure);
  document.body.dataset.state = "failed";
}
