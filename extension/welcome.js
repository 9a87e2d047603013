/** The page after installing: the button, a sample, and the data that is sent. */

import { api, readMessages, readSettings } from "./lib/browser.js";
import { SHORTCUT } from "./lib/view/states.js";
import { fill, translator } from "./lib/view/translate.js";

const t = await readMessages().then(translator);

/** @param {string} id
 * @returns {HTMLElement} */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

fill(document, t);
part("press").textContent = t.text("welcome_press", SHORTCUT);
part("settings").addEventListener("click", () => api.runtime.openOptionsPage());

const { server } = await readSettings(); // takes up to two seconds while a browser starts
part("server").textContent = t.text("welcome_server", server);
part("sample").setAttribute("href", `${server}/sample/norvane-own-models`);
document.body.dataset.state = "ready";
