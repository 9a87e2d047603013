alter table feeds add column articles integer not null default 0;
alter table feeds add column newest text;
create table facts (name text primary key, value text not null)
