/** The entries of the page's context menu, and their jobs. */

/** @typedef {{id: "page" | "selection" | "link", title: string, contexts: ["page" | "selection" | "link"], documentUrlPatterns: string[]}} Menu
 * `title` is a message's name */

const WEB = ["http://*/*", "https://*/*", "file:///*"];

/** @type {Menu[]} */
export const MENUS = [
  { id: "page", title: "action", contexts: ["page"], documentUrlPatterns: WEB },
  { id: "selection", title: "menu_selection", contexts: ["selection"], documentUrlPatterns: WEB },
  { id: "link", title: "action", contexts: ["link"], documentUrlPatterns: WEB },
];

/** Return the chosen job: a passage is compared within its page; the server opens a linked page.
 * @param {Pick<chrome.contextMenus.OnClickData, "menuItemId" | "pageUrl" | "selectionText" | "linkUrl">} info
 * @returns {Partial<Job>} */
export function chosenIn({ menuItemId, pageUrl = "", selectionText, linkUrl }) {
  if (menuItemId === "selection" && selectionText?.trim()) {
    return { passage: selectionText.trim(), subject: "passage" };
  }
  if (menuItemId === "link" && linkUrl) {
    const page = { url: linkUrl, title: "", language: "", html: "" };
    return { page, inTab: null, subject: "linked_page", address: pageUrl };
  }
  return {};
}
