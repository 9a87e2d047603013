create table watched_texts (
  comparison text not null,
  side text not null,
  known text,
  last text,
  due double precision not null,
  primary key (comparison, side)
);
insert into watched_texts (comparison, side, known, last, due)
  select comparison, 'page', known, last, due from watched_pages;
drop table watched_pages;

create table versions (
  comparison text not null,
  side text not null,
  seen text collate "C" not null,
  body bytea not null,
  primary key (comparison, side, seen)
)
