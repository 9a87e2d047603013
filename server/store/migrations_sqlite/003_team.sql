alter table tokens add column per_day integer;
alter table tokens add column maker text;
alter table tokens add column account text not null default '';
update tokens set account = id;

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

create table saved (
  id text primary key,
  owner text not null,
  created text not null,
  expires text not null,
  link text unique,
  link_expires text,
  title text,
  url text,
  source_title text,
  source_url text,
  label text not null,
  body blob not null
) strict;
insert into saved select
  id, owner, created,
  strftime('%Y-%m-%dT%H:%M:%S+00:00', created, '+365 days'),
  case when link then id end,
  case when link then strftime('%Y-%m-%dT%H:%M:%S+00:00', created, '+30 days') end,
  json_extract(cast(body as text), '$.page.title'),
  json_extract(cast(body as text), '$.page.url'),
  json_extract(cast(body as text), '$.source.title'),
  json_extract(cast(body as text), '$.source.url'),
  json_extract(cast(body as text), '$.verdict.label'),
  body
from comparisons order by created;
drop table comparisons;
alter table saved rename to comparisons;
create index comparisons_by_owner on comparisons (owner);
create index comparisons_by_expires on comparisons (expires)
