/** The panel's page: shows the state of its tab and handles clicks. */

import * as browser from "./lib/browser.js";
import { asFailure } from "./lib/errors.js";
import { asLine, quotationOf } from "./lib/export/formats.js";
import { save, saveReport } from "./lib/export/save.js";
import { badgeOf } from "./lib/panel/badge.js";
import { connect } from "./lib/panel/connect.js";
import { Drafts } from "./lib/panel/drafts.js";
import { bounded } from "./lib/panel/history.js";
import { chosenIn } from "./lib/panel/menus.js";
import { Sessions } from "./lib/panel/session.js";
import { comparisonView } from "./lib/view/comparison.js";
import { enterByKey, jumpTo, keepFocus } from "./lib/view/jump.js";
import { keptView, originalView } from "./lib/view/kept.js";
import { menu } from "./lib/view/menu.js";
import "./lib/view/paper.js";
import { askedOriginals } from "./lib/view/originals.js";
import { button } from "./lib/view/parts.js";
import { askingView, sentView } from "./lib/view/sent.js";
import { checkingView, failureView, idleView, movedView, SHORTCUT } from "./lib/view/states.js";
import { failureWords } from "./lib/view/states.js";
import { addressOfText, addressOfTexts } from "./lib/view/text.js";
import { NAME, inWords, translator } from "./lib/view/translate.js";
import { inALine } from "./lib/view/verdict.js";

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
let shownTab = ownTab;
let active = ownTab;
/** @type {Map<number, number>} full tabs, and the tabs whose pages they compare */
const beside = new Map();
/** @type {Map<number, boolean>} tabs that show an original: false until it is loaded */
const originals = new Map();
/** @type {Map<number, string>} tabs that are turned to the rest of their text */
const goingOn = new Map();
/** @type {Set<number>} those of them with marks */
const markedThere = new Set();
let marks = marked;
/** @type {"pairs" | "reading"} */
let viewed = "reading";
let frame = 0; // in which the panel is drawn next
let connecting = ""; // what to compare with the server's page that waits to be pressed

const sessions = new Sessions((tabId, state) => {
  const { inTab, subject } = sessions.job(tabId);
  browser.showBadge(tabId, badgeOf(state, t, subject === "this_page"));
  if (state.name === "answer") {
    if (marks !== "off") sessions.mark(tabId, marks, WALK);
    if (inTab === "page" && !state.stopped) remember(tabId, state.comparison);
  }
  if (tabId !== shownTab) return;
  // Steps that end within a frame are drawn once.
  if (state.name === "checking" && document.body.dataset.state === "checking")
    frame ||= requestAnimationFrame(render);
  else render();
});

/** @param {string} id
 * @returns {HTMLElement} */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @returns {Actions} */
function actions() {
  const state = sessions.state(shownTab);
  const { comparison } = state.name === "answer" ? state : { comparison: null };
  return {
    ...(comparison && {
      save: (format) => save(format, comparison, t),
      report: (note, ends) => saveReport(comparison, note, ends),
      copyGist: () => copy(asLine(comparison, t), "copied"),
    }),
    quote: (sentence, original) => comparison && copyQuotation(sentence, comparison, original),
    copyLink: (address) => copy(address),
    settings: () => api.runtime.openOptionsPage(),
    history: () => browser.openAddress(api.runtime.getURL("options.html#history")),
    ...(ownTab && {
      views: { first: viewed, choose: (view) => void (viewed = view) },
      toPage: () => toPage(comparison?.page.url ?? ""),
      looked: (side, sentence) => browser.tellLooked(ownTab, side, sentence),
    }),
    ...(ownTab !== STORED && tabActions(shownTab, comparison)),
  };
}

/** Return the actions that need the tab's page.
 * @param {number} tabId
 * @param {Comparison | null} comparison
 * @returns {Actions} */
function tabActions(tabId, comparison) {
  const { inTab, from } = sessions.job(tabId);
  return {
    ...(inTab && {
      [inTab === "page" ? "showInPage" : "showInOriginal"]: (
        /** @type {number} */ i,
        quietly = false,
        /** @type {string[] | undefined} */ sentences = undefined,
      ) => showInPage(tabId, i, quietly, sentences),
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
    ...(comparison &&
      sessions.request(tabId) && {
        story: (grown) => sessions.story(tabId, grown),
        citing: sessions.citing(tabId),
      }),
    appeal: () => sessions.appeal(tabId),
    searchWith: (providers) => sessions.searchWith(tabId, providers),
    askOpinion: () => sessions.askOpinion(tabId),
    send: () => send(tabId),
    compareKept: () => sessions.compareKept(tabId),
    forgetKept,
    ...(comparison && { share: () => share(tabId) }),
    ...(inTab === "page" && { pickInPage: () => pickInPage(tabId) }),
    openNext: (address) => openNext(tabId, address),
    checkPart: (address) => sessions.check(tabId, linkedJob(address)),
    again: () => sessions.again(tabId),
    cancel: () => sessions.stop(tabId),
    back: () => sessions.back(tabId),
    ...(!ownTab && comparison?.alignment && { widen: () => browser.openInTab(tabId) }),
    ...(from !== undefined &&
      comparison && {
        atOriginal: { marked: markedThere.has(tabId) },
        toPage: () => backTo(from, comparison.page.url ?? ""),
      }),
  };
}

/** @param {string} address of the page that was compared */
function toPage(address) {
  return ownTab === STORED ? browser.openAddress(address) : browser.showTab(ownTab);
}

/** @returns {import("./lib/view/comparison.js").View} */
function view() {
  const { headline, body } = stateView();
  const storedPages = sessions.keptFor(shownTab);
  const state = sessions.state(shownTab).name;
  const pressed = !["idle", "moved"].includes(state);
  return {
    headline,
    body: [
      ...(storedPages ? [keptView(storedPages.title, pressed, t, actions())] : []),
      ...originalView(t, actions()),
      ...body,
      ...(state === "failed" && sessions.wasSent(shownTab) ? sent() : []),
    ],
  };
}

/** Render what was sent of the tab's page. */
function sent() {
  const request = sessions.request(shownTab);
  return request ? [sentView(request, t)] : [];
}

/** @returns {import("./lib/view/comparison.js").View} */
function stateView() {
  const state = sessions.state(shownTab);
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
      return failureView(state.failure, t, actions(), {
        asked: askedAddress(),
        title: state.title,
      });
    case "answer": {
      const { source: given, subject, page } = sessions.job(shownTab);
      const about = { given, subject, frame: page, stopped: state.stopped, sent: sent() };
      return comparisonView(state.comparison, t, actions(), about);
    }
  }
}

/** Return a linked page's address, to be shown with a failure. */
function askedAddress() {
  const { subject, page } = sessions.job(shownTab);
  return subject === "linked_page" ? (page?.url ?? "") : "";
}

function render() {
  cancelAnimationFrame(frame);
  frame = 0;
  delete document.body.dataset.view;
  const { headline: head, body } = view();
  const state = sessions.state(shownTab);
  const before = document.activeElement;
  const focused = before?.closest("main button")?.textContent;
  say(connecting);
  // What is announced is announced once.
  if (state.name !== "checking" || headline.textContent !== textOf(head))
    headline.replaceChildren(...head);
  content.replaceChildren(...body);
  drafts.restore(shownTab, content);
  const sheet = menu(t, actions(), SHORTCUT);
  more.replaceChildren(...(sheet ? [sheet] : []));
  document.body.dataset.state = state.name;
  const { title } = /** @type {{title?: string}} */ (state);
  if (ownTab) document.title = title ? `${title} - ${NAME}` : NAME;
  // The end of a step must not take the focus from Cancel; keys work at once on an answer.
  if (focused) buttonNamed(focused)?.focus();
  keepFocus(document.activeElement, headline);
}

/** @param {Node[]} nodes */
function textOf(nodes) {
  return nodes.map(({ textContent }) => textContent).join("");
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
 * @param {number} sentence
 * @param {boolean} quietly whether the panel says nothing of it
 * @param {string[]} [sentences] */
async function showInPage(tabId, sentence, quietly, sentences) {
  // Sentences of a page that may no longer be read count as missing.
  const isFound = await sessions.show(tabId, sentence, sentences).catch(() => false);
  if (isFound && active !== tabId) await browser.showTab(tabId);
  if (quietly) return;
  const { source, alignment } = answered(tabId) ?? {};
  const text = sessions.job(tabId).from !== undefined && alignment?.source[sentence];
  if (!isFound && text && source?.url)
    await browser.turnTo(tabId, addressOfText(source.url, text, source));
  else if (!isFound) say(t.text("not_in_page_now"));
  else
    say(
      t.text("marked_in_page"),
      button(t.text("remove_mark"), () => clearMark(tabId), "plain"),
    );
}

/** @param {number} tabId
 * @returns {Comparison | undefined} */
function answered(tabId) {
  const state = sessions.state(tabId);
  return state.name === "answer" ? state.comparison : undefined;
}

/** @param {number} tabId */
async function pickInPage(tabId) {
  if (active !== tabId) await browser.showTab(tabId);
  return String((await browser.runInPage(tabId, "pick").catch(() => "")) ?? "");
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

/** Save the comparison and show its link; first connect with the server, if that was not done.
 * @param {number} tabId */
async function share(tabId) {
  if (!(await browser.readSettings()).token)
    return say(
      t.text("connect_why"),
      button(t.text("connect"), () => connectAndShare(tabId)),
    );
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
    sayFailure(error);
  }
}

/** @param {number} tabId */
async function connectAndShare(tabId) {
  try {
    await connect(
      (number) => {
        connecting = `${t.text("connect")} · ${number}`;
        say(connecting);
      },
      tabId < 0 ? undefined : tabId,
    );
    connecting = "";
    await share(tabId);
  } catch (error) {
    connecting = "";
    sayFailure(error);
  }
}

/** @param {unknown} error */
function sayFailure(error) {
  const { title, detail } = failureWords(asFailure(error), t);
  say(`${title}. ${detail}`);
}

/** @param {number} tabId
 * @param {MarkChoice} which */
async function mark(tabId, which) {
  marks = which;
  await browser.writeMarks(which);
  await sessions.mark(tabId, which, WALK);
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
    label: verdict.label,
    at: new Date().toISOString(),
    line: inALine(comparison, t),
    answer: inWords(verdict.heading, t),
    publisher: [page.publisher, source?.publisher].filter(Boolean).join(", "),
    size: new Blob([JSON.stringify(comparison)]).size,
  };
  await browser.changeHistory(
    (history) => {
      if (!history.wanted) return history; // the reader may have just said no
      const otherVisits = history.visits.filter((each) => each.url !== url);
      return { ...history, visits: bounded([visit, ...otherVisits]) };
    },
    { [url]: comparison },
  );
}

/** Send; Firefox asks too, and needs the click for it.
 * @param {number} tabId */
async function send(tabId) {
  if (await browser.askConsent()) sessions.send(tabId);
}

/** Open the rest of the tab's text in its place; it is checked once it is loaded.
 * @param {number} tabId
 * @param {string} address */
function openNext(tabId, address) {
  if (tabId < 0) return browser.openAddress(address);
  goingOn.set(tabId, address);
  return browser.turnTo(tabId, address);
}

/** Check the page that the reader went on to; the server opens one that the extension may not read.
 * @param {number} tabId
 * @param {string} address */
async function checkNext(tabId, address) {
  const isRead = await browser.runInPage(tabId, "unshow").then(
    () => true,
    () => false,
  );
  sessions.check(tabId, isRead ? {} : linkedJob(address));
}

/** @param {string} address */
function linkedJob(address) {
  return chosenIn({ menuItemId: "link", linkUrl: address, pageUrl: "" });
}

/** @param {number} tabId
 * @param {string} address */
function openThere(tabId, address) {
  sessions.keep(tabId);
  return browser.openAddress(address);
}

const MOST_MARKED = 8; // left-out sentences that the browser itself marks in the original

/** Open the original in a tab of its own, and go on with the comparison there.
 * @param {MouseEvent} event */
function followOriginal(event) {
  const { target, button, ctrlKey, metaKey, shiftKey } = event;
  const link = target instanceof Element && target.closest("a");
  const comparison = answered(shownTab);
  const address = comparison?.source?.url ?? comparison?.search?.source;
  if (ownTab || !link || !address || link.href.split("#")[0] !== withoutFragment(address)) return;
  if (button || ctrlKey || metaKey || shiftKey || !comparison?.alignment) return;
  event.preventDefault();
  const { left_out, source } = comparison.alignment;
  const wholeSentences = left_out.filter(({ span }) => !span).sort((a, b) => a.rank - b.rank);
  const ranked = wholeSentences.map((one) => source[one.source]);
  const texts = ranked.flatMap((text) => text || []).slice(0, MOST_MARKED);
  const isPlain = !link.hash && marks !== "off" && sessions.job(shownTab).subject !== "passage";
  const opened = isPlain ? addressOfTexts(link.href, texts, comparison.source) : link.href;
  const from = sessions.job(shownTab).from;
  if (from === undefined) goOn(shownTab, opened);
  else browser.turnTo(shownTab, opened);
}

/** @param {number} tabId
 * @param {string} address of the original */
async function goOn(tabId, address) {
  const opened = await browser.openAddress(address, tabId);
  originals.set(opened, false);
  sessions.follow(tabId, opened);
}

/** @param {number} tabId */
async function markThere(tabId) {
  if (await sessions.mark(tabId, marks, WALK)) markedThere.add(tabId);
  if (tabId === shownTab) render();
}

/** @param {number} tabId
 * @param {string} address for a tab that was closed */
function backTo(tabId, address) {
  return browser.showTab(tabId).catch(() => browser.openAddress(address));
}

function forgetKept() {
  sessions.forgetKept();
  render();
}

/** @param {number} tabId */
async function turnTo(tabId) {
  active = tabId;
  shownTab = beside.get(tabId) ?? tabId;
  render();
  const turned = shownTab;
  if (await browser.isPrivate(turned)) drafts.keepPrivate(turned);
}

/** @param {number} tabId
 * @param {string} address "" where it is not known */
function navigated(tabId, address) {
  if (originals.get(tabId) === false || goingOn.has(tabId)) return; // it is on its way
  originals.delete(tabId);
  markedThere.delete(tabId);
  if (!address || address !== withoutFragment(sessions.job(tabId).address)) sessions.moved(tabId);
}

/** @param {number} tabId */
function loaded(tabId) {
  const next = goingOn.get(tabId);
  if (goingOn.delete(tabId)) checkNext(tabId, next ?? "");
  if (originals.get(tabId) !== false) return;
  originals.set(tabId, true);
  markThere(tabId);
}

/** @param {number} tabId */
function removed(tabId) {
  sessions.forget(tabId);
  drafts.forget(tabId);
  for (const known of [beside, originals, markedThere, goingOn]) known.delete(tabId);
}

async function start() {
  document.documentElement.lang = t.language;
  document.documentElement.dir = t.direction;
  const activated = (/** @type {number} */ tabId) => void (ownTab || turnTo(tabId));
  const listeners = { activated, navigated, loaded, removed };
  const ownWindow = await browser.currentWindow();
  browser.watchTabs(ownWindow, listeners);
  browser.onMarkClicked((tabId, sentence) => {
    if (tabId === shownTab) jumpTo(sessions.job(tabId).inTab ?? "page", sentence);
  });
  document.addEventListener("keydown", enterByKey);
  for (const each of [headline, content]) each.addEventListener("click", followOriginal);
  content.addEventListener("input", (event) => drafts.note(shownTab, event.target));
  if (ownTab) return startInTab();
  browser.onResultAsked((tabId, asking) => {
    if (asking !== undefined) besideOf(asking, tabId);
    return sessions.handOver(tabId);
  });
  browser.onLooked((tabId, side, sentence) => {
    if (tabId === shownTab) jumpTo(side, sentence);
  });
  const current = await api.tabs.query({ active: true, currentWindow: true });
  turnTo(current[0]?.id ?? 0);
  return browser.onCheck(ownWindow, (tabId, chosen) => {
    active = shownTab = tabId;
    const isThere = originals.has(tabId) && !markedThere.has(tabId);
    if (isThere && !Object.keys(chosen).length) markThere(tabId);
    else sessions.check(tabId, chosen);
  });
}

/** Show the same comparison while its full tab is looked at.
 * @param {number} tab
 * @param {number} tabId */
function besideOf(tab, tabId) {
  beside.set(tab, tabId);
  if (active === tab) turnTo(tab);
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
