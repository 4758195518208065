-- Experiments, jobs and runs: what was asked for and where it stands.
-- Times are ISO 8601 text, UTC, milliseconds: 2025-11-23T20:08:00.123Z.

create table experiments (
  id         integer primary key,
  name       text not null unique,
  created_at text not null
) strict;

-- Ids are never used again after a deletion (autoincrement): they name files and links elsewhere.
create table jobs (
  id            integer primary key autoincrement,
  experiment_id integer not null references experiments (id) on delete cascade,
  name          text not null,
  method        text not null,
  network       text not null,
  dataset       text not null,
  config        text not null check (json_valid(config)),
  status        text not null
    check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted')),
  created_at    text not null,
  started_at    text,
  finished_at   text
) strict;

create index jobs_by_experiment on jobs (experiment_id);
create index jobs_by_status on jobs (status);

create table job_tags (
  job_id integer not null references jobs (id) on delete cascade,
  key    text not null,
  value  text not null,
  primary key (job_id, key)
) strict, without rowid;

create index job_tags_by_value on job_tags (key, value);

create table runs (
  id              integer primary key autoincrement,
  job_id          integer not null references jobs (id) on delete cascade,
  trial           integer not null check (trial >= 1),
  -- An integer; text of the same digits from 2^63 on, which SQLite's integers do not reach.
  seed            any not null check (typeof(seed) in ('integer', 'text')),
  status          text not null
    check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted')),
  attempt         integer not null default 1 check (attempt >= 1),
  step            integer not null default 0 check (step >= 0),
  steps           integer not null check (steps >= 0),
  steps_per_epoch integer not null check (steps_per_epoch >= 1),
  message         text,
  created_at      text not null,
  started_at      text,
  finished_at     text,
  unique (job_id, trial)
) strict;

create index runs_by_status on runs (status);
