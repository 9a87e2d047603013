/** The page after installing: the button, a first comparison, and the data that is sent. */

import * as browser from "./lib/browser.js";
import { SHORTCUT } from "./lib/view/states.js";
import { fill, translator } from "./lib/view/translate.js";

const { api } = browser;
const t = await browser.readMessages().then(translator);

/** @param {string} id
 * @returns {HTMLElement} */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

fill(document, t);
part("press").textContent = t.text("welcome_press", SHORTCUT);
part("settings").addEventListener("click", () => api.runtime.openOptionsPage());

const settings = browser.readSettings(); // takes up to two seconds while a browser starts
const windowId = await browser.currentWindow();
part("sample").addEventListener("click", trySample);
part("server").textContent = t.text("welcome_server", (await settings).server);
document.body.dataset.state = "ready";

/** Compare the server's sample. The panel can't read a tab whose button was not pressed, so the
 * server opens the page itself. */
async function trySample() {
  const hasPanel = api.sidePanel || api.sidebarAction;
  if (hasPanel) browser.openPanel(/** @type {chrome.tabs.Tab} */ ({ windowId }));
  const url = `${(await settings).server}/sample/norvane-own-models`;
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
    const seen = async () => {
      const { status } = await api.tabs.get(tabId);
      if (status !== "complete") return;
      api.tabs.onUpdated.removeListener(seen);
      done();
    };
    api.tabs.onUpdated.addListener(seen);
    seen();
  });
}
