/** The page that creates a pairing link, or shows one opened in a browser. */

import { asFailure, Failure } from "../lib/errors.js";
import { failureWords } from "../lib/view/states.js";
import { copied, part, say, SERVER, t } from "./page.js";

const form = part("make");
const link = /** @type {HTMLInputElement} */ (part("link"));

/** Return the input; the token is kept nowhere else.
 * @param {string} id */
function typed(id) {
  return /** @type {HTMLInputElement | null} */ (document.getElementById(id))?.value.trim() ?? "";
}

/** Return a new code.
 * @returns {Promise<string>}
 * @throws {Failure} */
async function freshCode() {
  const [token, name] = [typed("token"), typed("name")];
  const answer = await fetch(`${SERVER}/v1/pairings`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(name ? { name } : {}),
    cache: "no-store",
  }).catch((cause) => {
    throw new Failure("server_unreachable", { address: SERVER, cause });
  });
  const body = await answer.json();
  if (!answer.ok) throw new Failure("problem", { address: SERVER, problem: body });
  return body.code;
}

/** Show the link under this page's address, which a proxy may have changed for the server.
 * @param {string} code */
function show(code) {
  link.value = `${location.origin}${location.pathname}#${code}`;
  part("made").hidden = false;
  say(t.text("pair_paste"));
}

async function make() {
  part("made").hidden = true;
  say(t.text("loading"));
  try {
    show(await freshCode());
    link.select();
  } catch (error) {
    const { title, detail } = failureWords(asFailure(error), t);
    say(`${title}. ${detail}`);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  make();
});
part("copy").addEventListener("click", async () => {
  link.select();
  if (await copied(link.value)) say(t.text("shared_copied"));
});

/** Show a link that was opened in a browser; a change of language keeps it. */
function received() {
  if (location.hash.length < 2) return;
  form.hidden = true;
  show(location.hash.slice(1));
  for (const other of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll("footer a")
  ))
    other.hash = location.hash;
}
received();
addEventListener("hashchange", received); // opened where this page is already open
document.body.dataset.state = "ready";
