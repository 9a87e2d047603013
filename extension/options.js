/** The settings: the server's address, with a test. */

import { pairingLink, serverAddress } from "./lib/api/address.js";
import {
  DEFAULT_SERVER,
  readHistory,
  readMessages,
  readSettings,
  writeHistory,
  writeSettings,
} from "./lib/browser.js";
import { h } from "./lib/view/dom.js";
import { asFailure } from "./lib/errors.js";
import { claim, status } from "./lib/api/client.js";
import { matching } from "./lib/panel/history.js";
import { link } from "./lib/view/parts.js";
import { fill, translator } from "./lib/view/translate.js";
import { failureWords } from "./lib/view/states.js";

const translated = readMessages().then(translator);
const form = /** @type {HTMLFormElement} */ (document.querySelector("form"));
const result = /** @type {HTMLElement} */ (document.getElementById("result"));

/** @param {string} name */
function field(name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

async function save() {
  const t = await translated;
  result.className = "";
  result.textContent = t.text("testing");
  try {
    const settings = await entered();
    const { locked = [] } = await readSettings();
    await writeSettings(
      Object.fromEntries(Object.entries(settings).filter(([name]) => !locked.includes(name))),
    );
    show(settings);
    const { engine = "" } = await status(settings);
    tell("good", t.text("test_good", engine));
  } catch (error) {
    const { title, detail } = failureWords(asFailure(error), t);
    tell("bad", `${title}. ${detail}`);
  }
}

/** Return the reader's input: a server's address with or without a token, or a pairing link.
 * @returns {Promise<Settings>} */
async function entered() {
  const typed = field("server").value || DEFAULT_SERVER;
  const link = pairingLink(typed);
  return link ? claim(link) : { server: serverAddress(typed), token: field("token").value.trim() };
}

/** @param {Settings} settings */
function show({ server, token }) {
  field("server").value = server;
  field("token").value = token;
}

/** @param {string} kind
 * @param {string} words */
function tell(kind, words) {
  result.className = kind;
  result.textContent = words;
}

// Before anything is awaited, so that no early submit puts the token into the address.
form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});

// A token must only go to its own server.
field("server").addEventListener("change", () => {
  if (field("token").value && originOf(field("server").value) !== originOf(stored.server)) {
    field("token").value = "";
    translated.then((t) => tell("", t.text("token_other_server")));
  }
});

/** @param {string} typed */
function originOf(typed) {
  try {
    return new URL(serverAddress(typed || DEFAULT_SERVER)).origin;
  } catch {
    return typed;
  }
}

const t = await translated;
fill(document, t);
const stored = await readSettings();
show(stored);
for (const name of stored.locked ?? []) {
  field(name).readOnly = true;
  field(name).after(h("p", { class: "note" }, t.text("locked")));
}

const keep = /** @type {HTMLInputElement} */ (document.getElementById("keep"));
const visits = /** @type {HTMLElement} */ (document.getElementById("visits"));
const search = /** @type {HTMLInputElement} */ (document.getElementById("search"));
const searching = /** @type {HTMLElement} */ (document.getElementById("searching"));
const clear = /** @type {HTMLElement} */ (document.getElementById("clear"));

async function showHistory() {
  const history = await readHistory();
  keep.checked = history.wanted;
  clear.hidden = !history.visits.length;
  searching.hidden = !history.visits.length;
  const found = matching(history.visits, search.value, t);
  const none = history.visits.length ? "history_no_match" : history.wanted && "history_none";
  visits.replaceChildren(
    ...(none && !found.length ? [h("li", { class: "note" }, t.text(none))] : []),
    ...found.map(({ title, url, label, at, line }) =>
      h(
        "li",
        null,
        link(url, { dir: "auto" }, title),
        h("p", { class: "how" }, line || t.text(`verdict_${label}`), " · ", t.date(at)),
      ),
    ),
  );
}

keep.addEventListener("change", async () => {
  const { visits } = await readHistory();
  await writeHistory({ wanted: keep.checked, visits });
  showHistory();
});
search.addEventListener("input", showHistory);
clear.addEventListener("click", async () => {
  await writeHistory({ wanted: keep.checked, visits: [] });
  showHistory();
});
showHistory();
document.body.dataset.state = "ready";
