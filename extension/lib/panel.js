/** One panel: a session for each tab, and the work behind the buttons. */

import { readSettings, runInPage, styleHighlights } from "./browser.js";
import { asFailure } from "./errors.js";
import { pageInput, readPage } from "./reading.js";
import { compare } from "./server.js";
import { IDLE, next } from "./state.js";

/** @typedef {{state: import("./state.js").State, page: ReadPage | null, work: AbortController | null}} Session */

export class Panel {
  /** @type {Map<number, Session>} */
  #sessions = new Map();

  /** @param {(tabId: number, state: import("./state.js").State) => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }
  #changed;

  /** @param {number} tabId */
  state(tabId) {
    return this.#sessions.get(tabId)?.state ?? IDLE;
  }

  /** Reads the tab's page and compares it.
   * @param {number} tabId */
  check(tabId) {
    return this.#run(tabId, async (session) => {
      session.page = await readPage(tabId);
      runInPage(tabId, "clear").catch(() => {});
    });
  }

  /** Compares the page that was read, or is read now, with the original at `address`.
   * @param {number} tabId
   * @param {string} address */
  compareWith(tabId, address) {
    return this.#run(
      tabId,
      async (session) => {
        session.page ??= await readPage(tabId);
      },
      { url: address },
    );
  }

  /** @param {number} tabId */
  cancel(tabId) {
    this.#sessions.get(tabId)?.work?.abort();
  }

  /** The tab shows another page now; its answer stays within reach.
   * @param {number} tabId */
  moved(tabId) {
    this.cancel(tabId);
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

  /** Address of the page that was read in the tab.
   * @param {number} tabId */
  addressOf(tabId) {
    return this.#sessions.get(tabId)?.page?.url ?? "";
  }

  /** What another view of the same tab needs to show the same.
   * @param {number} tabId */
  handOver(tabId) {
    const session = this.#sessions.get(tabId);
    return session?.state.name === "answer" ? { state: session.state, page: session.page } : null;
  }

  /** @param {number} tabId
   * @param {{state: import("./state.js").State, page: ReadPage | null}} given */
  takeOver(tabId, { state, page }) {
    this.#sessions.set(tabId, { state, page, work: null });
    this.#changed(tabId, state);
  }

  /** Marks a sentence in the page.
   * @param {number} tabId
   * @param {number} sentence
   * @returns {Promise<boolean>} whether it is still there */
  async show(tabId, sentence) {
    const state = this.state(tabId);
    if (state.name !== "answer" || !state.comparison.alignment) return false;
    await styleHighlights(tabId);
    return Boolean(await runInPage(tabId, "show", [state.comparison.alignment.page, sentence]));
  }

  /** @param {number} tabId
   * @param {(session: Session) => Promise<void>} read
   * @param {PageInput} [source] */
  async #run(tabId, read, source) {
    this.cancel(tabId);
    const work = new AbortController();
    const session = { state: IDLE, page: this.#sessions.get(tabId)?.page ?? null, work };
    this.#sessions.set(tabId, session);
    /** @param {import("./state.js").PanelEvent} event */
    const report = (event) => {
      if (this.#sessions.get(tabId) === session) this.#dispatch(tabId, event);
    };
    report({ type: "check" });
    try {
      await read(session);
      const page = /** @type {ReadPage} */ (/** @type {Session} */ (session).page);
      report({ type: "read", title: page.title });
      const request = { page: pageInput(page), ...(source && { source }) };
      const comparison = await compare(await readSettings(), request, {
        signal: work.signal,
        onStage: (event) => report({ type: "stage", event }),
      });
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
