-- The article index in SQLite; the tables with its words are made by partitions.py.

-- id: the day of publication, then a number within that day (see partitions.py).
create table articles (
  id integer primary key,
  url text not null unique,
  title text not null,
  lead text not null,
  publisher text,
  published text,
  language text,
  canonical_url text,
  whole integer not null,
  version blob not null
) strict;

create table texts (
  id integer primary key,
  body blob not null
) strict;

-- How many articles each day has, so that nothing ever has to count them.
create table days (
  day integer primary key,
  articles integer not null
) strict;

-- What articles say, as vectors of the optional extra `languages` (server/language/vectors.py).
create table meanings (
  id integer primary key,
  version blob not null,
  language text not null,
  vector blob not null
) strict
