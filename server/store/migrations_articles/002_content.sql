-- copies are told from the texts of a search's candidates, which has no use for it
drop index articles_by_content;
