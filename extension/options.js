/** The settings: one field that matters, and a test that says what is wrong. */

import { serverAddress } from "./lib/address.js";
import { DEFAULT_SERVER, readMessages, readSettings, writeSettings } from "./lib/browser.js";
import { h } from "./lib/dom.js";
import { asFailure } from "./lib/errors.js";
import { status } from "./lib/server.js";
import { translator } from "./lib/translate.js";
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
    const server = serverAddress(field("server").value || DEFAULT_SERVER);
    const settings = { server, token: field("token").value.trim() };
    const { locked = [] } = await readSettings();
    await writeSettings(Object.fromEntries(Object.entries(settings).filter(([name]) => !locked.includes(name))));
    field("server").value = server;
    const { engine = "" } = await status(settings);
    tell("good", t.text("test_good", engine));
  } catch (error) {
    const { title, detail } = failureWords(asFailure(error), t);
    tell("bad", `${title}. ${detail}`);
  }
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
field("server").value = stored.server;
field("token").value = stored.token;
for (const name of stored.locked ?? []) {
  field(name).readOnly = true;
  field(name).after(h("p", { class: "note" }, t.text("locked")));
}
