-- What a batch has, page by page in the order of its readers: nothing is sorted, however large the batch is, and no answer
-- moves an entry. (The index before was of open ones only, and SQLite uses such a one only where a query repeats its words.)
drop index delivery_open;
create index delivery_batch on delivery (batch, subscription);

-- Each row is written twice more after it was planned: where the database keeps old versions beside new ones, there is room for them.
$room$
