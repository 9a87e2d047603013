/** The extension's own types; those of the API's answers are in lib/api/types.d.ts. */

type VerdictLabel = Verdict["label"];
type Answer = NonNullable<Verdict["answer"]>;
type SentenceLabel = PageSentence["label"];
type ChangeKind = Change["kind"];
type Stage = "article" | "verdict" | "source" | "align";
type Params = Record<string, unknown>;

/** Words in the reader's language; the renderer gets this and knows no other text. */
interface Translate {
  language: string;
  direction: string;
  /** The message, or "" where there is none. */
  text(key: string, ...values: (string | number)[]): string;
  /** The message in the plural form that `count` asks for. */
  count(key: string, count: number, ...values: (string | number)[]): string;
  number(value: number): string;
  /** "5 min". */
  minutes(value: number): string;
  date(iso: string): string;
}

/** What a reader can do. Without an action its control is not shown. */
interface Actions {
  /** Marks a sentence in the page and goes to it; `quietly` where the panel says nothing of it;
   * `sentences` are the page's, if not those of the comparison. */
  showInPage?(sentence: number, quietly?: boolean, sentences?: string[]): void;
  showInOriginal?(sentence: number, quietly?: boolean): void;
  compareWith?(...sources: PageInput[]): void;
  /** Compares with one more original. */
  addOriginal?(source: PageInput): void;
  /** Asks for the texts of the index that tell the page's story, as far as they are read. */
  story?(grown: (story: Story) => void): Promise<Story>;
  /** Checks the page's sources: what came so far, who hears of the rest, and the ways to go on. */
  citing?: Checking | undefined;
  /** Compares one of the stories of a page that has several. */
  compareItem?(item: number): void;
  /** From one story back to all of them. */
  allItems?(): void;
  /** Checks a text that the reader gave, for a page that can't be read. */
  checkText?(text: string): void;
  /** Says that the page is an article after all. */
  appeal?(): void;
  /** Lets these search services see words of the page. */
  searchWith?(providers: string[]): void;
  /** Lets the model see the sentences that it was offered. */
  askOpinion?(): void;
  /** Sends what the reader was shown. */
  send?(): void;
  /** Keeps this page and opens an original that the server can't read. */
  openThere?(address: string): void;
  /** Opens the rest of this page's text, or a part of the page, and checks it. */
  openNext?(address: string): void;
  checkPart?(address: string): void;
  compareKept?(): void;
  forgetKept?(): void;
  save?(format: import("./lib/export/save.js").Format): void;
  /** Saves the comparison for whoever gets its link. */
  share?(): void;
  /** Saves a file that says what is wrong with the answer, or where the article ends. */
  report?(note: string, ends?: MarkedEnd): void;
  /** Lets the reader click a sentence in the page. */
  pickInPage?(): Promise<string>;
  /** Copies the comparison in a line, with both addresses. */
  copyGist?(): void;
  /** Copies a sentence of the original with its source. */
  quote?(sentence: string, original?: Article): void;
  /** Copies the address of a sentence. */
  copyLink?(address: string): void;
  /** Which sentences are marked in the page. */
  marks?: { which: MarkChoice; choose(which: MarkChoice): void };
  /** Where there is room for two views of the texts: the first shown, and what becomes of a choice. */
  views?: { first: "pairs" | "reading"; choose(view: "pairs" | "reading"): void };
  again?(): void;
  /** Back to the form, with what was typed. */
  edit?(): void;
  cancel?(): void;
  back?(): void;
  settings?(): void;
  history?(): void;
  widen?(): void;
  /** To the tab whose page is compared. */
  toPage?(): void;
  /** What the reader chose in the reading view. */
  looked?(side: "page" | "source", sentence: number): void;
  /** Whether this tab shows the original, and whether its left-out sentences are marked. */
  atOriginal?: { marked: boolean };
}
interface Checking {
  readonly mayCite: boolean;
  heard: import("./lib/api/client.js").Cited[];
  hear(event: import("./lib/api/client.js").Cited): void;
  start(): void;
  again(): void;
  stop(): void;
}
/** The article's last sentence, as the reader says; `sentence` null: it was not read. */
type MarkedEnd = { sentence: number | null; text: string };
type MarkChoice = "off" | "differences" | "all";

/** `locked`: what a policy of the reader's organisation sets. */
interface Settings {
  server: string;
  token: string;
  locked?: string[];
  /** Of the server's own pages, where a cookie replaces the token. */
  signedIn?: boolean;
}

/** What the panel needs to know of the page that it read. */
interface ReadPage {
  url: string;
  title: string;
  language: string;
  html: string;
  text?: string;
  /** Address of a frame that fills most of the window. */
  frame?: string;
  /** Its document's title, or its own name. */
  frameTitle?: string;
}

/** What a tab's panel compares: `page` null is read from the tab, so is a `source` of "tab".
 * `inTab` says which of the two the tab shows; `address` is the tab's; `passage` is what the reader
 * selected, if that alone is of interest. */
interface Job {
  page: ReadPage | null;
  source: PageInput | "tab" | null;
  /** Originals after the first. */
  further?: PageInput[];
  inTab: "page" | "source" | null;
  subject: import("./lib/view/verdict.js").Subject;
  address: string;
  passage?: string;
  /** Which of the page's stories, where it has several. */
  item?: number;
  search?: SearchOptions;
  opinion?: boolean;
  /** Whether the reader says that the page is an article. */
  isArticle?: boolean;
  /** The tab of the compared page, where this tab shows its original. */
  from?: number;
}
interface PreparedJob extends Job {
  page: ReadPage;
  source: PageInput | null;
}

/** Functions that page/*.js puts into the page's isolated world. */
interface PageTools {
  capture(): { contentType: string; page: ReadPage };
  show(sentences: string[], index: number): boolean;
  unshow(): void;
  mark(
    sentences: string[],
    kinds: (string | null)[],
    parts: Record<number, { text: string; kind: string | null }[]>,
    words: WalkWords,
  ): number;
  clear(): void;
  pick(): Promise<string>;
}
declare var unabridged: PageTools;

// What the Chrome types lack of Firefox and of newer Chromium.
declare namespace chrome.sidebarAction {
  function open(): Promise<void>;
}
declare namespace chrome.dom {
  function openOrClosedShadowRoot(element: HTMLElement): ShadowRoot | null;
}
declare var browser: typeof chrome | undefined;

/** Firefox, for extensions only. */
interface Element {
  readonly openOrClosedShadowRoot?: ShadowRoot | null;
}
