/** The API's answers (docs/api.md); the field names are the contract. */

type VerdictLabel = "full" | "excerpt" | "paywalled" | "summary" | "not_article" | "unknown";
type Stage = "article" | "verdict" | "source" | "align";
type ChangeKind = "number" | "name" | "date" | "quote" | "negation" | "moved" | "wording";
type SentenceLabel =
  | "verbatim" | "near_verbatim" | "paraphrase" | "fused"
  | "partly_found" | "not_found" | "boilerplate";
type Params = Record<string, unknown>;

interface PageInput { url?: string; html?: string; text?: string; title?: string; language?: string }
interface SearchOptions { providers: string[] }
interface CompareRequest { page: PageInput; source?: PageInput; search?: SearchOptions; opinion?: boolean }

interface Warning { type: string; stage: string; detail: string; retryable: boolean; params: Params }
interface Sentence { text: string; start: number; end: number; paragraph: number }
interface Article {
  url: string | null; canonical_url: string | null; title: string | null; authors: string[];
  publisher: string | null; published: string | null; modified: string | null;
  language: string | null; text: string; sentences: Sentence[]; words: number;
  access: { declared_free: boolean | null }; extractor: string; warnings: Warning[];
}
interface Evidence {
  signal: string; says: string; quote: string | null; selector: string | null;
  weight: number; params?: Params;
}
interface Verdict { label: VerdictLabel; confidence: number; evidence: Evidence[] }
interface FoundBy { finder: string; says: string; quote: string | null; params?: Params }
interface Candidate {
  url: string; title: string | null; publisher: string | null; published: string | null;
  relation: "source" | "copy" | "same_story" | "unverified" | "mismatch";
  confidence: number; found_by: FoundBy[];
  access: "open" | "paywalled" | "unreachable" | "not_fetched";
  containment: number | null; margin: number | null; why_code?: string; why?: string;
}
interface Tried { finder: string; outcome: string; candidates: number; ms: number; detail: string }
interface Search {
  outcome: "source" | "same_story" | "not_found" | "not_needed";
  source: string | null; candidates: Candidate[]; tried: Tried[];
  offer?: { providers: string[]; words: string[][] } | null;
}
interface Span { start: number; end: number; text: string }
interface SourceSpan extends Span { sentence: number }
interface Change { kind: ChangeKind; page: Span | null; source: SourceSpan | null; says: string; params?: Params }
interface PageSentence {
  index: number; label: SentenceLabel; source: number[]; score: number; concern: number;
  missing: Span[]; changes: Change[]; shared?: { page: Span[]; source: SourceSpan[] } | null;
  opinion?: SecondOpinion | null;
}
interface SecondOpinion { by: string; supported: number | null; source: number[] }
/** What a model at `to` would be sent with the reader's leave: sentences of the page, each with some of the original. */
interface OpinionOffer { by: string; to: string; questions: { sentence: number; source: number[] }[] }
interface LeftOut { source: number; rank: number; why: string; why_code?: string }
interface Figures {
  page_sentences: number; found: number; verbatim: number; partly_found: number;
  not_found: number; source_sentences: number; used: number; covered_share: number;
  left_out_words: number; left_out_minutes: number;
  changed: Partial<Record<ChangeKind, number>>;
}
interface Alignment {
  order: "monotone" | "free"; sentences: PageSentence[]; left_out: LeftOut[];
  figures: Figures; page: string[]; source: string[];
  /** Source sentences that are not given out: "" in `source`. */
  withheld?: number[];
  opinion_offer?: OpinionOffer | null;
}
interface Comparison {
  id: string | null; engine: string; page: Article; verdict: Verdict; search: Search | null;
  source: Article | null; alignment: Alignment | null;
  timings_ms: Record<string, number>; warnings: Warning[];
}
interface Problem {
  type: string; title: string; status: number; detail: string; stage?: string;
  retryable?: boolean; params?: Params;
}

type StageEvent = { event: "stage"; stage: Stage; state: "started" | "done" } & Params;
type StreamEvent =
  | StageEvent
  | { event: "done"; comparison: Comparison }
  | { event: "problem"; problem: Problem };

/** Words in the reader's language; the renderer gets this and knows no other text. */
interface Translate {
  language: string;
  direction: string;
  /** The message, or "" where there is none. */
  text(key: string, ...values: (string | number)[]): string;
  /** The message in the plural form that `count` asks for. */
  count(key: string, count: number, ...values: (string | number)[]): string;
  number(value: number): string;
  date(iso: string): string;
}

/** What a reader can do in the panel. Without an action its control is not shown. */
interface Actions {
  showInPage?(sentence: number): void;
  showInOriginal?(sentence: number): void;
  compareWith?(source: PageInput): void;
  /** Lets these search services see words of the page. */
  searchWith?(providers: string[]): void;
  /** Lets the model see the sentences that it was offered. */
  askOpinion?(): void;
  /** Sends what the reader was shown. */
  send?(): void;
  /** Keeps this page and opens an original that the server can't read. */
  openThere?(address: string): void;
  compareKept?(): void;
  forgetKept?(): void;
  save?(format: "html" | "markdown" | "json"): void;
  /** Saves the comparison for whoever gets its link. */
  share?(): void;
  /** Copies a sentence of the original with its source. */
  quote?(sentence: string): void;
  /** Marks all sentences in the page, or none. */
  mark?: { on: boolean; toggle(on: boolean): void };
  /** Where there is room for two views of the texts: the first shown, and what becomes of a choice. */
  views?: { first: "pairs" | "reading"; choose(view: "pairs" | "reading"): void };
  again?(): void;
  cancel?(): void;
  back?(): void;
  settings?(): void;
  widen?(): void;
}

/** `locked`: what a policy of the reader's organisation sets. */
interface Settings { server: string; token: string; locked?: string[] }

/** What the panel needs to know of the page that it read. */
interface ReadPage { url: string; title: string; language: string; html: string; text?: string }

/** What a tab's panel compares: `page` null is read from the tab, so is a `source` of "tab".
 * `here` says which of the two stands in the tab; `address` is the tab's. */
interface Job {
  page: ReadPage | null; source: PageInput | "tab" | null;
  here: "page" | "source" | null; address: string; search?: SearchOptions; opinion?: boolean;
}
interface PreparedJob extends Job { page: ReadPage; source: PageInput | null }

/** Functions that page/*.js puts into the page's isolated world. */
interface PageTools {
  capture(): { contentType: string; page: ReadPage };
  show(sentences: string[], index: number): boolean;
  unshow(): void;
  mark(sentences: string[], kinds: (string | null)[]): number;
  clear(): void;
}
declare var unabridged: PageTools;

// What the Chrome types lack of Firefox and of newer Chromium.
declare namespace chrome.sidebarAction { function open(): Promise<void>; }
declare namespace chrome.dom {
  function openOrClosedShadowRoot(element: HTMLElement): ShadowRoot | null;
}
declare var browser: typeof chrome | undefined;

/** Firefox, for extensions only. */
interface Element { readonly openOrClosedShadowRoot?: ShadowRoot | null }
