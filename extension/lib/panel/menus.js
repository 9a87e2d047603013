/** The entries of the page's context menu, and what a choice in it asks for. */

/** @typedef {{id: "page" | "selection" | "link", title: string, contexts: ["page" | "selection" | "link"], documentUrlPatterns: string[]}} Menu
 * `title` is a message's name */

const WEB = ["http://*/*", "https://*/*", "file:///*"];

/** @type {Menu[]} */
export const MENUS = [
  { id: "page", title: "action", contexts: ["page"], documentUrlPatterns: WEB },
  { id: "selection", title: "menu_selection", contexts: ["selection"], documentUrlPatterns: WEB },
  { id: "link", title: "action", contexts: ["link"], documentUrlPatterns: WEB },
];

/** A passage goes with its page's address; a link's page is left for the server to open.
 * @param {Pick<chrome.contextMenus.OnClickData, "menuItemId" | "pageUrl" | "selectionText" | "linkUrl">} info
 * @param {string} title of the page
 * @returns {Partial<Job>} */
export function chosenIn({ menuItemId, pageUrl = "", selectionText, linkUrl }, title) {
  const bare = { language: "", html: "" };
  if (menuItemId === "selection" && selectionText?.trim()) {
    return { page: { ...bare, url: pageUrl, title, text: selectionText.trim() }, address: pageUrl };
  }
  if (menuItemId === "link" && linkUrl) {
    return { page: { ...bare, url: linkUrl, title: "" }, here: null, address: pageUrl };
  }
  return {};
}
