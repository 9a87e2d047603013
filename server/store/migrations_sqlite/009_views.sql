-- What saved comparisons show, made by workers, and can be made again.
create table views (
  comparison text not null,
  name text not null,
  made real not null,
  size integer not null,
  body blob not null,
  primary key (comparison, name)
) strict
