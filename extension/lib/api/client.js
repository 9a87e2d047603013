/** The server's API: compare, story and citations with their steps, and the test of an address. */

import { serverAddress } from "./address.js";
import { Failure, asFailure } from "../errors.js";
import { readLines } from "./ndjson.js";
import { mayCite } from "./notes.js";

const NEEDED = ["compare", "stream"]; // features
const SILENCE_MS = 45_000; // the server sends a blank line every 10 s while it works

/** @typedef {(event: StageEvent | ApiProgress) => void} OnStage */

/** Compare, calling `onStage` for each step and what is done in it.
 * @param {Settings} settings
 * @param {CompareRequest} request
 * @param {{signal: AbortSignal, onStage: OnStage, silence?: number}} options
 * @returns {Promise<Comparison>}
 * @throws {Failure} */
export async function compare(settings, request, { signal, onStage, silence }) {
  const done = await streamed(settings, "/v1/compare", request, onStage, { signal, silence });
  return done.comparison;
}

/** Ask for the story of a page, calling `grown` with each part of it.
 * @param {Settings} settings
 * @param {PageInput} page
 * @param {(story: Story) => void} grown
 * @returns {Promise<Story>}
 * @throws {Failure} */
export async function story(settings, page, grown) {
  /** @param {GrownEvent} event */
  const hear = (event) => grown(event.story);
  const language = globalThis.document?.documentElement.lang; // of the words in the drawing
  const headers = language ? { "Accept-Language": language } : {};
  return (await streamed(settings, "/v1/story", { page }, hear, { headers })).story;
}

/** @typedef {Exclude<CiteEvent, ProblemEvent> | {event: "failed", failure: Failure}} Cited */

/** A check of a page's sources, with what it came to so far for each view that shows it. */
export class Citing {
  /** @type {Cited[]} */
  heard = [];
  /** @type {(event: Cited) => void} */
  hear = () => {};
  /** @type {AbortController | null} */
  #work = null;

  /** @param {() => Settings | Promise<Settings>} settings
   * @param {PageInput} page */
  constructor(settings, page) {
    this.#settings = settings;
    this.#page = page;
  }
  #settings;
  #page;
  /** @type {boolean | undefined} */
  #mayCite;

  /** Whether the page may cite something, as far as can be seen without asking the server. */
  get mayCite() {
    return (this.#mayCite ??= mayCite(this.#page));
  }

  /** Begin, unless that was done. */
  start() {
    if (!this.#work) this.again();
  }

  /** Begin anew. */
  async again() {
    this.heard = [];
    const { signal } = (this.#work = new AbortController());
    /** @param {Cited} event */
    const hear = (event) => {
      this.heard.push(event);
      this.hear(event);
    };
    const body = { page: this.#page };
    try {
      hear(await streamed(await this.#settings(), "/v1/cite", body, hear, { signal }));
    } catch (error) {
      hear({ event: "failed", failure: asFailure(error) });
    }
  }

  stop() {
    this.#work?.abort();
  }
}

/** Call, passing on each event of the stream but the last, which is returned.
 * @param {Settings} settings
 * @param {string} path
 * @param {object} request
 * @param {(event: any) => void} onEvent
 * @param {{signal?: AbortSignal | null, silence?: number | undefined,
 *   headers?: Record<string, string>}} [options]
 * @returns {Promise<any>}
 * @throws {Failure} */
async function streamed(settings, path, request, onEvent, options = {}) {
  const { signal = null, silence, headers } = options;
  const address = serverAddress(settings.server);
  const watch = watchdog(silence ?? SILENCE_MS);
  try {
    const response = await call(settings, path, {
      method: "POST",
      body: JSON.stringify(request),
      headers: { "Content-Type": "application/json", Accept: "application/x-ndjson", ...headers },
      signal: AbortSignal.any([watch.signal, ...(signal ? [signal] : [])]),
    });
    if (response.body)
      for await (const line of readLines(response.body, watch.alive)) {
        const event = /** @type {any} */ (line);
        if (event.event === "done") return event;
        if (event.event === "problem")
          throw new Failure("problem", { address, problem: event.problem });
        onEvent(event);
      }
    throw new Failure("server_broke_off", { address });
  } catch (error) {
    throw named(error, { signal, silent: watch.signal.aborted, address });
  } finally {
    watch.stop();
  }
}

/** Return the server's status.
 * @param {Settings} settings
 * @returns {Promise<{version?: string, engine?: string}>}
 * @throws {Failure} */
export async function status(settings) {
  const address = serverAddress(settings.server);
  const limit = AbortSignal.timeout(10_000);
  try {
    const response = await call(settings, "/v1/status", { signal: limit });
    const answer = await response.json();
    if (typeof answer?.engine !== "string") throw new Failure("server_not_unabridged", { address });
    if (!NEEDED.every((feature) => answer.features?.includes(feature)))
      throw new Failure("server_too_old", { address });
    return answer;
  } catch (error) {
    throw named(error, { signal: null, silent: limit.aborted, address });
  }
}

/** Exchange a pairing link's code for a token, once.
 * @param {{server: string, code: string}} link
 * @returns {Promise<Settings>}
 * @throws {Failure} */
export async function claim({ server, code }) {
  const limit = AbortSignal.timeout(10_000);
  try {
    const response = await call({ server, token: "" }, "/v1/pairings/claim", {
      method: "POST",
      body: JSON.stringify({ code }),
      headers: { "Content-Type": "application/json" },
      signal: limit,
    });
    const { token } = await response.json();
    if (typeof token !== "string") throw new Failure("server_not_unabridged", { address: server });
    return { server, token };
  } catch (error) {
    throw named(error, { signal: null, silent: limit.aborted, address: server });
  }
}

/** @param {Settings} settings
 * @param {string} path
 * @param {RequestInit} init */
async function call(settings, path, init) {
  const address = serverAddress(settings.server);
  const headers = new Headers(init.headers);
  if (settings.token) headers.set("Authorization", `Bearer ${settings.token}`);
  // The server's own pages are signed in by a cookie; the extension sends none.
  const options = /** @type {const} */ ({
    credentials: settings.signedIn ? "same-origin" : "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
  });
  const response = await fetch(address + path, { ...init, headers, ...options }).catch((error) =>
    explain(error, address, init.signal ?? null),
  );
  if (!response.ok) throw await refusal(response, address);
  if (!/json/.test(type(response))) throw new Failure("server_not_unabridged", { address });
  return response;
}

/** A refused connection, an unknown name, a bad certificate and a missing CORS header are one
 * TypeError; a second call without CORS distinguishes another server from no answer.
 * @param {unknown} error
 * @param {string} address
 * @param {AbortSignal | null} signal
 * @returns {Promise<never>} */
async function explain(error, address, signal) {
  if (signal?.aborted) throw error;
  const options = /** @type {const} */ ({
    mode: "no-cors",
    credentials: "omit",
    cache: "no-store",
  });
  const answers = await fetch(address, { ...options, signal: AbortSignal.timeout(3000) }).then(
    () => true,
    () => false,
  );
  throw new Failure(answers ? "server_not_unabridged" : "server_unreachable", {
    address,
    cause: error,
  });
}

/** @param {Response} response
 * @param {string} address */
async function refusal(response, address) {
  if (!/problem\+json/.test(type(response)))
    return new Failure("server_not_unabridged", { address });
  const problem = await response.json();
  // An Unabridged server that does not know the call.
  const old = /\/(not_found|method_not_allowed)$/.test(problem.type);
  return old
    ? new Failure("server_too_old", { address })
    : new Failure("problem", { address, problem });
}

/** @param {Response} response */
function type(response) {
  return response.headers.get("Content-Type") ?? "";
}

/** @param {unknown} error
 * @param {{signal: AbortSignal | null, silent: boolean, address: string}} seen */
function named(error, { signal, silent, address }) {
  if (signal?.aborted) return new Failure("cancelled");
  if (silent) return new Failure("server_silent", { address });
  return error instanceof Failure
    ? error
    : new Failure("server_broke_off", { address, cause: error });
}

/** Abort after `ms` without a sign of life.
 * @param {number} ms */
function watchdog(ms) {
  const controller = new AbortController();
  const arm = () => setTimeout(() => controller.abort(), ms);
  let timer = arm();
  return {
    signal: controller.signal,
    alive: () => {
      clearTimeout(timer);
      timer = arm();
    },
    stop: () => clearTimeout(timer),
  };
}
