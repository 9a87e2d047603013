/** The panel's page: shows the state of its tab and handles clicks. */

import * as browser from "./lib/browser.js";
import { asFailure } from "./lib/errors.js";
import { asLine, quotationOf } from "./lib/export/formats.js";
import { save, saveReport } from "./lib/export/save.js";
import { badgeOf } from "./lib/panel/badge.js";
import { Drafts } from "./lib/panel/drafts.js";
import { bounded } from "./lib/panel/history.js";
import { Sessions } from "./lib/panel/session.js";
import { comparisonView } from "./lib/view/comparison.js";
import { enterByKey, jumpTo } from "./lib/view/jump.js";
import { keptView } from "./lib/view/kept.js";
import { menu } from "./lib/view/menu.js";
import { askedOriginals } from "./lib/view/originals.js";
import { button } from "./lib/view/parts.js";
import { askingView, sentView } from "./lib/view/sent.js";
import { checkingView, failureView, idleView, movedView, SHORTCUT } from "./lib/view/states.js";
import { failureWords } from "./lib/view/states.js";
import { NAME, translator } from "./lib/view/translate.js";
import { heading, inALine, labelOf } from "./lib/view/verdict.js";

const { api } = browser;
const [t, typed, marked] = await Promise.all([
  browser.readMessages().then(translator),
  browser.readDrafts(),
  browser.readMarks(),
]);
// The words of the bar in the page.
const WALK = {
  language: t.language,
  label: t.text("mark_page"),
  previous: t.text("reading_previous"),
  next: t.text("reading_next"),
  hide: t.text("hide"),
  place: t.text("reading_place", "$1", "$2"),
};
const headline = part("headline");
const content = part("content");
const notice = part("notice");
const more = part("more");
const STORED = -1; // no tab: a comparison of the list of checked pages
const asked = new URLSearchParams(location.search);
const ownTab = asked.has("stored") ? STORED : Number(asked.get("tab"));
const drafts = new Drafts(typed, browser.writeDrafts);
let shown = ownTab;
let marks = marked;
/** @type {"pairs" | "reading"} */
let viewed = "reading";

const sessions = new Sessions((tabId, state) => {
  const { inTab, subject } = sessions.job(tabId);
  browser.showBadge(tabId, badgeOf(state, t, subject === "this_page"));
  if (state.name === "answer") {
    if (marks !== "off") sessions.mark(tabId, marks, WALK).catch(() => {});
    if (inTab === "page") remember(tabId, state.comparison);
  }
  if (tabId === shown) render();
});

/** @param {string} id
 * @returns {HTMLElement} */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @returns {Actions} */
function actions() {
  const state = sessions.state(shown);
  const { comparison } = state.name === "answer" ? state : { comparison: null };
  return {
    ...(comparison && {
      save: (format) => save(format, comparison, t),
      report: (note) => saveReport(comparison, note),
      copyGist: () => copy(asLine(comparison, t), "copied"),
    }),
    quote: (sentence, original) => comparison && copyQuotation(sentence, comparison, original),
    copyLink: (address) => copy(address),
    settings: () => api.runtime.openOptionsPage(),
    history: () => browser.openAddress(api.runtime.getURL("options.html#history")),
    ...(ownTab && {
      views: { first: viewed, choose: (view) => void (viewed = view) },
      toPage: () => toPage(comparison?.page.url ?? ""),
    }),
    ...(ownTab !== STORED && tabActions(shown, comparison)),
  };
}

/** Return the actions that need the tab's page.
 * @param {number} tabId
 * @param {Comparison | null} comparison
 * @returns {Actions} */
function tabActions(tabId, comparison) {
  const { inTab } = sessions.job(tabId);
  return {
    ...(inTab && {
      [inTab === "page" ? "showInPage" : "showInOriginal"]: (/** @type {number} */ i) =>
        showInPage(tabId, i),
    }),
    ...(inTab &&
      comparison?.alignment && { marks: { which: marks, choose: (which) => mark(tabId, which) } }),
    ...(!ownTab && { openThere: (address) => openThere(tabId, address) }),
    compareWith: (...sources) => sessions.compareWith(tabId, sources),
    ...(comparison?.source && {
      addOriginal: (source) =>
        sessions.compareWith(tabId, [
          ...askedOriginals(sessions.request(tabId), comparison),
          source,
        ]),
    }),
    compareItem: (item) => sessions.compareItem(tabId, item),
    ...(sessions.job(tabId).item !== undefined && { allItems: () => sessions.allItems(tabId) }),
    checkText: (text) => sessions.checkText(tabId, text),
    searchWith: (providers) => sessions.searchWith(tabId, providers),
    askOpinion: () => sessions.askOpinion(tabId),
    send: () => send(tabId),
    compareKept: () => sessions.compareKept(tabId),
    forgetKept,
    ...(comparison && { share: () => share(tabId) }),
    again: () => sessions.again(tabId),
    cancel: () => sessions.cancel(tabId),
    back: () => sessions.back(tabId),
    ...(!ownTab && comparison?.alignment && { widen: () => browser.openInTab(tabId) }),
  };
}

/** @param {string} address of the page that was compared */
function toPage(address) {
  return ownTab === STORED ? browser.openAddress(address) : browser.showTab(ownTab);
}

/** @returns {import("./lib/view/comparison.js").View} */
function view() {
  const { headline, body } = stateView();
  const kept = sessions.keptFor(shown);
  const state = sessions.state(shown).name;
  const pressed = !["idle", "moved"].includes(state);
  const request = ["answer", "failed"].includes(state) && sessions.request(shown);
  return {
    headline,
    body: [
      ...(kept ? [keptView(kept.title, pressed, t, actions())] : []),
      ...body,
      ...(request && state === "failed" && !sessions.wasSent(shown)
        ? []
        : request
          ? [sentView(request, t)]
          : []),
    ],
  };
}

/** @returns {import("./lib/view/comparison.js").View} */
function stateView() {
  const state = sessions.state(shown);
  switch (state.name) {
    case "idle":
      return idleView(t);
    case "moved":
      return movedView(state.before?.title ?? null, t, actions());
    case "checking":
      return checkingView(state, t, actions());
    case "asking":
      return askingView(state, t, actions(), browser.asksConsent());
    case "failed":
      return failureView(state.failure, t, actions(), askedAddress());
    case "answer": {
      const { source: given, subject, page } = sessions.job(shown);
      const frame = page?.frame ?? "";
      return comparisonView(state.comparison, t, actions(), { given, subject, frame });
    }
  }
}

/** Return a linked page's address, to be shown with a failure. */
function askedAddress() {
  const { subject, page } = sessions.job(shown);
  return subject === "linked_page" ? (page?.url ?? "") : "";
}

function render() {
  delete document.body.dataset.view;
  const { headline: head, body } = view();
  const focused = document.activeElement?.closest("main button")?.textContent;
  say("");
  headline.replaceChildren(...head);
  content.replaceChildren(...body);
  drafts.restore(shown, content);
  const sheet = menu(t, actions(), SHORTCUT);
  more.replaceChildren(...(sheet ? [sheet] : []));
  document.body.dataset.state = sessions.state(shown).name;
  const { title } = /** @type {{title?: string}} */ (sessions.state(shown));
  if (ownTab) document.title = title ? `${title} - ${NAME}` : NAME;
  // The end of a step must not take the focus from Cancel.
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
  // Sentences of a page that may no longer be read count as missing.
  const found = await sessions.show(tabId, sentence).catch(() => false);
  if (found && ownTab) await browser.showTab(tabId);
  if (!found) say(t.text("not_in_page_now"));
  else
    say(
      t.text("marked_in_page"),
      button(t.text("remove_mark"), () => clearMark(tabId), "plain"),
    );
}

/** @param {number} tabId */
async function clearMark(tabId) {
  await browser.runInPage(tabId, "unshow").catch(() => {});
  say("");
}

/** @param {string} sentence
 * @param {Comparison} comparison
 * @param {Article} [original] the first without it */
function copyQuotation(sentence, comparison, original) {
  const words = quotationOf(sentence, comparison, original, t);
  if (words) copy(words, "copied");
}

/** @param {string} text
 * @param {string} [done] message afterwards */
async function copy(text, done = "link_copied") {
  const copied = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  say(t.text(copied ? done : "not_copied"));
}

/** @param {number} tabId */
async function share(tabId) {
  say(t.text("saving"));
  try {
    const address = await sessions.share(tabId);
    const link = document.createElement("a");
    Object.assign(link, { href: address, textContent: address, target: "_blank", rel: "noopener" });
    say(
      t.text("shared_note"),
      link,
      button(t.text("copy_link"), () => copy(address)),
    );
  } catch (error) {
    const { title, detail } = failureWords(asFailure(error), t);
    say(`${title}. ${detail}`);
  }
}

/** @param {number} tabId
 * @param {MarkChoice} which */
async function mark(tabId, which) {
  marks = which;
  await browser.writeMarks(which);
  await sessions.mark(tabId, which, WALK).catch(() => {});
}

/** @param {number} tabId
 * @param {Comparison} comparison */
async function remember(tabId, comparison) {
  const { page, source, verdict } = comparison;
  const { wanted } = await browser.readHistory();
  if (!wanted || !page.url || (await browser.isPrivate(tabId))) return;
  const { url, title } = page;
  const visit = {
    url,
    title: title ?? url,
    label: labelOf(verdict),
    at: new Date().toISOString(),
    line: inALine(comparison, t),
    answer: heading(verdict, t),
    publisher: [page.publisher, source?.publisher].filter(Boolean).join(", "),
    size: new Blob([JSON.stringify(comparison)]).size,
  };
  await browser.changeHistory(
    ({ visits }) => {
      const others = visits.filter((each) => each.url !== url);
      return { wanted, visits: bounded([visit, ...others]) };
    },
    { [url]: comparison },
  );
}

/** Send; Firefox asks too, and needs the click for it.
 * @param {number} tabId */
async function send(tabId) {
  if (await browser.askConsent()) sessions.send(tabId);
}

/** @param {number} tabId
 * @param {string} address */
function openThere(tabId, address) {
  sessions.keep(tabId);
  return browser.openAddress(address);
}

function forgetKept() {
  sessions.forgetKept();
  render();
}

/** @param {number} tabId */
async function turnTo(tabId) {
  shown = tabId;
  render();
  if (await browser.isPrivate(tabId)) drafts.keepPrivate(tabId);
}

async function start() {
  document.documentElement.lang = t.language;
  document.documentElement.dir = t.direction;
  browser.watchTabs(await browser.currentWindow(), {
    activated: (tabId) => !ownTab && turnTo(tabId),
    navigated: (tabId, address) => {
      if (!address || address !== withoutFragment(sessions.job(tabId).address))
        sessions.moved(tabId);
    },
    removed: (tabId) => {
      sessions.forget(tabId);
      drafts.forget(tabId);
    },
  });
  browser.onMarkClicked((tabId, sentence) => {
    if (tabId === shown) jumpTo(sessions.job(tabId).inTab ?? "page", sentence);
  });
  document.addEventListener("keydown", enterByKey);
  content.addEventListener("input", (event) => drafts.note(shown, event.target));
  if (ownTab) return startInTab();
  browser.onResultAsked((tabId) => sessions.handOver(tabId));
  const active = await api.tabs.query({ active: true, currentWindow: true });
  await turnTo(active[0]?.id ?? 0);
  return browser.onCheck(await browser.currentWindow(), (tabId, chosen) => {
    shown = tabId;
    sessions.check(tabId, chosen);
  });
}

/** Show a comparison that is kept in this browser.
 * @param {string} address of its page */
async function startStored(address) {
  const [compared, { visits }] = await Promise.all([
    browser.readCompared([address]),
    browser.readHistory(),
  ]);
  const comparison = compared.get(address);
  if (!comparison) return browser.leaveFor(address); // it was cleared meanwhile
  const { title = address, at = "" } = visits.find(({ url }) => url === address) ?? {};
  const job = /** @type {const} */ ({
    inTab: null,
    subject: "this_page",
    page: null,
    source: null,
  });
  sessions.takeOver(STORED, {
    state: { name: "answer", title, comparison },
    job: { ...job, address },
  });
  say(t.text("history_from", t.date(at)));
}

async function startInTab() {
  if (ownTab === STORED) return startStored(asked.get("stored") ?? "");
  const result = await browser.askForResult(ownTab);
  if (result) sessions.takeOver(ownTab, result);
  else sessions.check(ownTab);
}

/** @param {string} address */
function withoutFragment(address) {
  return address.split("#", 1)[0];
}

start();
