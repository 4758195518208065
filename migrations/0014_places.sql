-- Where runs may be trained, what other machines tell of those that they have, and what each was trained by.

-- `here`: by the process that holds this data directory; `slurm`: on a cluster; `any`: by whoever comes first.
alter table jobs add column place text not null default 'any' check (place in ('any', 'here', 'slurm'));
-- Seconds that a lease is renewed by; null for the owner `local`.
alter table runs add column lease_seconds real check (lease_seconds > 0);

-- Runs that were handed to a scheduler, and what it says of them: one row each time, the newest with the greatest id. `job` and
-- `state` are in the scheduler's words: 1234_5, PENDING.
create table submissions (
  id           integer primary key autoincrement,
  run_id       integer not null references runs (id) on delete cascade,
  executor     text not null,
  job          text not null,
  state        text not null,
  -- Why it waits, or why it ended so.
  reason       text,
  node         text,
  submitted_at text not null,
  -- When its end was seen; null while it waits or runs.
  ended_at     text
) strict;

create index submissions_by_run on submissions (run_id, id);
create index submissions_open on submissions (executor) where ended_at is null;

-- What each run was trained by last. Sets of instructions in a line, with blanks between them.
create view environments as
select
  runs.id as run_id,
  (select atom from json_each(runs.environment) where key = 'executor') as executor,
  (select atom from json_each(runs.environment) where key = 'host') as host,
  (select atom from json_each(runs.environment) where key = 'processor') as processor,
  (select group_concat(value, ' ') from json_each(runs.environment, '$.instruction_sets')) as instruction_sets,
  (select atom from json_each(runs.environment) where key = 'cores') as cores,
  runs.threads as threads,
  (select atom from json_each(runs.environment) where key = 'memory_bytes') as memory_bytes,
  (select atom from json_each(runs.environment, '$.versions') where key = 'bearing') as bearing,
  (select atom from json_each(runs.environment, '$.versions') where key = 'onednn') as onednn,
  (select atom from json_each(runs.environment) where key = 'slurm_job') as slurm_job
from runs
join jobs on jobs.id = runs.job_id
where runs.environment is not null and jobs.deleted_at is null;
