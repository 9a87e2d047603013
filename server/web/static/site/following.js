/** Where somebody wanted to go who is asked to sign in first, also by a link in another tab. */

const KEY = "unabridged following";
const MINUTES = 10; // after which whoever signs in wanted something else

/** @param {string} path on this server */
export function noteFollowing(path) {
  localStorage.setItem(KEY, JSON.stringify({ path, until: Date.now() + MINUTES * 60_000 }));
}

/** Return that path, once; else the home page.
 * @returns {string} */
export function follow() {
  const noted = localStorage.getItem(KEY);
  localStorage.removeItem(KEY);
  const { path = "/", until = 0 } = noted ? JSON.parse(noted) : {};
  return until > Date.now() && /^\/(?![/\\])/.test(path) ? path : "/";
}
