-- Who trains a run, and until when nobody else may: in place of a mark on what is trained elsewhere.

-- `local`: whoever holds this data directory, as long as its process lives. `outside`: somebody who reports over HTTP and
-- is never taken for dead by a start. Others, such as `worker:name`, hold a run until lease_until.
alter table runs add column owner text not null default 'local' check (owner <> '');
-- When the owner's right ends; null for as long as the owner lives.
alter table runs add column lease_until text;

update runs set owner = 'outside' where is_external;

-- Still there for whoever asks for it.
alter table runs drop column is_external;
alter table runs add column is_external integer not null generated always as (owner = 'outside') virtual;
