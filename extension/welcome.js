/** The page after installing: whether the server answers, a first comparison, the button. */

import * as browser from "./lib/browser.js";
import { status } from "./lib/api/client.js";
import { asFailure } from "./lib/errors.js";
import { connect, settingsFrom } from "./lib/panel/connect.js";
import { h } from "./lib/view/dom.js";
import { SHORTCUT, failureWords, isOwn, starting } from "./lib/view/states.js";
import { fill, translator } from "./lib/view/translate.js";

/** @typedef {{engine: string, failure: import("./lib/errors.js").Failure | null}} Answered */

const PAUSE_MS = 2000; // between two questions to a server that does not answer

const { api } = browser;
const t = await browser.readMessages().then(translator);
const windowId = await browser.currentWindow();
const link = /** @type {HTMLInputElement} */ (part("link"));
let shown = ""; // of what the server said last, so that nothing is announced twice
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer; // until the next question

/** @param {string} id
 * @returns {HTMLElement} */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** Ask the server, and go on asking until one answers.
 * @returns {Promise<boolean>} whether it compares pages */
async function ask() {
  clearTimeout(timer);
  const settings = await browser.readSettings();
  const answered = await answerOf(settings);
  show(settings, answered);
  clearTimeout(timer); // of another question meanwhile
  if (answered.failure?.kind.startsWith("server_")) timer = setTimeout(ask, PAUSE_MS);
  return !answered.failure;
}

/** @param {Settings} settings
 * @returns {Promise<Answered>} */
function answerOf(settings) {
  return status(settings).then(
    ({ engine = "" }) => ({ engine, failure: null }),
    (error) => ({ engine: "", failure: asFailure(error) }),
  );
}

/** @param {Settings} settings
 * @param {Answered} answered */
function show({ server, token, locked = [] }, { engine, failure }) {
  const facts = [server, token, engine, failure?.kind, failure?.problem?.type].join();
  if (facts === shown) return;
  shown = facts;
  const { title, detail } = failure
    ? failureWords(failure, t)
    : { title: t.text("test_good", engine), detail: token ? "" : t.text("connect_why") };
  const startsHere = failure?.kind === "server_unreachable" && isOwn(server);
  part("title").textContent = t.text(failure ? "welcome_wait" : "welcome_title");
  part("server").className = failure ? "bad" : "good";
  part("answer").replaceChildren(
    h("h2", null, title, " ", h("bdi", { class: "address" }, server.replace(/^\w+:\/\//, ""))),
    h("p", { class: "note" }, startsHere ? starting(t) : detail),
  );
  // A token is missing where the server refuses, and where it keeps links.
  const mayConnect = !locked.includes("token") && (failure ? isRefusal(failure) : !token);
  part("connect").hidden = !mayConnect;
  part("connect").className = failure ? "primary" : "";
  part("again").hidden = !failure || mayConnect;
  part("team").hidden = locked.includes("server");
  /** @type {HTMLButtonElement} */ (part("sample")).disabled = Boolean(failure);
  for (const step of document.querySelectorAll(".first > li:nth-last-child(-n + 2)"))
    step.classList.toggle("later", Boolean(failure));
}

/** @param {import("./lib/errors.js").Failure} failure */
function isRefusal({ problem }) {
  return problem?.status === 401 || problem?.status === 403;
}

/** @param {unknown} error */
function tellMistake(error) {
  const { title, detail } = failureWords(asFailure(error), t);
  part("mistake").textContent = `${title}. ${detail}`;
}

/** Let the server give this extension a token, by one press on its page. */
async function connectHere() {
  part("mistake").textContent = "";
  try {
    const own = await api.tabs.getCurrent();
    await connect((number) => {
      part("connect").textContent = `${t.text("connect")} · ${number}`;
    }, own?.id);
  } catch (error) {
    tellMistake(error);
  }
  part("connect").textContent = t.text("connect");
  await ask();
}

/** Take the address or the pairing link that was typed, if a server answers there. */
async function join() {
  part("mistake").textContent = t.text("testing");
  try {
    const settings = await settingsFrom(link.value);
    const { failure } = await answerOf(settings);
    if (failure && !isRefusal(failure)) throw failure;
    await browser.writeSettings(settings);
    part("mistake").textContent = "";
    await ask();
  } catch (error) {
    tellMistake(error);
  }
}

/** Compare the server's sample. The panel can't read a tab whose button was not pressed, so the
 * server opens the page itself. */
async function trySample() {
  const hasPanel = api.sidePanel || api.sidebarAction;
  if (hasPanel) browser.openPanel(/** @type {chrome.tabs.Tab} */ ({ windowId }));
  if (!(await ask())) return; // it was stopped meanwhile
  const url = `${(await browser.readSettings()).server}/sample/norvane-own-models`;
  if (!hasPanel) return browser.openAddress(url);
  const { id = 0 } = await api.tabs.create({ url });
  await loaded(id);
  const page = { url, title: "", language: "", html: "" };
  return browser.askForCheck(windowId, id, { page, inTab: null, address: url });
}

/** Wait until the tab has loaded: the panel drops a check of a page that changes.
 * @param {number} tabId
 * @returns {Promise<void>} */
function loaded(tabId) {
  return new Promise((done) => {
    const look = async () => {
      const { status } = await api.tabs.get(tabId);
      if (status !== "complete") return;
      api.tabs.onUpdated.removeListener(look);
      done();
    };
    api.tabs.onUpdated.addListener(look);
    look();
  });
}

fill(document, t);
part("press").textContent = t.text("welcome_pin", SHORTCUT);
part("settings").addEventListener("click", () => api.runtime.openOptionsPage());
part("again").addEventListener("click", ask);
part("connect").addEventListener("click", connectHere);
part("join").addEventListener("click", join);
part("sample").addEventListener("click", trySample);
link.form?.addEventListener("submit", (event) => {
  event.preventDefault();
  join();
});
// The settings may have been changed in another tab, or the server stopped.
window.addEventListener("focus", ask);
await ask();
document.body.dataset.state = "ready";
