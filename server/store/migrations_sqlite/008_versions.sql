create table watched_texts (
  comparison text not null,
  side text not null,
  known text,
  last text,
  due real not null,
  primary key (comparison, side)
) strict;
insert into watched_texts (comparison, side, known, last, due)
  select comparison, 'page', known, last, due from watched_pages;
drop table watched_pages;

create table versions (
  comparison text not null,
  side text not null,
  seen text not null,
  body blob not null,
  primary key (comparison, side, seen)
) strict
