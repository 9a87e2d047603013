/** The browser's extension API; no other module names `chrome` or `browser`. */

/** @typedef {import("./panel/history.js").Visit} Visit */

export const api = globalThis.browser ?? globalThis.chrome;

/** Open the panel next to the page. It must be the first call in a click's handler: after one
 * `await` both browsers refuse.
 * @param {chrome.tabs.Tab} tab */
export function openPanel(tab) {
  if (api.sidePanel) return api.sidePanel.open({ windowId: tab.windowId });
  if (api.sidebarAction) return api.sidebarAction.open();
  return openInTab(Number(tab.id));
}

/** Open the panel as a page: wide, or where there is no side panel.
 * @param {number} tabId of the page to check */
export async function openInTab(tabId) {
  await api.tabs.create({ url: api.runtime.getURL(`panel.html?tab=${tabId}`) });
}

/** @param {string} address
 * @param {number} [opener] the tab that the browser goes back to
 * @returns {Promise<number>} the new tab */
export async function openAddress(address, opener) {
  const from = opener === undefined ? {} : { openerTabId: opener };
  return Number((await api.tabs.create({ url: address, ...from })).id);
}

/** @param {number} tabId */
export async function closeTab(tabId) {
  await api.tabs.remove(tabId).catch(() => {}); // it is closed already
}

/** @param {number} tabId */
export function isOpen(tabId) {
  return api.tabs.get(tabId).then(
    () => true,
    () => false,
  );
}

/** Go to the address in this tab.
 * @param {string} address */
export async function leaveFor(address) {
  await api.tabs.update({ url: address });
}

/** Show a sign on the button, and its meaning in the button's title.
 * @param {number} tabId
 * @param {{text: string, title: string}} badge an empty text removes the sign */
export async function showBadge(tabId, { text, title }) {
  await Promise.all([
    api.action.setBadgeText({ tabId, text }),
    api.action.setTitle({ tabId, title }),
    api.action.setBadgeBackgroundColor({ tabId, color: "#0b6b4b" }),
    api.action.setBadgeTextColor({ tabId, color: "#ffffff" }),
  ]).catch(() => {}); // the tab was closed meanwhile
}

/** Run the page tools' `name` in the tab's page, in the extension's isolated world.
 * @param {number} tabId
 * @param {keyof PageTools} name
 * @param {unknown[]} [args]
 * @returns {Promise<unknown>} undefined where the browser ran nothing */
export async function runInPage(tabId, name, args = []) {
  const target = { tabId };
  await api.scripting.executeScript({
    target,
    files: ["anchor", "capture", "walk", "pick", "highlight"].map((name) => `page/${name}.js`),
  });
  const results = await api.scripting.executeScript({ target, func: callTool, args: [name, args] });
  return results?.[0]?.result;
}

/** Call a tool in the page, where nothing of this module exists.
 * @param {keyof PageTools} name
 * @param {unknown[]} args */
function callTool(name, args) {
  return /** @type {(...args: unknown[]) => unknown} */ (globalThis.unabridged[name])(...args);
}

// The colours of tokens.css, for pages of any colour; a test compares both.
const HIGHLIGHT = Object.entries({
  "-found": "text-decoration: underline 2px #2f6fb0",
  "-partly": "text-decoration: underline 2px #b3261e",
  "-differs": "background-color: #fde7e4; color: #14171b; text-decoration: underline 2px #b3261e",
  "-not_found":
    "background-color: #f1ecf8; color: #14171b; text-decoration: underline dotted 2px #6b4fa0",
  "-left_out":
    "background-color: #d9dee4; color: #14171b; text-decoration: underline dotted 2px #57606b",
  "": "background-color: #ffc53d; color: #14171b; text-decoration: underline 3px #14171b",
  "-pulse": "background-color: #ff9d00; color: #14171b; text-decoration: underline 3px #14171b",
})
  .map(([name, look]) => important(`::highlight(unabridged${name})`, look))
  .join("\n");

// The bar in the page's corner overrides the page's rules and has the system's colours.
const BAR = [
  "@media print { unabridged-walk { display: none !important; } }",
  important(
    "unabridged-walk",
    "all: initial; position: fixed; inset: auto 16px 16px auto; z-index: 2147483647; display: flex; " +
      "gap: 4px; align-items: center; padding: 4px; border: 1px solid GrayText; border-radius: 8px; " +
      "background: Canvas; color: CanvasText; color-scheme: light dark; font: 14px/20px system-ui; " +
      "box-shadow: 0 4px 16px rgb(0 0 0 / 25%)",
  ),
  important(
    "unabridged-walk button",
    "all: initial; box-sizing: border-box; min-width: 32px; height: 32px; border-radius: 6px; " +
      "color: CanvasText; font: 600 16px/32px system-ui; text-align: center; cursor: pointer",
  ),
  important("unabridged-walk button:hover", "background: ButtonFace"),
  important("unabridged-walk button:focus-visible", "outline: 2px solid CanvasText"),
  important("unabridged-walk output", "all: unset; min-width: 56px; text-align: center"),
  "@media (pointer: coarse) { unabridged-walk button { min-width: 44px !important; height: 44px !important; } }",
].join("\n");

/** @param {string} selector
 * @param {string} look */
function important(selector, look) {
  return `${selector} { ${look.replaceAll(/;|$/g, " !important;")} }`;
}

/** Add the highlights' colours to the page. The sheet is the author's: Chromium paints no
 * background from a user's sheet. It also reaches into shadow roots.
 * @param {number} tabId */
export async function styleHighlights(tabId) {
  const sheet = /** @type {const} */ ({
    target: { tabId },
    css: HIGHLIGHT + BAR,
    origin: "AUTHOR",
  });
  await api.scripting.removeCSS(sheet); // once is enough for any number of sentences
  await api.scripting.insertCSS(sheet);
}

export const DEFAULT_SERVER = "http://127.0.0.1:8750";

/** Return the reader's settings, overridden by a policy's.
 * @returns {Promise<Settings>} */
export async function readSettings() {
  const stored = await api.storage.local.get({ server: DEFAULT_SERVER, token: "" });
  // Firefox rejects without a policy.
  const policy = await api.storage.managed.get(["server", "token"]).catch(() => ({}));
  const set = Object.fromEntries(Object.entries(policy).filter(([, value]) => value));
  const { server, token } = { ...stored, ...set };
  return { server: String(server), token: String(token), locked: Object.keys(set) };
}

/** @param {Partial<Settings>} settings */
export async function writeSettings(settings) {
  await api.storage.local.set(settings);
}

// Firefox asks the reader once whether an extension may send data at all.
const CONSENT = /** @type {any} */ ({ data_collection: ["browsingActivity", "websiteContent"] });
export const asksConsent = () => "getBrowserInfo" in api.runtime;

/** Return whether the reader allowed sending pages to this server.
 * @param {string} server */
export async function maySend(server) {
  const { agreed } = await api.storage.local.get("agreed");
  return agreed === server && (!asksConsent() || api.permissions.contains(CONSENT));
}

/** Ask the browser's own question; it must be the first call in a click's handler.
 * @returns {Promise<boolean>} */
export async function askConsent() {
  return !asksConsent() || api.permissions.request(CONSENT);
}

/** @param {string} server */
export async function noteLeave(server) {
  await api.storage.local.set({ agreed: server });
}

/** Return earlier input of panels by tab, which outlives an update of the extension.
 * @returns {Promise<Record<string, string>>} */
export async function readDrafts() {
  return /** @type {any} */ (await api.storage.local.get({ drafts: {} })).drafts;
}

/** @param {Record<string, string>} drafts */
export async function writeDrafts(drafts) {
  await api.storage.local.set({ drafts });
}

/** Return the checked pages, newest first, if the reader wants a list of them.
 * @returns {Promise<{wanted: boolean, visits: Visit[]}>} */
export async function readHistory() {
  const { history } = await api.storage.local.get({ history: { wanted: false, visits: [] } });
  return /** @type {{wanted: boolean, visits: Visit[]}} */ (history);
}

/** Write the changed list of checked pages, and remove the comparisons that it no longer keeps.
 * @param {(history: {wanted: boolean, visits: Visit[]}) => {wanted: boolean, visits: Visit[]}} change
 * @param {Record<string, Comparison>} [compared] a page's comparison by its address
 * @returns {Promise<void>} */
export function changeHistory(change, compared = {}) {
  // Two windows may write at once.
  return navigator.locks.request("history", async () => {
    const before = await readHistory();
    const history = change(before);
    if (history === before) return;
    const whole = new Set(wholeOf(history.visits));
    const gone = wholeOf(before.visits).filter((url) => !whole.has(url));
    await api.storage.local.remove(gone.map((url) => COMPARED + url));
    const added = Object.entries(compared).filter(([url]) => whole.has(url));
    const stored = added.map(([url, comparison]) => [COMPARED + url, comparison]);
    await api.storage.local.set({ history, ...Object.fromEntries(stored) });
  });
}

const COMPARED = "compared:"; // and the page's address

/** Return the addresses whose comparisons are kept whole.
 * @param {Visit[]} visits */
function wholeOf(visits) {
  return visits.flatMap(({ url, size }) => (size ? [url] : []));
}

/** Return the comparisons that are kept of these pages, by address.
 * @param {string[]} urls
 * @returns {Promise<Map<string, Comparison>>} */
export async function readCompared(urls) {
  const stored = await api.storage.local.get(urls.map((url) => COMPARED + url));
  return new Map(
    Object.entries(stored).map(([key, kept]) => [
      key.slice(COMPARED.length),
      /** @type {Comparison} */ (kept),
    ]),
  );
}

/** @returns {Promise<MarkChoice>} which sentences are marked in pages */
export async function readMarks() {
  return /** @type {any} */ (await api.storage.local.get({ marks: "differences" })).marks;
}

/** @param {MarkChoice} marks */
export async function writeMarks(marks) {
  await api.storage.local.set({ marks });
}

/** Call `clicked` when the reader clicks on a marked sentence in a tab's page.
 * @param {(tabId: number, sentence: number) => void} clicked */
export function onMarkClicked(clicked) {
  api.runtime.onConnect.addListener(({ sender, onMessage }) => {
    const tabId = sender?.tab?.id;
    if (tabId !== undefined) onMessage.addListener((sentence) => clicked(tabId, Number(sentence)));
  });
}

/** Ask the panel of window `windowId` to check this tab, or the choice in it.
 * @param {number} windowId
 * @param {number} tabId
 * @param {Partial<Job>} [chosen] */
export async function askForCheck(windowId, tabId, chosen = {}) {
  await api.storage.session.set({ [`check:${windowId}`]: { tabId, chosen, at: Date.now() } });
}

/** Call `check` for each request to this window, also an earlier one, and once for each, though
 * a request may come both ways.
 * @param {number} windowId
 * @param {(tabId: number, chosen: Partial<Job>) => void} check */
export async function onCheck(windowId, check) {
  const key = `check:${windowId}`;
  let last = 0;
  /** @param {unknown} value */
  const take = (value) => {
    const note = /** @type {{tabId: number, chosen: Partial<Job>, at: number} | undefined} */ (
      value
    );
    if (!note || note.at === last) return;
    last = note.at;
    api.storage.session.remove(key);
    check(note.tabId, note.chosen);
  };
  api.storage.session.onChanged.addListener((changes) => take(changes[key]?.newValue));
  take((await api.storage.session.get(key))[key]);
}

/** Return a message that the browser needs too: in the manifest, the menus.
 * @param {string} key
 * @returns {string} "" if it is missing */
export function message(key) {
  return api.i18n.getMessage(key);
}

/** Read all messages in the reader's language; build.py writes them as lists, each in the code page
 * of its language, and says in the first line where each is.
 * @returns {Promise<Map<string, string>>} */
export async function readMessages() {
  const file = await (await fetch(api.runtime.getURL("words.bin"))).arrayBuffer();
  const start = new Uint8Array(file).indexOf(10) + 1;
  const places = JSON.parse(new TextDecoder().decode(file.slice(0, start)));
  const [keys, words] = ["keys", message("lang")].map((name) => {
    const [page, from, to] = places[name];
    const list = new TextDecoder(page).decode(file.slice(start + from, start + to));
    return list.replaceAll("\x1f", "\u202f").replaceAll("\x1e", "→").split("\n");
  });
  return new Map(keys?.map((key, at) => [key, words?.[at] ?? ""]));
}

const ANY_WINDOW = -1; // phones have no windows

/** @returns {Promise<number>} */
export async function currentWindow() {
  return api.windows ? Number((await api.windows.getCurrent()).id) : ANY_WINDOW;
}

/** Return whether the tab is private: its input is not stored.
 * @param {number} tabId */
export async function isPrivate(tabId) {
  return api.tabs.get(tabId).then(
    ({ incognito }) => incognito,
    () => false,
  );
}

/** Return the tab's address, if the extension may know it, else "".
 * @param {number} tabId */
export async function tabAddress(tabId) {
  return api.tabs.get(tabId).then(
    ({ url }) => url ?? "",
    () => "",
  );
}

/** @param {number} tabId */
export async function showTab(tabId) {
  await api.tabs.update(tabId, { active: true });
}

/** @param {number} tabId
 * @param {string} address */
export async function turnTo(tabId, address) {
  await api.tabs.update(tabId, { active: true, url: address });
}

/** Follow the tabs of window `windowId`. `navigated` gets the address without its fragment, if
 * the extension may still know it (else "": the reader went to another site).
 * @param {number} windowId
 * @param {{activated: (tabId: number) => void, navigated: (tabId: number, address: string) => void,
 *   loaded: (tabId: number) => void, removed: (tabId: number) => void}} listeners */
export function watchTabs(windowId, { activated, navigated, loaded, removed }) {
  api.tabs.onActivated.addListener((info) => {
    if (windowId === ANY_WINDOW || info.windowId === windowId) activated(info.tabId);
  });
  api.tabs.onUpdated.addListener((tabId, change, tab) => {
    if (change.status === "complete") loaded(tabId);
    if (change.status !== "loading" && change.url === undefined) return;
    navigated(tabId, (change.url ?? tab.url ?? "").split("#", 1)[0] ?? "");
  });
  api.tabs.onRemoved.addListener((tabId) => removed(tabId));
}

/** Answer a full tab that asks for the result of tab `tabId`.
 * @param {(tabId: number, asking: number | undefined) => unknown} result */
export function onResultAsked(result) {
  api.runtime.onMessage.addListener((message, sender, answer) => {
    if (sender.id === api.runtime.id && typeof message?.resultOf === "number")
      answer(result(message.resultOf, sender.tab?.id));
  });
}

/** Call `looked` when the reader chooses a sentence in the full tab of tab `tabId`.
 * @param {(tabId: number, side: "page" | "source", sentence: number) => void} looked */
export function onLooked(looked) {
  api.runtime.onMessage.addListener((message, sender) => {
    if (sender.id === api.runtime.id && typeof message?.lookedIn === "number")
      looked(message.lookedIn, message.side, Number(message.sentence));
  });
}

/** Report to the panel what the reader chose in the full tab of tab `lookedIn`.
 * @param {number} lookedIn
 * @param {"page" | "source"} side
 * @param {number} sentence */
export async function tellLooked(lookedIn, side, sentence) {
  await api.runtime.sendMessage({ lookedIn, side, sentence }).catch(() => {}); // no panel is open
}

/** Return the result in the panel of tab `tabId`, or null.
 * @param {number} tabId
 * @returns {Promise<any>} */
export async function askForResult(tabId) {
  return api.runtime.sendMessage({ resultOf: tabId }).catch(() => null);
}
