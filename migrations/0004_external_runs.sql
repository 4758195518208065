-- Runs that somebody else trains and reports over HTTP. This process neither claims nor resumes them, and its end is
-- not theirs.

alter table runs add column is_external integer not null default 0 check (is_external in (0, 1));

-- Batches of points that were given a name by their sender: the same one once more changes nothing.
create table batches (
  run_id   integer not null references runs (id) on delete cascade,
  name     text not null,
  checksum integer not null,
  points   integer not null check (points >= 0),
  primary key (run_id, name)
) strict, without rowid;
