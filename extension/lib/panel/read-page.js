/** Reads the page in a tab, or explains why it can't. */

import { runInPage, tabAddress } from "../browser.js";
import { Failure } from "../errors.js";

const PDF = "application/pdf";
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
    const address = await tabAddress(tabId);
    if (!/\.pdf$/i.test(address.split(/[?#]/, 1)[0] ?? "")) throw error;
    return { contentType: PDF, page: onlyAddress(address) };
  });
  // Firefox returns nothing on its own pages.
  if (!captured) throw new Failure("page_unreadable");
  const { contentType, page } = /** @type {ReturnType<PageTools["capture"]>} */ (captured);
  // Chromium shows a PDF in its own page, which has no text; the server fetches and reads it.
  if (contentType === PDF) {
    if (!/^https?:/.test(page.url)) throw new Failure("page_pdf");
    return onlyAddress(page.url);
  }
  if (page.url.startsWith("about:")) throw new Failure("page_unreadable");
  if (!page.html) throw new Failure("page_not_html");
  return page;
}

/** Return a page that the server has to fetch.
 * @param {string} url
 * @returns {ReadPage} */
function onlyAddress(url) {
  return { url: url.split("#", 1)[0] ?? "", title: "", language: "", html: "", text: "" };
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
    ...(isTag(language) && { language }),
  };
}

/** Whether a page's language has the form of a tag: some pages write “English”.
 * @param {string} language */
const isTag = (language) =>
  /^[a-z]{2,3}([-_][a-z0-9]{1,8})*$/i.test(language) && language.length < 65;

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
