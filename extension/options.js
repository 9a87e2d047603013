/** The settings: the server's address, with a test. */

import { serverAddress } from "./lib/api/address.js";
import {
  DEFAULT_SERVER,
  changeHistory,
  readCompared,
  readHistory,
  readMessages,
  readSettings,
  writeSettings,
} from "./lib/browser.js";
import { h } from "./lib/view/dom.js";
import { asFailure } from "./lib/errors.js";
import { status } from "./lib/api/client.js";
import { connect, settingsFrom } from "./lib/panel/connect.js";
import { WHOLE, matching } from "./lib/panel/history.js";
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
    const typed = field("server").value || DEFAULT_SERVER;
    const settings = await settingsFrom(typed, field("token").value.trim());
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

/** Let the server that was entered give this extension a token, by one press on its page. */
async function connectThere() {
  const t = await translated;
  try {
    const { server: before } = await readSettings();
    const server = serverAddress(field("server").value || DEFAULT_SERVER);
    // A token must only go to its own server.
    if (server !== serverAddress(before)) await writeSettings({ server, token: "" });
    await connect((number) => tell("", `${t.text("connect")} · ${number}`));
    const settings = await readSettings();
    show(settings);
    const { engine = "" } = await status(settings);
    tell("good", t.text("test_good", engine));
  } catch (error) {
    const { title, detail } = failureWords(asFailure(error), t);
    tell("bad", `${title}. ${detail}`);
  }
}
document.getElementById("connect")?.addEventListener("click", connectThere);

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
const bound = /** @type {HTMLElement} */ (document.getElementById("bound"));
const clear = /** @type {HTMLElement} */ (document.getElementById("clear"));

/** The comparisons that are kept, once the reader searches.
 * @type {ReadonlyMap<string, Comparison>} */
let compared = new Map();

async function showHistory() {
  const history = await readHistory();
  keep.checked = history.wanted;
  clear.hidden = !history.visits.length;
  searching.hidden = !history.visits.length;
  const matches = matching(history.visits, search.value, t, compared);
  const none = history.visits.length ? "history_no_match" : history.wanted && "history_none";
  visits.replaceChildren(
    ...(none && !matches.length ? [h("li", { class: "note" }, t.text(none))] : []),
    ...matches.map(visitItem),
  );
}

/** @param {import("./lib/panel/history.js").Visit} visit */
function visitItem({ title, url, label, at, line, publisher, size }) {
  const stored = `panel.html?stored=${encodeURIComponent(url)}`;
  const name = { dir: "auto", class: "name" };
  return h(
    "li",
    null,
    size ? h("a", { ...name, href: stored }, title) : link(url, name, title),
    h("p", null, line || t.text(`verdict_${label}`)),
    h(
      "p",
      { class: "how" },
      h("span", { dir: "auto" }, publisher || new URL(url).host),
      ` · ${t.date(at)}`,
      Boolean(size) && [" · ", link(url, null, t.text("history_page"))],
    ),
  );
}

keep.addEventListener("change", async () => {
  await changeHistory(({ visits }) => ({ wanted: keep.checked, visits }));
  showHistory();
});
search.addEventListener("focus", async () => {
  compared = await readCompared((await readHistory()).visits.map(({ url }) => url));
  showHistory();
});
search.addEventListener("input", showHistory);
clear.addEventListener("click", async () => {
  await changeHistory(({ wanted }) => ({ wanted, visits: [] }));
  showHistory();
});
bound.textContent = t.text("history_bound", WHOLE.number, WHOLE.megabytes);
await showHistory();
document.body.dataset.state = "ready";
