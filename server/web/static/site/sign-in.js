/** The page that asks to sign in: goes on by itself once that was done in another tab. */

import { noteFollowing } from "./following.js";

const field = (/** @type {string} */ name) =>
  /** @type {HTMLInputElement} */ (document.querySelector(`input[name=${name}]`));

noteFollowing(field("next").value);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && !field("token").value) location.reload();
});
