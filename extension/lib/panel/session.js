/** The sessions of tabs, and the actions of the panel's buttons. */

import { serverAddress } from "../api/address.js";
import { maySend, noteLeave, readSettings, runInPage, styleHighlights } from "../browser.js";
import { Failure, asFailure } from "../errors.js";
import { marksOf } from "../view/findings.js";
import { asking } from "../view/originals.js";
import { pageInput, prepare } from "./read-page.js";
import { Citing, compare, story } from "../api/client.js";
import { IDLE, next } from "./state.js";

/** @typedef {import("./state.js").State} State
 * @typedef {{state: State, job: Job, work: AbortController | null,
 *   request?: CompareRequest | undefined, citing?: Citing,
 *   sent?: boolean | undefined, send?: () => void}} Session */

/** Do this once what was begun before in the tab has ended: earlier marks must not undo later ones.
 * @type {<T>(tabId: number, work: () => Promise<T>) => Promise<T>} */
const inTurn = (tabId, work) => navigator.locks.request(`marks in ${tabId}`, work);

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

  /** Return the job of the tab.
   * @param {number} tabId */
  job(tabId) {
    return this.#sessions.get(tabId)?.job ?? CHECK;
  }

  /** Read the tab's page and compare it, or the choice in it.
   * @param {number} tabId
   * @param {Partial<Job>} [chosen] */
  check(tabId, chosen = {}) {
    return this.#run(tabId, { ...CHECK, ...chosen });
  }

  /** Compare again, with the page that was read, if any.
   * @param {number} tabId */
  again(tabId) {
    return this.#run(tabId, this.job(tabId));
  }

  /** Compare the page that was read, or is read now, with these originals.
   * @param {number} tabId
   * @param {PageInput[]} sources */
  compareWith(tabId, [source, ...further]) {
    const job = this.job(tabId);
    const inTab = job.inTab === "source" ? null : job.inTab;
    return this.#run(tabId, { ...job, source: source ?? null, further, inTab });
  }

  /** Compare one of the page's stories with its own original.
   * @param {number} tabId
   * @param {number} item */
  compareItem(tabId, item) {
    return this.#run(tabId, { ...this.job(tabId), item, subject: "item" });
  }

  /** Return from one story to all of the page's.
   * @param {number} tabId */
  allItems(tabId) {
    const { item, source, further, ...job } = this.job(tabId);
    return this.#run(tabId, { ...job, source: null, subject: "this_page" });
  }

  /** Check the page again as an article, which the reader says it is.
   * @param {number} tabId */
  appeal(tabId) {
    return this.#run(tabId, { ...this.job(tabId), isArticle: true });
  }

  /** Search again, letting these services see words of the page.
   * @param {number} tabId
   * @param {string[]} providers */
  searchWith(tabId, providers) {
    return this.#run(tabId, { ...this.job(tabId), search: { providers } });
  }

  /** Compare again, letting a model see the offered sentences.
   * @param {number} tabId */
  askOpinion(tabId) {
    const search = this.request(tabId)?.search; // earlier permissions for this page
    return this.#run(tabId, { ...this.job(tabId), opinion: true, ...(search && { search }) });
  }

  /** Return the request that was sent for the tab's page, or would be.
   * @param {number} tabId */
  request(tabId) {
    return this.#sessions.get(tabId)?.request;
  }

  /** Return whether anything of the tab's page went to the server.
   * @param {number} tabId */
  wasSent(tabId) {
    return this.#sessions.get(tabId)?.sent === true;
  }

  /** Send the request that the reader saw and allowed.
   * @param {number} tabId */
  send(tabId) {
    this.#sessions.get(tabId)?.send?.();
  }

  /** Keep the tab's page, for an original that only the reader can open.
   * @param {number} tabId */
  keep(tabId) {
    this.#kept = this.job(tabId).page;
  }

  /** Return the page that waits for its original, unless it is the tab's own.
   * @param {number} tabId
   * @returns {ReadPage | null} */
  keptFor(tabId) {
    return this.#kept !== this.job(tabId).page ? this.#kept : null;
  }

  /** Compare the kept page with the tab's page as its original.
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

  /** Go on with the tab's comparison in another tab, which shows its original.
   * @param {number} tabId
   * @param {number} there */
  follow(tabId, there) {
    const handedOver = this.handOver(tabId);
    if (!handedOver) return;
    const { job } = handedOver;
    const subject = job.subject === "this_page" ? "kept_page" : job.subject;
    this.takeOver(there, { ...handedOver, job: { ...job, subject, inTab: "source", from: tabId } });
  }

  forgetKept() {
    this.#kept = null;
  }

  /** @param {number} tabId */
  cancel(tabId) {
    const { work, citing } = this.#sessions.get(tabId) ?? {};
    work?.abort();
    citing?.stop();
  }

  /** Stop at once, also while the page is still being read.
   * @param {number} tabId */
  stop(tabId) {
    this.cancel(tabId);
    this.#dispatch(tabId, { type: "failed", failure: new Failure("cancelled") });
  }

  /** Note that the tab shows another page; its answer stays available.
   * @param {number} tabId */
  moved(tabId) {
    this.cancel(tabId);
    // A page that changed its own address keeps its marks.
    inTurn(tabId, () => runInPage(tabId, "clear")).catch(() => {});
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

  /** Return a result to continue with elsewhere, or null.
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

  /** Check a text that the reader entered for an unreadable page.
   * @param {number} tabId
   * @param {string} text */
  checkText(tabId, text) {
    const { address } = this.job(tabId);
    const page = { url: address, title: "", language: "", html: "", text };
    return this.#run(tabId, { ...CHECK, page, inTab: null, address });
  }

  /** Save the comparison on the server.
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

  /** Ask for the story of the page that the tab's comparison is of.
   * @param {number} tabId
   * @param {(story: Story) => void} grown */
  async story(tabId, grown) {
    const { page } = /** @type {CompareRequest} */ (this.request(tabId));
    return story(await readSettings(), page, grown);
  }

  /** Return the check of the sources of the page that the tab's comparison is of.
   * @param {number} tabId */
  citing(tabId) {
    const session = this.#sessions.get(tabId);
    const { page } = session?.request ?? {};
    return session && page && (session.citing ??= new Citing(readSettings, page));
  }

  /** Mark a sentence in the page.
   * @param {number} tabId
   * @param {number} sentence of the text that the tab shows
   * @param {string[]} [sentences] of that text, if not the comparison's
   * @returns {Promise<boolean>} whether it is still there */
  async show(tabId, sentence, sentences = this.#marks(tabId)?.sentences) {
    if (!sentences) return false;
    return inTurn(tabId, async () => {
      await styleHighlights(tabId);
      return Boolean(await runInPage(tabId, "show", [sentences, sentence]));
    });
  }

  /** Mark sentences by kind, or remove all marks.
   * @param {number} tabId
   * @param {MarkChoice} which
   * @param {WalkWords} words of the bar that steps through them
   * @returns {Promise<boolean>} whether the browser let it */
  async mark(tabId, which, words) {
    const marks = this.#marks(tabId, which === "all" ? "all" : "differences");
    if (!marks) return false;
    const marked = inTurn(tabId, async () => {
      if (which === "off") return runInPage(tabId, "clear");
      await styleHighlights(tabId);
      return runInPage(tabId, "mark", [marks.sentences, marks.kinds, marks.parts, words]);
    });
    return marked.then(
      () => true,
      () => false,
    );
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
    return { sentences, kinds: sentences.map(() => null), parts: {} };
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
      const { page, source, further = [], search, opinion, passage, item, ...rest } = prepared;
      const chosen = { ...(passage && { passage }), ...(item !== undefined && { item }) };
      session.job = { page, source, further, ...chosen, ...rest }; // permission was for once
      work.signal.throwIfAborted();
      report({ type: "read", title: page.title });
      const request = {
        page: {
          ...pageInput(page),
          ...(passage && { passage: { text: passage } }),
          ...(rest.isArticle && { is_article: true }),
        },
        ...(source && asking([source, ...further])),
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
      if (job.source === "tab" && this.#kept === page) this.#kept = null; // no longer waiting
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
    const before = session.state;
    session.state = next(before, event);
    if (session.state !== before) this.#changed(tabId, session.state);
  }
}

/** Return the session's comparison. A passage outside of the article, such as a headline or a
 * caption, is compared as a text.
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

/** Wait until the reader allows sending pages to this server; ask the first time.
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
