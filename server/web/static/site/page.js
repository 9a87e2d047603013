/** Shared code of the server's pages: words, signing in, and calls of the API. */

import { asLine, quotationOf } from "../lib/export/formats.js";
import { save, saveReport } from "../lib/export/save.js";
import { asFailure, Failure } from "../lib/errors.js";
import { translator } from "../lib/view/translate.js";
import { enterByKey, keepFocus } from "../lib/view/jump.js";
import { menu } from "../lib/view/menu.js";
import "../lib/view/paper.js";
import { failureView } from "../lib/view/states.js";
import { inALine } from "../lib/view/verdict.js";

/** The server's address with its path, without a trailing slash. */
export const SERVER = new URL("../..", import.meta.url).href.replace(/\/$/, "");

const words = await fetch(`${SERVER}/words/${document.documentElement.lang}.json`).then((answer) =>
  answer.json(),
);
export const t = translator(new Map(Object.entries(words)));

/** @param {string} id
 * @returns {HTMLElement} */
export function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @returns {Settings} this server; a cookie says who signed in */
export function settings() {
  return { server: SERVER, token: "", signedIn: true };
}

/** @param {string} token
 * @returns {Promise<boolean>} whether the server knows it */
export async function signIn(token) {
  const body = new URLSearchParams({ token });
  const answer = await fetch(`${SERVER}/sign-in`, { method: "POST", body }).catch(() => null);
  return answer?.ok ?? false;
}

/** Call the API.
 * @param {string} path
 * @param {string} [method]
 * @returns {Promise<any>} null for an empty answer
 * @throws {Failure} */
export async function call(path, method = "GET") {
  const answer = await fetch(SERVER + path, { method, cache: "no-store" }).catch((cause) => {
    throw new Failure("server_unreachable", { address: SERVER, cause });
  });
  if (!answer.ok) throw new Failure("problem", { address: SERVER, problem: await answer.json() });
  return answer.status === 204 ? null : answer.json();
}

/** @param {import("../lib/view/comparison.js").View} view
 * @param {Actions} [actions] for the menu */
export function show({ headline, body }, actions = {}) {
  say("");
  const sheet = menu(t, actions, "");
  part("more").replaceChildren(...(sheet ? [sheet] : []));
  part("headline").replaceChildren(...headline);
  part("content").replaceChildren(...body);
  keepFocus(document.activeElement, part("headline"));
}

document.addEventListener("keydown", enterByKey);

const { title } = document;

/** Name the tab by its answer; without one as it was.
 * @param {Comparison} [comparison] */
export function entitle(comparison) {
  document.title = comparison ? `${inALine(comparison, t)} - Unabridged` : title;
}

/** @param {unknown} error
 * @param {Actions} [actions] */
export function showFailure(error, actions = {}) {
  show(failureView(asFailure(error), t, actions));
}

/** @param {string} words
 * @param {...Node} controls */
export function say(words, ...controls) {
  part("notice").replaceChildren(words, " ", ...controls);
  part("notice").toggleAttribute("hidden", !words);
}

/** Return the actions of a comparison on any page.
 * @param {Comparison} comparison
 * @returns {Actions} */
export function takeAlong(comparison) {
  return {
    save: (format) => save(format, comparison, t),
    report: (note, ends) => saveReport(comparison, note, ends),
    quote: async (sentence, original) => {
      const words = quotationOf(sentence, comparison, original, t);
      if (words) say(t.text((await copied(words)) ? "copied" : "not_copied"));
    },
    copyGist: async () => {
      say(t.text((await copied(asLine(comparison, t))) ? "copied" : "not_copied"));
    },
    copyLink: async (address) => {
      say(t.text((await copied(address)) ? "link_copied" : "not_copied"));
    },
    views: { first: "reading", choose: () => {} },
  };
}

/** @param {string} text
 * @returns {Promise<boolean>} whether the browser allowed copying */
export function copied(text) {
  return (
    navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    ) ?? Promise.resolve(false)
  );
}
