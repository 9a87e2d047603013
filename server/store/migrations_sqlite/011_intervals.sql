-- An operator's seconds between two polls of a feed, null for as often as it has news.
alter table feeds add column every real
