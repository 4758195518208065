-- What trained a run, and what it went through.

-- Processor, cores and versions of whoever trained it last, as one JSON object; null for runs that ended before this was
-- recorded, and for those that are trained elsewhere.
alter table runs add column environment text check (environment is null or json_valid(environment));

-- Each change of a run's status, and what was worth a word in between.
create table run_events (
  id      integer primary key autoincrement,
  run_id  integer not null references runs (id) on delete cascade,
  at      text not null,
  attempt integer not null,
  -- The last iteration whose points were stored by then.
  step    integer not null,
  status  text not null,
  -- Null for a change of status that needs none.
  message text
) strict;

create index run_events_by_run on run_events (run_id, id);

-- By triggers, so that no way of changing a status is forgotten, and in its transaction.
create trigger run_is_made after insert on runs
begin
  insert into run_events (run_id, at, attempt, step, status, message)
  values (new.id, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), new.attempt, new.step, new.status, new.message);
end;

create trigger run_changes_status after update of status on runs when new.status <> old.status
begin
  insert into run_events (run_id, at, attempt, step, status, message)
  values (new.id, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), new.attempt, new.step, new.status, new.message);
end;
