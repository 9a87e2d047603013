/** The settings: one field that matters, and a test that says what is wrong. */

import { pairingLink, serverAddress } from "./lib/api/address.js";
import { DEFAULT_SERVER, readMessages, readSettings, writeSettings } from "./lib/browser.js";
import { h } from "./lib/view/dom.js";
import { asFailure } from "./lib/errors.js";
import { claim, status } from "./lib/api/client.js";
import { translator } from "./lib/view/translate.js";
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

/** What the reader entered: a server's address with or without a token, or a pairing link.
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

// Before anything is awaited, so that no early submit leaves the page with the token in its address.
form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});

const t = await translated;
document.documentElement.lang = t.language;
document.documentElement.dir = t.direction;
for (const element of document.querySelectorAll("[data-message]")) {
  element.textContent = t.text(element.getAttribute("data-message") ?? "");
}
const stored = await readSettings();
show(stored);
for (const name of stored.locked ?? []) {
  field(name).readOnly = true;
  field(name).after(h("p", { class: "note" }, t.text("locked")));
}
