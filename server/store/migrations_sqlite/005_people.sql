create table sessions (
  secret_sha256 text primary key,
  name text not null,
  groups text not null,
  expires text not null
) strict;
create index sessions_by_name on sessions (name)
