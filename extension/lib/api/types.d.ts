/** The API's types, written by extension/api_types.py from docs/openapi.json. */

interface AccountEntry {
  source: number;
  state: "told" | "in_part" | "left_out" | "aside" | "not_compared";
  told_by: number[];
  rest: Span[];
  differs?: boolean;
}

interface AddedFeed {
  id: string;
  url: string;
  title: string | null;
  state: "active" | "paused" | "gone";
  added: string | null;
  polled: string | null;
  due: string | null;
  articles: number;
  newest: string | null;
  failures: number;
  minutes: number | null;
  last_error: string | null;
  kind: string;
  items: number;
}

interface AddedHook {
  id: string;
  url: string;
  events: string[];
  owner: string;
  created: string;
  state: "active" | "gone";
  waiting: number;
  failed: number;
  last_error: string | null;
  secret: string;
}

interface AddedToken {
  id: string;
  name: string;
  scopes: ("compare" | "index" | "admin" | "feeds")[];
  created: string;
  expires: string | null;
  last_used: string | null;
  per_day: number | null;
  maker: string | null;
  used: number;
  token: string;
}

interface AlignRequest {
  page: TextInput;
  source?: TextInput;
  sources?: TextInput[];
  opinion?: boolean;
}

interface Alignment {
  order: "monotone" | "free";
  sentences: PageSentence[];
  left_out: LeftOut[];
  figures: Figures;
  page: string[];
  source: string[];
  withheld: number[];
  opinion_offer: OpinionOffer | null;
  warnings: ApiWarning[];
  further?: FurtherSource[];
  not_compared?: number[];
  account: AccountEntry[];
}

interface Article {
  url: string | null;
  canonical_url: string | null;
  title: string | null;
  authors: string[];
  publisher: string | null;
  published: string | null;
  modified: string | null;
  language: string | null;
  text: string;
  sentences: Sentence[];
  words: number;
  access: ArticleAccess;
  extractor: string;
  warnings: ApiWarning[];
  metadata: Record<string, MetadataConflict>;
  pages: ArticlePage[];
}

interface ArticleAccess {
  declared_free: boolean | null;
}

interface ArticleInput {
  url: string;
  title?: string;
  text?: string | null;
  html?: string | null;
  lead?: string | null;
  published?: string | null;
  publisher?: string | null;
  language?: string | null;
}

interface ArticlePage {
  number: number;
  start: number;
  end: number;
}

interface ArticlesAdded {
  added: number;
  updated: number;
  unchanged: number;
  rejected: Rejected[];
}

interface ArticlesRequest {
  articles: (ArticleInput | unknown)[];
}

interface Basis {
  kind: "own" | "retells" | "compiles" | "agency" | "document" | "unclear";
  credits: Credit[];
}

interface Bridge {
  id: string;
  kind: "miniflux" | "feeds";
  url: string;
  name: string;
  language: string;
  created: string;
  signed: boolean;
  entries: Record<string, number>;
  failures: number;
  refused: number;
  last_error: string | null;
  troubled: TroubledEntry[];
}

interface BridgeRequest {
  kind?: "miniflux";
  url: string;
  token: string;
  secret?: string;
  language?: string;
  last?: number;
}

interface Bridges {
  bridges: Bridge[];
}

interface Candidate {
  url: string;
  title: string | null;
  publisher: string | null;
  published: string | null;
  relation: "source" | "copy" | "retelling" | "same_story" | "unverified" | "mismatch";
  confidence: number;
  found_by: FoundBy[];
  access: "open" | "document" | "paywalled" | "unreachable" | "not_fetched";
  containment: number | null;
  margin: number | null;
  why_code: "confirmed" | "called" | "same_text" | "names_its_source" | "same_event" | "later" | "another_is_named" | "no_match" | "other_language" | "too_little" | "cut" | "no_text" | "not_read";
  why: string;
  retells: string | null;
  problem: string | null;
  http_status: number | null;
}

interface Change {
  kind: "negation" | "number" | "quote" | "name" | "date" | "role" | "scope" | "hedge" | "wording";
  page: Span | null;
  source: SourceSpan | null;
  says: string;
  params: Record<string, unknown>;
}

interface Citation {
  sentence: number;
  outcome: "matches" | "partly" | "differs" | "not_there" | "not_compared" | "unreadable";
  references: Reference[];
  url: string;
  alignment: Alignment | null;
}

interface Citations {
  page: Article;
  citations: Citation[];
  skipped: SkippedLinks[];
}

type CiteEvent = SourcesEvent | ApiProgress | SourceEvent | CitedEvent | ProblemEvent;

interface CitedEvent {
  event: "done";
  citations: Citations;
}

interface Claim {
  value: string;
  found_in: "json_ld" | "microdata" | "rdfa" | "opengraph" | "twitter" | "meta" | "heading" | "title_element" | "byline" | "time" | "text" | "address" | "link" | "html";
}

interface ClaimRequest {
  code: string;
}

interface CompareRequest {
  page: PageInput;
  source?: PageInput | null;
  sources?: PageInput[];
  find?: boolean;
  item?: number | null;
  search?: SearchOptions;
  opinion?: boolean;
  save?: boolean | "link";
}

interface Comparison {
  id: string | null;
  engine: string;
  page: Article;
  verdict: Verdict;
  search: Search | null;
  source: Article | null;
  alignment: Alignment | null;
  timings_ms: Record<string, number>;
  warnings: ApiWarning[];
  sources?: Article[];
  gist: Gist | null;
  versions: Version[];
}

interface Credit {
  name: string;
  host: string | null;
  url: string | null;
  role: "basis" | "also";
  quote: string;
  start: number | null;
  end: number | null;
}

interface DoneEvent {
  event: "done";
  comparison: Comparison;
}

interface Elsewhere {
  source: number;
  sentences: number[];
  label: "verbatim" | "near_verbatim" | "paraphrase" | "fused" | "partly_found" | "not_found" | "boilerplate" | "translated";
  score: number;
  state: "same" | "reworded" | "changed" | "partly" | "added" | "left_out" | "aside" | "not_compared";
  missing: Span[];
  changes: Change[];
  shared: Shared | null;
  parts: SentencePart[];
  finding: "differs" | "not_found" | "partly" | "found" | "note";
}

interface Evidence {
  signal: "says_summary" | "links_to_original" | "source_line" | "retells_report" | "says_excerpt" | "more_pages" | "cut_off_end" | "continues_on_site" | "cut_for_subscribers" | "locked_part" | "offers_access" | "hidden_rest" | "declared_paid" | "longer_known" | "http_status" | "whole_text" | "short_text" | "bare_text" | "names_publisher" | "tells_study" | "section_page" | "voices_page" | "live_page" | "tells_others" | "unlike_story" | "alignment_shows" | "notice_page" | "consent_wall" | "script_page" | "media_page" | "list_of_links" | "home_page" | "shop_page" | "form_page" | "no_text";
  says: string;
  quote: string | null;
  selector: string | null;
  weight: number;
  params: Record<string, unknown>;
  message: Message;
}

interface FactPlace {
  text: number;
  sentence: string;
}

interface FactValue {
  value: string;
  texts: number[];
  places: FactPlace[];
  first: number | null;
}

interface Feed {
  id: string;
  url: string;
  title: string | null;
  state: "active" | "paused" | "gone";
  added: string | null;
  polled: string | null;
  due: string | null;
  articles: number;
  newest: string | null;
  failures: number;
  minutes: number | null;
  last_error: string | null;
}

interface FeedChangeRequest {
  state?: "active" | "paused" | null;
  refresh?: boolean;
  url?: string | null;
  minutes?: number | null;
}

interface FeedRequest {
  url: string;
}

interface Feeds {
  feeds: Feed[];
}

interface Figures {
  page_sentences: number;
  found: number;
  verbatim: number;
  partly_found: number;
  not_found: number;
  source_sentences: number;
  used: number;
  covered_share: number;
  left_out_words: number;
  left_out_minutes: number;
  changed: Record<string, number>;
  differs: number;
  told: number;
  told_in_part: number;
  left_out: number;
  not_compared: number;
}

interface FindRequest {
  page: PageInput;
  search?: SearchOptions;
}

interface Found {
  page: Article;
  verdict: Verdict;
  search: Search;
}

interface FoundBy {
  finder: "page_link_cta" | "page_link_attribution" | "canonical_elsewhere" | "og_url_elsewhere" | "structured_data" | "same_publisher" | "index" | "attributed_publisher" | "searxng" | "brave" | "guardian" | "gdelt" | "archive";
  says: string;
  quote: string | null;
  params: Record<string, unknown>;
  message: Message;
}

interface FurtherSource {
  source: number;
  sentences: string[];
  found_by: FoundBy | null;
  account: AccountEntry[];
}

interface Gist {
  says: string;
  clauses: GistClause[];
}

interface GistClause {
  code: string;
  params: Record<string, unknown>;
  page: number | null;
  source: number | null;
}

interface GrownEvent {
  event: "story" | "done";
  story: Story;
}

interface Hit {
  url: string;
  title: string;
  lead: string;
  publisher: string | null;
  published: string | null;
  language: string | null;
  score: number;
  copies: string[];
  whole: boolean;
}

interface Hits {
  hits: Hit[];
}

interface Hook {
  id: string;
  url: string;
  events: string[];
  owner: string;
  created: string;
  state: "active" | "gone";
  waiting: number;
  failed: number;
  last_error: string | null;
}

interface HookRequest {
  url: string;
  events?: string[];
  whose?: string;
}

interface Hooks {
  hooks: Hook[];
}

interface ImportRequest {
  comparisons: ImportedComparison[];
}

interface Imported {
  added: string[];
  present: string[];
}

interface ImportedComparison {
  comparison: Record<string, unknown>;
  title: string | null;
  tags: string[];
  note: string;
  created: string | null;
  versions: Record<string, unknown>[];
}

interface Judged {
  page: Article;
  verdict: Verdict;
}

interface JudgedClaim {
  sentence: number;
  left: number;
  reference: Reference;
}

interface LeftOut {
  source: number;
  rank: number;
  why: string;
  why_code: "answer" | "cause" | "money" | "quote" | "number" | "name" | "detail";
  span: Span | null;
  about: number | null;
}

interface Limits {
  page_bytes: number;
  fetch_seconds: number;
  worker_seconds: number;
  admitted: number;
  saved_days: number;
  saved_megabytes: number;
  link_days: number;
}

interface ListedStory {
  title: string;
  url: string;
  texts: number;
  origins: number;
  first: string | null;
  last: string | null;
}

interface Message {
  key: string;
  params: (string | number)[];
  quote: string | null;
  says: string;
}

interface MetadataConflict {
  found_in: "json_ld" | "microdata" | "rdfa" | "opengraph" | "twitter" | "meta" | "heading" | "title_element" | "byline" | "time" | "text" | "address" | "link" | "html";
  others: Claim[];
}

interface Offer {
  providers: string[];
  words: string[][];
}

interface OpinionOffer {
  by: string;
  to: string;
  questions: OpinionQuestion[];
}

interface OpinionQuestion {
  sentence: number;
  source: number[];
}

interface Origin {
  name: string;
  host: string | null;
  url: string | null;
  by: "credit" | "call" | "given" | "comparison";
  read: boolean;
}

interface OwnComparison {
  id: string;
  created: string;
  expires: string;
  comparison: Record<string, unknown>;
  label: string;
  title: string | null;
  url: string | null;
  source_title: string | null;
  source_url: string | null;
  link: string | null;
  tags: string[];
  note: string;
  versions: Record<string, unknown>[];
}

interface OwnData {
  owner: string;
  made: string;
  tokens: Record<string, unknown>[];
  hooks: Record<string, unknown>[];
  pairings: Record<string, unknown>[];
  sessions: number;
  comparisons: OwnComparison[];
}

interface OwnToken {
  name: string;
  scopes: ("compare" | "index" | "admin" | "feeds")[];
  expires: string | null;
  per_day: number | null;
  used_today: number | null;
}

interface PageInput {
  url?: string | null;
  html?: string | null;
  text?: string | null;
  title?: string | null;
  language?: string | null;
  published?: string | null;
  passage?: Passage | null;
  status?: number | null;
  is_article?: boolean | null;
}

interface PageRequest {
  page: PageInput;
}

interface PageSentence {
  index: number;
  label: "verbatim" | "near_verbatim" | "paraphrase" | "fused" | "partly_found" | "not_found" | "boilerplate" | "translated";
  source: number[];
  score: number;
  concern: number;
  missing: Span[];
  changes: Change[];
  opinion: SecondOpinion | null;
  shared: Shared | null;
  state: "same" | "reworded" | "changed" | "partly" | "added" | "left_out" | "aside" | "not_compared";
  heading: string;
  parts: SentencePart[];
  elsewhere?: Elsewhere[];
  finding: "differs" | "not_found" | "partly" | "found" | "note";
}

interface PairedToken {
  token: string;
  name: string;
  scopes: ("compare" | "index" | "admin" | "feeds")[];
  expires: string | null;
}

interface Pairing {
  code: string;
  link: string;
  expires: string;
}

interface PairingRequest {
  name?: string | null;
  scopes?: ("compare" | "index" | "admin" | "feeds")[];
}

interface Passage {
  start?: number | null;
  end?: number | null;
  text?: string | null;
}

interface Problem {
  type: "/problems/internal_error" | "/problems/malformed_request" | "/problems/invalid_request" | "/problems/not_json" | "/problems/unsupported_media_type" | "/problems/request_timeout" | "/problems/not_found" | "/problems/method_not_allowed" | "/problems/unauthorized" | "/problems/token_expired" | "/problems/insufficient_scope" | "/problems/quota_exceeded" | "/problems/pairing_unknown" | "/problems/pairing_used" | "/problems/pairing_expired" | "/problems/pairings_full" | "/problems/forbidden" | "/problems/untrusted_proxy" | "/problems/busy" | "/problems/not_ready" | "/problems/store_unavailable" | "/problems/store_damaged" | "/problems/saved_limit" | "/problems/storage_full" | "/problems/blocked_address" | "/problems/invalid_address" | "/problems/fetch_failed" | "/problems/page_status" | "/problems/too_many_redirects" | "/problems/deadline_exceeded" | "/problems/robots_disallowed" | "/problems/offline" | "/problems/reader_unavailable" | "/problems/reader_refused" | "/problems/not_a_reader" | "/problems/page_too_large" | "/problems/not_html" | "/problems/leads_nowhere" | "/problems/unreadable_html" | "/problems/unreadable_document" | "/problems/extraction_failed" | "/problems/page_left_alone" | "/problems/body_incomplete" | "/problems/not_a_feed" | "/problems/unreadable_feed" | "/problems/source_is_page" | "/problems/comparison_failed" | "/problems/text_cut" | "/problems/languages_differ" | "/problems/language_guessed" | "/problems/opinion_failed" | "/problems/cancelled";
  title: string;
  status: number;
  detail: string;
  stage: "request" | "article" | "verdict" | "source" | "align";
  retryable: boolean;
  params: Record<string, unknown>;
}

interface ProblemEvent {
  event: "problem";
  problem: Problem;
}

interface ApiProgress {
  event: "progress";
  stage: "article" | "verdict" | "source" | "align";
  host?: string;
  service: string;
  number?: number;
  of?: number;
}

interface QuotaRequest {
  per_day: number;
}

interface Quotation {
  start: number;
  end: number;
  text: string;
  verbatim: boolean;
  source_text: string | null;
}

interface Readiness {
  status: "ready";
  checks: Record<string, string>;
  notes: string[];
}

interface Reference {
  label: string | null;
  url: string;
  page: number | null;
  outcome: "matches" | "partly" | "differs" | "not_there" | "not_compared" | "unreadable";
  passage: string | null;
  detail: string;
  confidence: number | null;
  fragment: string | null;
  why_unreadable: "gone" | "walled" | "refused" | "no_text" | "too_slow" | "not_found" | null;
  quotations: Quotation[];
}

interface Rejected {
  index: number;
  problem: Problem;
}

interface SavedChange {
  title: string | null;
  tags: string[];
  note: string;
}

interface SavedComparison {
  id: string;
  title: string | null;
  url: string | null;
  source_title: string | null;
  source_url: string | null;
  label: "full" | "excerpt" | "paywalled" | "summary" | "not_article" | "unknown";
  created: string;
  expires: string;
  link: string | null;
  link_expires: string | null;
  tags: string[];
  note: string;
  imported: boolean;
  changed: string | null;
}

interface SavedComparisons {
  comparisons: SavedComparison[];
  tags: string[];
  next: string | null;
}

interface Search {
  outcome: "source" | "same_story" | "not_found" | "not_needed";
  source: string | null;
  candidates: Candidate[];
  tried: Tried[];
  offer: Offer | null;
  items: SearchItem[];
  lead: number | null;
  origin: Origin | null;
}

interface SearchItem {
  title: string;
  text: string;
  start: number | null;
  end: number | null;
  urls: string[];
  candidates: Candidate[];
}

interface SearchOptions {
  providers?: string[];
}

interface SecondOpinion {
  by: string;
  supported: boolean | null;
  source: number[];
}

interface Sentence {
  text: string;
  start: number;
  end: number;
  paragraph: number;
}

interface SentencePart {
  start: number;
  end: number;
  source: number;
}

interface SentencesInput {
  sentences: string[];
  language?: string | null;
  published?: string | null;
}

interface Shared {
  page: Span[];
  source: SourceSpan[];
}

interface SkippedLinks {
  reason: "own_site" | "not_followed" | "no_sentence" | "no_address" | "too_many";
  links: number;
  labels: string[];
}

interface SourceEvent {
  event: "source";
  number: number;
  of: number;
  url: string;
  claims: JudgedClaim[];
}

interface SourceSpan {
  sentence: number;
  start: number;
  end: number;
  text: string;
}

interface SourcesEvent {
  event: "sources";
  page: Article;
  urls: string[];
}

interface Span {
  start: number;
  end: number;
  text: string;
}

interface StageEvent {
  event: "stage";
  stage: "article" | "verdict" | "source" | "align";
  state: "started" | "done";
  page?: Article;
  verdict?: Verdict;
  search?: Search | null;
  source?: Article | null;
  alignment?: Alignment | null;
  sources?: Article[];
}

interface Status {
  name: "unabridged";
  version: string;
  engine: string;
  features: ("compare" | "sources" | "extract" | "verdict" | "find" | "align" | "cite" | "story" | "stream" | "save" | "link" | "own_data" | "pairing" | "feeds" | "index" | "opinion" | "sign_in" | "hooks")[];
  limits: Limits;
  token: OwnToken;
}

interface Stories {
  stories: ListedStory[];
}

interface Story {
  page: Article;
  texts: StoryText[];
  origins: StoryOrigin[];
  facts: StoryFact[];
  first: number | null;
  here: number;
  index: StoryIndex;
  sure: boolean;
  says: string;
  drawing: string;
  warnings: ApiWarning[];
}

type StoryEvent = GrownEvent | ProblemEvent;

interface StoryFact {
  kind: "number" | "date" | "quotation";
  about: string;
  values: FactValue[];
}

interface StoryIndex {
  articles: number;
  since: string | null;
}

interface StoryOrigin {
  name: string;
  texts: number[];
  text: number | null;
}

interface StoryText {
  url: string | null;
  title: string;
  publisher: string | null;
  published: string | null;
  language: string | null;
  relation: "origin" | "copies" | "retells" | "cites" | "independent" | "unclear";
  of: number[];
  evidence: TextEvidence[];
  confidence: number;
  indexed: boolean;
}

type StreamEvent = StageEvent | ApiProgress | ProblemEvent | DoneEvent;

interface TextEvidence {
  code: "credits" | "sentences" | "quotations";
  says: string;
  quote: string;
  of: number | null;
  params: Record<string, unknown>;
}

type TextInput = SentencesInput | PageInput;

interface Token {
  id: string;
  name: string;
  scopes: ("compare" | "index" | "admin" | "feeds")[];
  created: string;
  expires: string | null;
  last_used: string | null;
  per_day: number | null;
  maker: string | null;
  used: number;
}

interface TokenRequest {
  name: string;
  scopes?: ("compare" | "index" | "admin" | "feeds")[];
  days?: number;
  per_day?: number;
}

interface Tokens {
  tokens: Token[];
}

interface Tried {
  finder: "page_link_cta" | "page_link_attribution" | "canonical_elsewhere" | "og_url_elsewhere" | "structured_data" | "same_publisher" | "index" | "attributed_publisher" | "searxng" | "brave" | "guardian" | "gdelt" | "archive";
  outcome: "source" | "not_confirmed" | "nothing" | "not_asked" | "failed";
  candidates: number;
  ms: number;
  detail: string;
}

interface TroubledEntry {
  url: string;
  title: string;
  state: string;
  reason: string;
}

interface Verdict {
  label: "full" | "excerpt" | "paywalled" | "summary" | "not_article" | "unknown";
  confidence: number;
  evidence: Evidence[];
  answer: "complete" | "retells" | "incomplete" | "no_article" | "unsure";
  basis: Basis;
  grounds: ("page_says" | "page_shows" | "page_declares" | "known" | "comparison" | "absence")[];
  heading: Message;
  reason: Message;
}

interface Version {
  side: "page" | "source";
  seen: string;
  says: string;
  changes: VersionChange[];
}

interface VersionChange {
  kind: "headline" | "differs" | "reworded" | "gone" | "added";
  before: string | null;
  after: string | null;
  changes: Change[];
}

interface ApiWarning {
  type: string;
  stage: "request" | "article" | "verdict" | "source" | "align";
  detail: string;
  retryable: boolean;
  params: Record<string, unknown>;
}
