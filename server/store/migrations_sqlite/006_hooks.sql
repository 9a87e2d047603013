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

create table watched_pages (
  comparison text primary key,
  known text,
  last text,
  due real not null
) strict
