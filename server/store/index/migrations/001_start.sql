-- id: the day of publication, then a number within that day (see server/store/days.py)
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
  version blob not null,
  content blob not null
) strict;
create index articles_by_content on articles (content);

create table texts (
  id integer primary key,
  body blob not null
) strict;

-- how many articles each day has, so that nothing ever has to count them
create table days (
  day integer primary key,
  articles integer not null
) strict;
