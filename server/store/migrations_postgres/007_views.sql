-- What saved comparisons show, made by workers, and can be made again.
create table views (
  comparison text not null,
  name text not null,
  made double precision not null,
  size bigint not null,
  body bytea not null,
  primary key (comparison, name)
)
