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
  modified text
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

create table host_pauses (host text primary key, until real not null) strict;
create table leases (name text primary key, holder text not null, until real not null) strict
