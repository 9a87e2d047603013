-- What its owner notes about a saved comparison: tags, one a line, and a text. What a search looks
-- through is `words`, made at the first one. What is `imported` was not made by this server.
alter table comparisons add column tags text not null default '';
alter table comparisons add column note text not null default '';
alter table comparisons add column imported integer not null default 0;
alter table comparisons add column words text
