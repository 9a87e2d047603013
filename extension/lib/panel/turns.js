/** Does one thing after the other, for each tab. */

export class Turns {
  /** @type {Map<number, Promise<unknown>>} */
  #last = new Map();

  /** Do this once what was begun before for the tab has ended, in whatever way.
   * @template T
   * @param {number} tabId
   * @param {() => Promise<T>} work
   * @returns {Promise<T>} */
  take(tabId, work) {
    const done = (this.#last.get(tabId) ?? Promise.resolve()).then(work);
    const ended = done.then(
      () => {},
      () => {},
    );
    this.#last.set(tabId, ended);
    return done;
  }

  /** @param {number} tabId that was closed */
  forget(tabId) {
    this.#last.delete(tabId);
  }
}
