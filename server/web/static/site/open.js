/** The page that a link of `unabridged open` leads to: exchanges its code for a session. */

import { follow } from "./following.js";

const server = new URL("../..", import.meta.url).href.replace(/\/$/, "");
// Browsers don't send the part after #: no log and no other site sees the code.
const code = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
const body = new URLSearchParams({ code });
const answer = await fetch(`${server}/sign-in`, { method: "POST", body }).catch(() => null);
if (answer?.ok) location.replace(server + follow());
else
  for (const [id, hidden] of Object.entries({ wait: true, used: false }))
    document.getElementById(id)?.toggleAttribute("hidden", hidden);
document.body.dataset.state = "ready";
