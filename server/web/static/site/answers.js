/** Keeps answers in this tab's session storage, for a reload and the browser's Back. */

const KEPT = 5; // answers; they can be large
const NAMES = "unabridged-answers";

/** Note an answer under a new entry of the browser's history. Its address names the requested page,
 * if it has one; opened elsewhere it fills the form and runs nothing.
 * @param {CompareRequest} request
 * @param {Comparison} comparison */
export function noteAnswer(request, comparison) {
  const answer = `unabridged-answer-${Date.now()}`;
  const address = new URL(location.href);
  address.search = "";
  const language = new URLSearchParams(location.search).get("lang");
  if (language) address.searchParams.set("lang", language);
  if (request.page.url) address.searchParams.set("page", request.page.url);
  address.hash = "answer"; // so that the form's own address is another entry
  history.pushState({ answer }, "", address);
  const names = [...storedNames(), answer];
  for (const old of names.splice(0, Math.max(0, names.length - KEPT)))
    sessionStorage.removeItem(old);
  try {
    sessionStorage.setItem(answer, JSON.stringify({ request, comparison }));
    sessionStorage.setItem(NAMES, JSON.stringify(names));
  } catch {
    sessionStorage.removeItem(answer); // too large: a reload shows the form
  }
}

/** Give the form its own entry, unless the browser went back to it. */
export function leaveAnswer() {
  if (history.state?.answer) history.pushState(null, "", location.pathname + location.search);
}

/** Return the answer of the present entry, or null.
 * @returns {{request: CompareRequest, comparison: Comparison} | null} */
export function readAnswer() {
  const name = history.state?.answer;
  const stored = typeof name === "string" ? sessionStorage.getItem(name) : null;
  return stored ? JSON.parse(stored) : null;
}

/** @returns {string[]} */
function storedNames() {
  return JSON.parse(sessionStorage.getItem(NAMES) ?? "[]");
}
