/** The panel's page: shows the state of the tab beside it and hands clicks on. */

import { badgeOf } from "./lib/panel/badge.js";
import {
  api,
  askConsent,
  askForResult,
  currentWindow,
  onCheck,
  onMarkClicked,
  onResultAsked,
  openAddress,
  openInTab,
  readDrafts,
  readMessages,
  runInPage,
  showBadge,
  watchTabs,
  writeDrafts,
} from "./lib/browser.js";
import { Drafts } from "./lib/panel/drafts.js";
import { Panel } from "./lib/panel/session.js";
import { asQuotation } from "./lib/export/formats.js";
import { save } from "./lib/export/save.js";
import { translator } from "./lib/view/translate.js";
import { comparisonView } from "./lib/view/comparison.js";
import { jumpTo } from "./lib/view/jump.js";
import { keptView } from "./lib/view/kept.js";
import { button } from "./lib/view/parts.js";
import { askingView, sentView } from "./lib/view/sent.js";
import { checkingView, failureView, idleView, movedView } from "./lib/view/states.js";

const [t, typed] = await Promise.all([readMessages().then(translator), readDrafts()]);
const [headline, content, notice] = [part("headline"), part("content"), part("notice")];
const ownTab = Number(new URLSearchParams(location.search).get("tab"));
const drafts = new Drafts(typed, writeDrafts);
let shown = ownTab;
let marking = true;
/** @type {"pairs" | "reading"} */
let viewed = "pairs";

const panel = new Panel((tabId, state) => {
  showBadge(tabId, badgeOf(state, t));
  if (state.name === "answer" && marking) panel.mark(tabId, true).catch(() => {});
  if (tabId === shown) render();
});

/** @param {string} id */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @returns {Actions} */
function actions() {
  const tabId = shown;
  const { here } = panel.job(tabId);
  return {
    ...(here && {
      [here === "page" ? "showInPage" : "showInOriginal"]: (/** @type {number} */ i) =>
        showInPage(tabId, i),
    }),
    ...(here && { mark: { on: marking, toggle: (on) => mark(tabId, on) } }),
    ...(!ownTab && { openThere: (address) => openThere(tabId, address) }),
    compareWith: (source) => panel.compareWith(tabId, source),
    searchWith: (providers) => panel.searchWith(tabId, providers),
    askOpinion: () => panel.askOpinion(tabId),
    send: () => send(tabId),
    compareKept: () => panel.compareKept(tabId),
    forgetKept,
    save: (format) => withAnswer(tabId, (comparison) => save(format, comparison, t)),
    quote: (sentence) => withAnswer(tabId, (comparison) => copy(sentence, comparison)),
    again: () => panel.again(tabId),
    cancel: () => panel.cancel(tabId),
    back: () => panel.back(tabId),
    settings: () => api.runtime.openOptionsPage(),
    ...(!ownTab && { widen: () => openInTab(tabId) }),
    ...(ownTab && { views: { first: viewed, choose: (view) => void (viewed = view) } }),
  };
}

/** @returns {import("./lib/view/comparison.js").View} */
function view() {
  const { headline, body } = stateView();
  const kept = panel.keptFor(shown);
  const pressed = !["idle", "moved"].includes(panel.state(shown).name);
  const request = ["answer", "failed"].includes(panel.state(shown).name) && panel.request(shown);
  return {
    headline,
    body: [
      ...(kept ? [keptView(kept.title, pressed, t, actions())] : []),
      ...body,
      ...(request ? [sentView(request, t)] : []),
    ],
  };
}

/** @returns {import("./lib/view/comparison.js").View} */
function stateView() {
  const state = panel.state(shown);
  switch (state.name) {
    case "idle":
      return idleView(t);
    case "moved":
      return movedView(state.before?.title ?? null, t, actions());
    case "checking":
      return checkingView(state, t, actions());
    case "asking":
      return askingView(state, t, actions());
    case "failed":
      return failureView(state.failure, t, actions());
    case "answer":
      return comparisonView(state.comparison, t, actions(), panel.job(shown).source);
  }
}

function render() {
  const { headline: head, body } = view();
  const focused = document.activeElement?.closest("main button")?.textContent;
  say("");
  headline.replaceChildren(...head);
  content.replaceChildren(...body);
  drafts.restore(shown, content);
  document.body.dataset.state = panel.state(shown).name;
  // A step that ends must not take the focus away from Cancel.
  if (focused) buttonNamed(focused)?.focus();
}

/** @param {string} label
 * @returns {HTMLButtonElement | undefined} */
function buttonNamed(label) {
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (
    document.querySelectorAll("main button")
  );
  return [...buttons].find((each) => each.textContent === label);
}

/** @param {string} words
 * @param {...Node} controls */
function say(words, ...controls) {
  notice.replaceChildren(words, " ", ...controls);
  notice.toggleAttribute("hidden", !words);
}

/** @param {number} tabId
 * @param {number} sentence */
async function showInPage(tabId, sentence) {
  // Where the page may no longer be touched, its sentences are as good as gone.
  const found = await panel.show(tabId, sentence).catch(() => false);
  if (found && ownTab) await api.tabs.update(tabId, { active: true });
  if (!found) say(t.text("not_in_page_now"));
  else
    say(
      t.text("marked_in_page"),
      button(t.text("remove_mark"), () => clearMark(tabId), "plain"),
    );
}

/** @param {number} tabId */
async function clearMark(tabId) {
  await runInPage(tabId, "unshow").catch(() => {});
  say("");
}

/** @param {number} tabId
 * @param {(comparison: Comparison) => void} work */
function withAnswer(tabId, work) {
  const state = panel.state(tabId);
  if (state.name === "answer") work(state.comparison);
}

/** @param {string} sentence
 * @param {Comparison} comparison */
async function copy(sentence, { source, search }) {
  if (!source) return;
  const origin = { ...source, url: source.url ?? search?.source ?? null };
  const copied = await navigator.clipboard.writeText(asQuotation(sentence, origin, t)).then(
    () => true,
    () => false,
  );
  say(t.text(copied ? "copied" : "not_copied"));
}

/** @param {number} tabId
 * @param {boolean} on */
async function mark(tabId, on) {
  marking = on;
  await panel.mark(tabId, on).catch(() => {});
}

/** Firefox asks as well, and wants the click for it.
 * @param {number} tabId */
async function send(tabId) {
  if (await askConsent()) panel.send(tabId);
}

/** @param {number} tabId
 * @param {string} address */
function openThere(tabId, address) {
  panel.keep(tabId);
  return openAddress(address);
}

function forgetKept() {
  panel.forgetKept();
  render();
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
      if (!address || address !== withoutFragment(panel.job(tabId).address)) panel.moved(tabId);
    },
    removed: (tabId) => {
      panel.forget(tabId);
      drafts.forget(tabId);
    },
  });
  onMarkClicked((tabId, sentence) => {
    if (tabId === shown) jumpTo(panel.job(tabId).here ?? "page", sentence);
  });
  content.addEventListener("input", (event) => drafts.note(shown, event.target));
  if (ownTab) return startInTab();
  onResultAsked((tabId) => panel.handOver(tabId));
  const active = await api.tabs.query({ active: true, currentWindow: true });
  turnTo(active[0]?.id ?? 0);
  return onCheck(await currentWindow(), (tabId, chosen) => {
    shown = tabId;
    panel.check(tabId, chosen);
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
