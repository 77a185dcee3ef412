-- What has become old goes. Each step finds it by an index, without looking at what has not.

-- Whether it is kept who got the edition: kept; going: being removed, so nobody gets it any more; gone.
alter table edition add column deliveries text not null default 'kept';
create index edition_deliveries on edition (finished_at) where deliveries <> 'gone' and finished_at is not null;

-- An article whose texts are gone keeps its headline, its address and what it is known by. It gets them again when it becomes news to a newsletter.
alter table article add column texts_kept boolean not null default true;
create index article_texts on article (changed_at, id) where texts_kept;
create index candidate_article on candidate (article);
