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

create table comparisons (
  rowid bigint generated always as identity,
  id text primary key,
  owner text not null,
  created text collate "C" not null,
  expires text collate "C" not null,
  link text unique,
  link_expires text collate "C",
  title text,
  url text,
  source_title text,
  source_url text,
  label text not null,
  body bytea not null
);
create index comparisons_by_owner on comparisons (owner, rowid);
create index comparisons_by_expires on comparisons (expires);

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
  modified text
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

create table host_pauses (host text primary key, until double precision not null);
create table leases (name text primary key, holder text not null, until double precision not null)
