create table tokens (
  id text primary key,
  name text not null,
  secret_sha256 text not null unique,
  scopes text not null,
  created text not null,
  expires text,
  last_used text
) strict;

create table comparisons (
  id text primary key,
  owner text not null,
  link integer not null,
  created text not null,
  body blob not null
) strict;
create index comparisons_by_owner on comparisons (owner, created);
