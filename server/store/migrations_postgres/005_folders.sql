-- The folders of a reader's list (OPML) that a feed came from, the outermost first, one a line.
alter table feeds add column folder text not null default '';
