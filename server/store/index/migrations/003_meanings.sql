-- what articles say, as vectors of the optional extra `languages` (server/language/vectors.py)
create table meanings (
  id integer primary key,
  version blob not null,
  language text not null,
  vector blob not null
) strict;
