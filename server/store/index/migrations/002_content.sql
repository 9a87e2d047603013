-- copies are told from the texts of a search's candidates
drop index articles_by_content;
alter table articles drop column content;
