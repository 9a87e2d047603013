/** What the reader typed in a tab's panel, kept while the panel shows something else or is closed. */

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

export class Drafts {
  #texts;
  #store;

  /** @param {Record<string, string>} texts of before
   * @param {(texts: Record<string, string>) => void} store */
  constructor(texts, store) {
    this.#texts = texts;
    this.#store = store;
  }

  /** @param {number} tabId
   * @param {EventTarget | null} field */
  note(tabId, field) {
    const { id, value } = /** @type {Field} */ (field);
    this.#texts[`${tabId}:${id}`] = value;
    this.#store(this.#texts);
  }

  /** @param {number} tabId
   * @param {HTMLElement} within */
  restore(tabId, within) {
    for (const field of /** @type {NodeListOf<Field>} */ (
      within.querySelectorAll("input, textarea")
    )) {
      field.value = this.#texts[`${tabId}:${field.id}`] ?? "";
    }
  }

  /** The tab is gone.
   * @param {number} tabId */
  forget(tabId) {
    for (const key of Object.keys(this.#texts))
      if (key.startsWith(`${tabId}:`)) delete this.#texts[key];
    this.#store(this.#texts);
  }
}
