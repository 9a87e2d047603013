/** The page of one saved comparison. */

import { asFailure } from "../lib/errors.js";
import { comparisonView } from "../lib/view/comparison.js";
import { versionsView } from "../lib/view/versions.js";
import { h } from "../lib/view/dom.js";
import { headline } from "../lib/view/parts.js";
import { call, entitle, part, show, showFailure, t, takeAlong } from "./page.js";

const id = part("content").dataset.comparison ?? "";

/** Look for later versions, and show them above what is being read.
 * @param {Comparison} saved */
async function look(saved) {
  const { versions = [], warnings } = saved;
  /** @type {Comparison | null} */
  const now = await call(`/v1/comparisons/${encodeURIComponent(id)}/versions`, "POST").catch(
    () => null,
  );
  const later = now?.versions?.slice(versions.length) ?? [];
  part("content").prepend(...versionsView({ ...saved, versions: later }, t));
  if (now && !later.length && now.warnings.length === warnings.length)
    part("content").append(h("p", { class: "note" }, t.text("version_none")));
}

try {
  /** @type {Comparison} */
  const comparison = await call(`/v1/comparisons/${encodeURIComponent(id)}`);
  entitle(comparison);
  const actions = takeAlong(comparison);
  const { headline: head, body } = comparisonView(comparison, t, actions);
  show({ headline: head, body: [...versionsView(comparison, t), ...body] }, actions);
  document.body.dataset.state = "answer";
  // Who came by a link sees a part of the original, and can't ask.
  const { alignment, page, source } = comparison;
  if (!alignment?.withheld?.length && (page.url || source?.url)) look(comparison);
} catch (error) {
  const failure = asFailure(error);
  const isGone = failure.problem?.status === 404;
  const words = [t.text("problem_not_found_page")];
  if (isGone) show({ headline: headline("info", t.text("missing_title"), words), body: [] });
  else showFailure(failure);
  document.body.dataset.state = "failed";
}
