/** The panel's page: shows the state of the tab beside it and hands clicks on. */

import {
  api, askForResult, currentWindow, messages, onCheck, onResultAsked, openInTab, runInPage, watchTabs,
} from "./lib/browser.js";
import { Panel } from "./lib/panel.js";
import { translator } from "./lib/translate.js";
import { comparisonView } from "./lib/view/comparison.js";
import { button } from "./lib/view/parts.js";
import { checkingView, failureView, idleView, movedView } from "./lib/view/states.js";

const t = translator(messages);
const [headline, content, notice] = ["headline", "content", "notice"].map(
  (id) => /** @type {HTMLElement} */ (document.getElementById(id)),
);
const ownTab = Number(new URLSearchParams(location.search).get("tab"));
let shown = ownTab;

const panel = new Panel((tabId) => {
  if (tabId === shown) render();
});

/** @returns {Actions} */
function actions() {
  const tabId = shown;
  return {
    showInPage: (sentence) => showInPage(tabId, sentence),
    compareWith: (address) => panel.compareWith(tabId, address),
    again: () => panel.check(tabId),
    cancel: () => panel.cancel(tabId),
    back: () => panel.back(tabId),
    settings: () => api.runtime.openOptionsPage(),
    ...(!ownTab && { widen: () => openInTab(tabId) }),
  };
}

/** @returns {import("./lib/view/comparison.js").View} */
function view() {
  const state = panel.state(shown);
  switch (state.name) {
    case "idle":
      return idleView(t);
    case "moved":
      return movedView(state.before?.title ?? null, t, actions());
    case "checking":
      return checkingView(state, t, actions());
    case "failed":
      return failureView(state.failure, t, actions());
    case "answer":
      return comparisonView(state.comparison, t, actions());
  }
}

function render() {
  const { headline: head, body } = view();
  const focused = document.activeElement?.closest("main button")?.textContent;
  say("");
  headline?.replaceChildren(...head);
  content?.replaceChildren(...body);
  document.body.dataset.state = panel.state(shown).name;
  // A step that ends must not take the focus away from Cancel.
  if (focused) buttonNamed(focused)?.focus();
}

/** @param {string} label
 * @returns {HTMLButtonElement | undefined} */
function buttonNamed(label) {
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("main button"));
  return [...buttons].find((each) => each.textContent === label);
}

/** @param {string} words
 * @param {...Node} controls */
function say(words, ...controls) {
  notice?.replaceChildren(words, " ", ...controls);
  notice?.toggleAttribute("hidden", !words);
}

/** @param {number} tabId
 * @param {number} sentence */
async function showInPage(tabId, sentence) {
  // Where the page may no longer be touched, its sentences are as good as gone.
  const found = await panel.show(tabId, sentence).catch(() => false);
  if (found && ownTab) await api.tabs.update(tabId, { active: true });
  if (!found) say(t.text("not_in_page_now"));
  else say(t.text("marked_in_page"), button(t.text("remove_mark"), () => clearMark(tabId), "plain"));
}

/** @param {number} tabId */
async function clearMark(tabId) {
  await runInPage(tabId, "clear").catch(() => {});
  say("");
}

/** @param {number} tabId */
function turnTo(tabId) {
  shown = tabId;
  render();
}

async function start() {
  document.documentElement.lang = t.language;
  document.documentElement.dir = t.direction;
  watchTabs(await currentWindow(), {
    activated: (tabId) => !ownTab && turnTo(tabId),
    navigated: (tabId, address) => {
      if (address !== withoutFragment(panel.addressOf(tabId))) panel.moved(tabId);
    },
    removed: (tabId) => panel.forget(tabId),
  });
  if (ownTab) return startInTab();
  onResultAsked((tabId) => panel.handOver(tabId));
  const active = await api.tabs.query({ active: true, currentWindow: true });
  turnTo(active[0]?.id ?? 0);
  return onCheck(await currentWindow(), (tabId) => {
    shown = tabId;
    panel.check(tabId);
  });
}

async function startInTab() {
  const result = await askForResult(ownTab);
  if (result) panel.takeOver(ownTab, result);
  else panel.check(ownTab);
}

/** @param {string} address */
function withoutFragment(address) {
  return address.split("#", 1)[0];
}

start();
