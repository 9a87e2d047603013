/** A session for each tab, and what the panel's buttons do with it. */

import { serverAddress } from "../api/address.js";
import { maySend, noteLeave, readSettings, runInPage, styleHighlights } from "../browser.js";
import { Failure, asFailure } from "../errors.js";
import { marksOf } from "../view/findings.js";
import { pageInput, prepare } from "./read-page.js";
import { compare } from "../api/client.js";
import { IDLE, next } from "./state.js";

/** @typedef {import("./state.js").State} State
 * @typedef {{state: State, job: Job, work: AbortController | null, request?: CompareRequest,
 *   sent?: boolean, send?: () => void}} Session */

/** @type {Job} */
const CHECK = { page: null, source: null, inTab: "page", subject: "this_page", address: "" };

export class Sessions {
  /** @type {Map<number, Session>} */
  #sessions = new Map();
  /** @type {ReadPage | null} */
  #kept = null;

  /** @param {(tabId: number, state: State) => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }
  #changed;

  /** @param {number} tabId */
  state(tabId) {
    return this.#sessions.get(tabId)?.state ?? IDLE;
  }

  /** What is compared in the tab.
   * @param {number} tabId */
  job(tabId) {
    return this.#sessions.get(tabId)?.job ?? CHECK;
  }

  /** Reads the tab's page and compares it; or compares what was chosen in it.
   * @param {number} tabId
   * @param {Partial<Job>} [chosen] */
  check(tabId, chosen = {}) {
    return this.#run(tabId, { ...CHECK, ...chosen });
  }

  /** Once more, with what was read if anything was.
   * @param {number} tabId */
  again(tabId) {
    return this.#run(tabId, this.job(tabId));
  }

  /** Compares the page that was read, or is read now, with this original.
   * @param {number} tabId
   * @param {PageInput} source */
  compareWith(tabId, source) {
    const job = this.job(tabId);
    const inTab = job.inTab === "source" ? null : job.inTab;
    return this.#run(tabId, { ...job, source, inTab });
  }

  /** Compares one of the stories of a page that has several with its own original.
   * @param {number} tabId
   * @param {number} item */
  compareItem(tabId, item) {
    return this.#run(tabId, { ...this.job(tabId), item, subject: "item" });
  }

  /** Back from one story to all of the page's.
   * @param {number} tabId */
  allItems(tabId) {
    const { item, source, ...job } = this.job(tabId);
    return this.#run(tabId, { ...job, source: null, subject: "this_page" });
  }

  /** Once more, now letting these search services see words of the page.
   * @param {number} tabId
   * @param {string[]} providers */
  searchWith(tabId, providers) {
    return this.#run(tabId, { ...this.job(tabId), search: { providers } });
  }

  /** Once more, now letting a model see the sentences that it was offered.
   * @param {number} tabId */
  askOpinion(tabId) {
    const search = this.request(tabId)?.search; // what was allowed for this page a moment ago
    return this.#run(tabId, { ...this.job(tabId), opinion: true, ...(search && { search }) });
  }

  /** What was sent for the tab's page, or would be.
   * @param {number} tabId */
  request(tabId) {
    return this.#sessions.get(tabId)?.request;
  }

  /** Whether anything of the tab's page went to the server.
   * @param {number} tabId */
  wasSent(tabId) {
    return this.#sessions.get(tabId)?.sent === true;
  }

  /** The reader saw what would be sent and let it go.
   * @param {number} tabId */
  send(tabId) {
    this.#sessions.get(tabId)?.send?.();
  }

  /** Keeps the tab's page, to be compared with an original that only the reader can open.
   * @param {number} tabId */
  keep(tabId) {
    this.#kept = this.job(tabId).page;
  }

  /** The page that waits for its original, unless it is what the tab's session is about.
   * @param {number} tabId
   * @returns {ReadPage | null} */
  keptFor(tabId) {
    return this.#kept !== this.job(tabId).page ? this.#kept : null;
  }

  /** Compares the page that was kept with the tab's page as its original.
   * @param {number} tabId */
  compareKept(tabId) {
    return this.#run(tabId, {
      page: this.#kept,
      source: "tab",
      inTab: "source",
      subject: "kept_page",
      address: "",
    });
  }

  forgetKept() {
    this.#kept = null;
  }

  /** @param {number} tabId */
  cancel(tabId) {
    this.#sessions.get(tabId)?.work?.abort();
  }

  /** The tab shows another page now; its answer stays within reach.
   * @param {number} tabId */
  moved(tabId) {
    this.cancel(tabId);
    runInPage(tabId, "clear").catch(() => {}); // a page that changes its address by itself keeps its marks
    this.#dispatch(tabId, { type: "moved" });
  }

  /** @param {number} tabId */
  back(tabId) {
    this.#dispatch(tabId, { type: "back" });
  }

  /** @param {number} tabId */
  forget(tabId) {
    this.cancel(tabId);
    this.#sessions.delete(tabId);
  }

  /** A result to go on with elsewhere, or null.
   * @param {number} tabId */
  handOver(tabId) {
    const session = this.#sessions.get(tabId);
    if (session?.state.name !== "answer") return null;
    const { state, job, request, sent } = session;
    return { state, job, request, sent };
  }

  /** @param {number} tabId
   * @param {Pick<Session, "state" | "job" | "request" | "sent">} given */
  takeOver(tabId, { state, ...rest }) {
    this.#sessions.set(tabId, { state, ...rest, work: null });
    this.#changed(tabId, state);
  }

  /** Checks a text that the reader gave for a page that can't be read.
   * @param {number} tabId
   * @param {string} text */
  checkText(tabId, text) {
    const { address } = this.job(tabId);
    const page = { url: address, title: "", language: "", html: "", text };
    return this.#run(tabId, { ...CHECK, page, inTab: null, address });
  }

  /** Saves the comparison on the server.
   * @param {number} tabId
   * @returns {Promise<string>} the address that opens it
   * @throws {Failure} */
  async share(tabId) {
    const settings = await readSettings();
    const request = {
      .../** @type {CompareRequest} */ (this.request(tabId)),
      save: /** @type {const} */ ("link"),
    };
    const { signal } = new AbortController();
    const { id } = await compare(settings, request, { signal, onStage: () => {} });
    return `${serverAddress(settings.server)}/c/${id}`;
  }

  /** Marks a sentence in the page.
   * @param {number} tabId
   * @param {number} sentence of the text that the tab shows
   * @returns {Promise<boolean>} whether it is still there */
  async show(tabId, sentence) {
    const marks = this.#marks(tabId);
    if (!marks) return false;
    await styleHighlights(tabId);
    return Boolean(await runInPage(tabId, "show", [marks.sentences, sentence]));
  }

  /** Marks sentences by kind, or takes every mark away.
   * @param {number} tabId
   * @param {MarkChoice} which
   * @param {WalkWords} words of the bar that walks through them */
  async mark(tabId, which, words) {
    const marks = this.#marks(tabId, which === "all" ? "all" : "differences");
    if (!marks) return;
    if (which === "off") return void (await runInPage(tabId, "clear"));
    await styleHighlights(tabId);
    await runInPage(tabId, "mark", [marks.sentences, marks.kinds, words]);
  }

  /** @param {number} tabId
   * @param {"differences" | "all"} [which] */
  #marks(tabId, which = "differences") {
    const state = this.state(tabId);
    const { inTab } = this.job(tabId);
    if (state.name !== "answer" || !inTab) return null;
    const { alignment, page } = state.comparison;
    if (alignment) return marksOf(alignment, inTab, which);
    const sentences = inTab === "page" ? page.sentences.map(({ text }) => text) : [];
    return { sentences, kinds: sentences.map(() => null) };
  }

  /** @param {number} tabId
   * @param {Job} job */
  async #run(tabId, job) {
    this.cancel(tabId);
    const work = new AbortController();
    /** @type {Session} */
    const session = { state: IDLE, job, work };
    this.#sessions.set(tabId, session);
    /** @param {import("./state.js").PanelEvent} event */
    const report = (event) => {
      if (this.#sessions.get(tabId) === session) this.#dispatch(tabId, event);
    };
    report({ type: "check" });
    try {
      const [prepared, settings] = await Promise.all([prepare(tabId, job), readSettings()]);
      const { page, source, search, opinion, passage, item, ...rest } = prepared;
      const chosen = { ...(passage && { passage }), ...(item !== undefined && { item }) };
      session.job = { page, source, ...chosen, ...rest }; // the leave was for this once
      report({ type: "read", title: page.title });
      const request = {
        page: { ...pageInput(page), ...(passage && { passage: { text: passage } }) },
        ...(source && { source }),
        ...(item !== undefined && { item }),
        ...(search && { search }),
        ...(opinion && { opinion }),
      };
      session.request = request;
      await leave(settings, session, report);
      session.sent = true;
      const comparison = await compared(settings, session, {
        signal: work.signal,
        onStage: (event) => report({ type: "stage", event }),
      });
      if (job.source === "tab" && this.#kept === page) this.#kept = null; // it waits no longer
      report({ type: "done", comparison });
    } catch (error) {
      report({ type: "failed", failure: asFailure(error) });
    }
  }

  /** @param {number} tabId
   * @param {import("./state.js").PanelEvent} event */
  #dispatch(tabId, event) {
    const session = this.#sessions.get(tabId);
    if (!session) return;
    session.state = next(session.state, event);
    this.#changed(tabId, session.state);
  }
}

/** The comparison that the session asks for. A headline or a caption is no part of the article: a
 * passage that the server does not find in it goes by its words alone.
 * @param {Settings} settings
 * @param {Session} session
 * @param {Parameters<typeof compare>[2]} options
 * @returns {Promise<Comparison>}
 * @throws {Failure} */
async function compared(settings, session, options) {
  const request = /** @type {CompareRequest} */ (session.request);
  const { html, passage, ...page } = request.page;
  try {
    return await compare(settings, request, options);
  } catch (error) {
    const { problem } = asFailure(error);
    if (!passage?.text || !problem?.type.endsWith("/invalid_request")) throw error;
    session.request = { ...request, page: { ...page, text: passage.text } };
    return compare(settings, session.request, options);
  }
}

/** Waits until the reader lets pages be sent to this server; the first time that is a question.
 * @param {Settings} settings
 * @param {Session} session
 * @param {(event: import("./state.js").PanelEvent) => void} report
 * @throws {Failure} `cancelled` */
async function leave({ server }, session, report) {
  const { request, work } = session;
  serverAddress(server); // a wrong one needs no question
  if (!request || work?.signal.aborted || (await maySend(server))) return;
  const answered = new Promise((send, refuse) => {
    session.send = () => send(null);
    work?.signal.addEventListener("abort", () => refuse(new Failure("cancelled")));
  });
  report({ type: "ask", address: server, request });
  await answered;
  await noteLeave(server);
  report({ type: "agreed" });
}
