create table sessions (
  secret_sha256 text primary key,
  name text not null,
  groups text not null,
  expires text collate "C" not null
);
create index sessions_by_name on sessions (name)
