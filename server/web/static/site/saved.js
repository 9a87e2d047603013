/** The page of one saved comparison. */

import { comparisonView } from "../lib/view/comparison.js";
import { call, part, show, showFailure, t, takeAlong } from "./page.js";

const id = part("content").dataset.comparison ?? "";

try {
  /** @type {Comparison} */
  const comparison = await call(`/v1/comparisons/${encodeURIComponent(id)}`);
  document.title = `${comparison.page.title ?? t.text("comparison_title")} - Unabridged`;
  const actions = takeAlong(comparison);
  show(comparisonView(comparison, t, actions), actions);
  document.body.dataset.state = "answer";
} catch (error) {
  showFailure(error);
  document.body.dataset.state = "failed";
}
