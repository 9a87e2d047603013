-- The server's database in SQLite. schema_postgres.sql has the same tables and columns; there a
-- column `rowid`, which SQLite has by itself, numbers the rows in order of insertion.
-- Times are ISO 8601 in UTC (text) or seconds since 1970 (real).

-- Bearer tokens. `account` is the first token of the chain that it was paired from.
create table tokens (
  id text primary key,
  name text not null,
  secret_sha256 text not null unique,
  scopes text not null,
  created text not null,
  expires text,
  last_used text,
  per_day integer,
  maker text,
  account text not null
) strict;

-- Calls that the tokens of an account made on a day.
create table token_days (
  account text not null,
  day text not null,
  used integer not null,
  primary key (account, day)
) strict;

create table pairings (
  code_sha256 text primary key,
  name text not null,
  scopes text not null,
  per_day integer,
  token_expires text,
  maker text,
  account text,
  expires text not null,
  claimed text
) strict;

-- Browsers that are signed in, as a token's id, user:NAME or `local`; and codes that begin a session.
create table sessions (
  secret_sha256 text primary key,
  holder text not null,
  groups text not null,
  expires text not null
) strict;
create index sessions_by_holder on sessions (holder);

-- Saved comparisons. `title` (null: `page_title`), `tags`, one a line, and `note` are their owner's;
-- a search looks through `noted`, which has these, and `words`; an `imported` one was not made by
-- this server. `body`, which may have megabytes, is last: SQLite reads what is after it through it.
create table comparisons (
  id text primary key,
  owner text not null,
  created text not null,
  expires text not null,
  link text unique,
  link_expires text,
  title text,
  page_title text,
  url text,
  source_title text,
  source_url text,
  label text not null,
  listing text not null,
  tags text not null,
  note text not null,
  imported integer not null,
  noted text not null,
  words text not null,
  body blob not null
) strict;
create index comparisons_by_owner on comparisons (owner);
create index comparisons_by_expires on comparisons (expires);

-- Later versions of the texts of saved comparisons.
create table versions (
  comparison text not null,
  side text not null,
  seen text not null,
  body blob not null,
  primary key (comparison, side, seen)
) strict;

-- Texts that webhooks watch: digests of the sentences of earlier visits, as JSON.
create table watched_texts (
  comparison text not null,
  side text not null,
  known text,
  last text,
  due real not null,
  primary key (comparison, side)
) strict;

create table hooks (
  id text primary key,
  url text not null,
  secret text not null,
  events text not null,
  owner text not null,
  created text not null,
  state text not null default 'active'
) strict;

create table hook_messages (
  id text primary key,
  hook text not null,
  kind text not null,
  body text not null,
  state text not null default 'waiting',
  created text not null,
  due real not null,
  tries integer not null default 0,
  last_error text
) strict;
create index hook_messages_by_due on hook_messages (state, due);

-- `folder` has the folders of a reader's list (OPML), the outermost first, one a line; `every` are
-- an operator's seconds between two polls, null for as often as the feed has news.
create table feeds (
  id text primary key,
  url text not null unique,
  title text,
  state text not null default 'active',
  added text not null,
  polled text,
  due real not null,
  seconds real not null,
  failures integer not null default 0,
  last_error text,
  etag text,
  modified text,
  articles integer not null default 0,
  newest text,
  folder text not null default '',
  every real
) strict;

create table feed_items (
  url text primary key,
  feed text not null,
  guid text,
  state text not null,
  digest text not null,
  body text,
  tries integer not null default 0,
  due real not null default 0,
  seen real not null
) strict;
create index feed_items_by_guid on feed_items (feed, guid);
create index feed_items_by_state on feed_items (state, due);

-- The last document of each feed as its site served it (packed by zlib), for annotated feeds.
create table feed_documents (
  feed text primary key,
  url text not null,
  content_type text not null,
  reserved integer not null,
  fetched text not null,
  body blob not null
) strict;

-- Bridges to feed readers. `token` lets the bridge write there and `secret` signs what comes from
-- there; `last_entry` is the reader's number of the newest entry taken. The reader is asked for new
-- entries when `due`, and for nothing before `resting`. `refused` counts webhooks.
create table bridges (
  id text primary key,
  kind text not null,
  url text not null,
  name text not null,
  token text not null,
  secret text not null,
  language text not null,
  created text not null,
  last_entry integer not null default 0,
  due real not null default 0,
  resting real not null default 0,
  failures integer not null default 0,
  refused integer not null default 0,
  last_error text,
  unique (kind, url, name)
) strict;

-- Entries of readers on their way to a line. `line` is JSON; `digest` that of the entry's own content.
create table bridge_entries (
  bridge text not null,
  entry text not null,
  feed text not null,
  feed_title text not null,
  url text not null,
  title text not null,
  state text not null,
  line text,
  digest text not null,
  tries integer not null default 0,
  due real not null,
  added real not null,
  changed real not null,
  again real not null default 0,
  last_error text,
  primary key (bridge, entry)
) strict;
create index bridge_entries_by_due on bridge_entries (due);
create index bridge_entries_by_url on bridge_entries (bridge, url);

create table host_pauses (host text primary key, until real not null) strict;
create table leases (name text primary key, holder text not null, until real not null) strict;

-- Single facts, such as which article index the feeds have filled.
create table facts (name text primary key, value text not null) strict
