-- The server's database in PostgreSQL, with the tables and columns of schema_sqlite.sql, which says
-- what they are. `rowid`, which SQLite has by itself, numbers rows in order of insertion. Texts that
-- are compared in order have the collation "C", as in SQLite.

create table tokens (
  id text primary key,
  name text not null,
  secret_sha256 text not null unique,
  scopes text not null,
  created text collate "C" not null,
  expires text collate "C",
  last_used text collate "C",
  per_day integer,
  maker text,
  account text not null
);

create table token_days (
  account text not null,
  day text collate "C" not null,
  used integer not null,
  primary key (account, day)
);

create table pairings (
  code_sha256 text primary key,
  name text not null,
  scopes text not null,
  per_day integer,
  token_expires text collate "C",
  maker text,
  account text,
  expires text collate "C" not null,
  claimed text
);

create table sessions (
  secret_sha256 text primary key,
  holder text not null,
  groups text not null,
  expires text collate "C" not null
);
create index sessions_by_holder on sessions (holder);

create table comparisons (
  rowid bigint generated always as identity,
  id text primary key,
  owner text not null,
  created text collate "C" not null,
  expires text collate "C" not null,
  link text unique,
  link_expires text collate "C",
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
  body bytea not null
);
create index comparisons_by_owner on comparisons (owner, rowid);
create index comparisons_by_expires on comparisons (expires);

create table versions (
  comparison text not null,
  side text not null,
  seen text collate "C" not null,
  body bytea not null,
  primary key (comparison, side, seen)
);

create table watched_texts (
  comparison text not null,
  side text not null,
  known text,
  last text,
  due double precision not null,
  primary key (comparison, side)
);

create table hooks (
  id text primary key,
  url text not null,
  secret text not null,
  events text not null,
  owner text not null,
  created text collate "C" not null,
  state text not null default 'active'
);

create table hook_messages (
  id text primary key,
  hook text not null,
  kind text not null,
  body text not null,
  state text not null default 'waiting',
  created text collate "C" not null,
  due double precision not null,
  tries integer not null default 0,
  last_error text
);
create index hook_messages_by_due on hook_messages (state, due);

create table feeds (
  rowid bigint generated always as identity,
  id text primary key,
  url text not null unique,
  title text,
  state text not null default 'active',
  added text not null,
  polled text,
  due double precision not null,
  seconds double precision not null,
  failures integer not null default 0,
  last_error text,
  etag text,
  modified text,
  articles integer not null default 0,
  newest text,
  folder text not null default '',
  every double precision
);

create table feed_items (
  rowid bigint generated always as identity,
  url text primary key,
  feed text not null,
  guid text,
  state text not null,
  digest text not null,
  body text,
  tries integer not null default 0,
  due double precision not null default 0,
  seen double precision not null
);
create index feed_items_by_guid on feed_items (feed, guid);
create index feed_items_by_state on feed_items (state, due);

create table feed_documents (
  feed text primary key,
  url text not null,
  content_type text not null,
  reserved integer not null,
  fetched text not null,
  body bytea not null
);

create table bridges (
  id text primary key,
  kind text not null,
  url text not null,
  name text not null,
  token text not null,
  secret text not null,
  language text not null,
  created text collate "C" not null,
  last_entry bigint not null default 0,
  due double precision not null default 0,
  resting double precision not null default 0,
  failures integer not null default 0,
  refused integer not null default 0,
  last_error text,
  unique (kind, url, name)
);

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
  due double precision not null,
  added double precision not null,
  changed double precision not null,
  again double precision not null default 0,
  last_error text,
  primary key (bridge, entry)
);
create index bridge_entries_by_due on bridge_entries (due);
create index bridge_entries_by_url on bridge_entries (bridge, url);

create table host_pauses (host text primary key, until double precision not null);
create table leases (name text primary key, holder text not null, until double precision not null);

create table facts (name text primary key, value text not null)
