/** Opens the panel at a click on the button and notes which tab was meant; nothing else. */

import { api, askForCheck, openPanel } from "./lib/browser.js";

api.action.onClicked.addListener((tab) => {
  openPanel(tab);
  if (api.sidePanel || api.sidebarAction) askForCheck(tab.windowId, Number(tab.id));
});
