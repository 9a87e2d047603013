/** Opens the panel at a click on the button or in a menu, and notes the choice. */

import { api, askForCheck, message, openPanel, writeDrafts } from "./lib/browser.js";
import { chosenIn, MENUS } from "./lib/panel/menus.js";

/** @param {chrome.tabs.Tab} tab
 * @param {Partial<Job>} [chosen] */
function start(tab, chosen) {
  openPanel(tab);
  if (api.sidePanel || api.sidebarAction) askForCheck(tab.windowId, Number(tab.id), chosen);
}

api.action.onClicked.addListener((tab) => start(tab));
api.contextMenus?.onClicked.addListener((info, tab) => {
  if (tab) start(tab, chosenIn(info));
});
// Tab numbers change with the browser's next session.
api.runtime.onStartup.addListener(() => writeDrafts({}));
api.runtime.onInstalled.addListener(async ({ reason }) => {
  if (reason === "install") api.tabs.create({ url: api.runtime.getURL("welcome.html") });
  await api.contextMenus?.removeAll();
  for (const { id, title, contexts, documentUrlPatterns } of MENUS) {
    api.contextMenus?.create({ id, contexts, documentUrlPatterns, title: message(title) });
  }
});
