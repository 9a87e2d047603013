/** What the reader typed in a tab's panel, kept while the panel shows something else. */

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

export class Drafts {
  /** @type {Map<string, string>} */
  #texts = new Map();

  /** @param {number} tabId
   * @param {EventTarget | null} field */
  note(tabId, field) {
    const { id, value } = /** @type {Field} */ (field);
    this.#texts.set(`${tabId}:${id}`, value);
  }

  /** @param {number} tabId
   * @param {HTMLElement} within */
  restore(tabId, within) {
    for (const field of /** @type {NodeListOf<Field>} */ (within.querySelectorAll("input, textarea"))) {
      field.value = this.#texts.get(`${tabId}:${field.id}`) ?? "";
    }
  }
}
