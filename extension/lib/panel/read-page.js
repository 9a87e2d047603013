/** Reads the page in a tab, or explains why it can't. */

import { runInPage, tabAddress } from "../browser.js";
import { Failure } from "../errors.js";

const LIMIT_MS = 5000; // `view-source:` never answers
// Where the tab changed its process (from a PDF to a page), Chromium's permission may reach
// the page after the first attempt.
const SETTLED_MS = 250;

/** @param {number} tabId
 * @returns {Promise<ReadPage>}
 * @throws {Failure} */
export async function readPage(tabId) {
  const captured = await withLimit(capture(tabId)).catch(async (error) => {
    // Firefox keeps extensions out of its viewer, without a reason.
    throw (await isPdf(tabId)) ? new Failure("page_pdf") : error;
  });
  // Firefox returns nothing on its own pages.
  if (!captured) throw new Failure("page_unreadable");
  const { contentType, page } = /** @type {ReturnType<PageTools["capture"]>} */ (captured);
  // Chromium shows a PDF in its own page, which can be read but has no text.
  if (contentType === "application/pdf") throw new Failure("page_pdf");
  if (page.url.startsWith("about:")) throw new Failure("page_unreadable");
  if (!page.html) throw new Failure("page_not_html");
  return page;
}

/** @param {number} tabId */
async function isPdf(tabId) {
  return /\.pdf$/i.test((await tabAddress(tabId)).split(/[?#]/, 1)[0] ?? "");
}

/** @param {number} tabId */
async function capture(tabId) {
  const first = await runInPage(tabId, "capture").catch(() => null);
  if (first) return first;
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  return runInPage(tabId, "capture").catch(refused);
}

/** Return the job with the pages that it needs, read from the tab.
 * @param {number} tabId
 * @param {Job} job
 * @returns {Promise<PreparedJob>}
 * @throws {Failure} */
export async function prepare(tabId, job) {
  const { page, source } = job;
  if (page && source !== "tab") return { ...job, page, source };
  const read = await readPage(tabId);
  runInPage(tabId, "clear").catch(() => {});
  const address = read.url;
  if (page) return { ...job, page, source: pageInput(read), address };
  return { ...job, page: read, source: source === "tab" ? null : source, address };
}

/** Return the page for the server, without empty members, and long ones cut to its limits.
 * @param {ReadPage} page
 * @returns {PageInput} */
export function pageInput({ url, title, language, html, text }) {
  return {
    ...(html && { html }),
    ...(text && { text }),
    ...(/^https?:/.test(url) && { url: url.slice(0, 8192) }),
    ...(title && { title: title.slice(0, 4096) }),
    ...(language && { language: language.slice(0, 64) }),
  };
}

/** @param {unknown} error
 * @returns {never} */
function refused(error) {
  const gone = /no tab with id|invalid tab id|tab was closed/i.test(String(error));
  throw new Failure(gone ? "page_gone" : "page_unreadable", { cause: error });
}

/** @template T
 * @param {Promise<T>} work
 * @returns {Promise<T>} */
async function withLimit(work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Failure("page_timeout")), LIMIT_MS);
  });
  try {
    return await Promise.race([work, /** @type {Promise<never>} */ (limit)]);
  } finally {
    clearTimeout(timer);
  }
}
