/** Kinds of failures. Each has its words in _locales (`fail_<kind>`). */

/** @typedef {"page_unreadable" | "page_pdf" | "page_not_html" | "page_timeout" | "page_gone"
 *   | "server_silent" | "server_unreachable" | "server_not_unabridged" | "server_broke_off" | "server_too_old"
 *   | "address_invalid" | "address_insecure" | "problem" | "cancelled" | "internal"} FailureKind */

/** A failure that the panel has words for. */
export class Failure extends Error {
  /** @param {FailureKind} kind
   * @param {{address?: string, problem?: Problem, cause?: unknown}} [about] */
  constructor(kind, about = {}) {
    super(about.problem?.detail ?? kind, { cause: about.cause });
    this.name = "Failure";
    this.kind = kind;
    this.address = about.address ?? "";
    this.problem = about.problem ?? null;
  }
}

/** Return any thrown value as a failure.
 * @param {unknown} error
 * @returns {Failure} */
export function asFailure(error) {
  return error instanceof Failure ? error : new Failure("internal", { cause: error });
}
