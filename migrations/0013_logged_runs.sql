-- What people log beside points: when each was measured, several at one step, params, datasets, files, models; and experiments
-- that are there before their first job.

-- Milliseconds since 1970, as whoever measured it says; null for what is trained here, see `arrivals`.
alter table points add column at integer;

-- Points at a step at which `points` has another one: there is the latest, the greatest by (at, value).
create table repeats (
  series_id integer not null references series (id) on delete cascade,
  step      integer not null,
  at        integer not null,
  value     real
) strict;

create unique index repeats_by_place on repeats (series_id, step, at, ifnull(value, 'NaN'));

-- When the points of a run up to a step were stored, for runs that are trained here: one for each commit, five a second.
create table arrivals (
  run_id integer not null references runs (id) on delete cascade,
  step   integer not null,
  at     integer not null,
  primary key (run_id, step)
) strict, without rowid;

-- Written once; also in the job's config where its keys can be paths, so that lists and charts find them there.
create table run_params (
  run_id integer not null references runs (id) on delete cascade,
  key    text not null,
  value  text not null,
  primary key (run_id, key)
) strict, without rowid;

-- Who says that they run it.
alter table runs add column user_id text;
-- Counted up whenever the config changes.
alter table jobs add column config_version integer not null default 0;
-- Whether what is deleted is only put aside: nothing of it is removed.
alter table jobs add column is_restorable integer not null default 0 check (is_restorable in (0, 1));

-- Whether it stays without any job.
alter table experiments add column is_kept integer not null default 0 check (is_kept in (0, 1));
alter table experiments add column deleted_at text;
alter table experiments add column updated_at text;
alter table experiments add column artifact_location text;

create table experiment_tags (
  experiment_id integer not null references experiments (id) on delete cascade,
  key           text not null,
  value         text not null,
  primary key (experiment_id, key)
) strict, without rowid;

-- Number 0 is there always. One that was called so before gets the number.
insert into experiments (id, name, created_at, is_kept)
values (0, hex(randomblob(16)), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 1);
update experiments set notes = (select notes from experiments where name = 'Default') where id = 0;
update jobs set experiment_id = 0 where experiment_id = (select id from experiments where name = 'Default');
delete from experiments where name = 'Default';
update experiments set name = 'Default' where id = 0;

-- What a run was fed with.
create table run_datasets (
  run_id      integer not null references runs (id) on delete cascade,
  name        text not null,
  digest      text not null,
  source_type text not null,
  source      text not null,
  schema      text,
  profile     text,
  tags        text not null check (json_valid(tags)),
  primary key (run_id, name, digest)
) strict, without rowid;

-- Models that somebody logged: `document` is all that was told of one.
create table logged_models (
  id            text primary key,
  experiment_id integer not null references experiments (id) on delete cascade,
  run_id        integer references runs (id) on delete cascade,
  name          text not null,
  created_at    integer not null,
  updated_at    integer not null,
  is_deleted    integer not null default 0 check (is_deleted in (0, 1)),
  document      text not null check (json_valid(document))
) strict, without rowid;

create index logged_models_by_experiment on logged_models (experiment_id, created_at);
create index logged_models_by_run on logged_models (run_id);

-- Which of them went into a run, and which came out of it.
create table run_models (
  run_id    integer not null references runs (id) on delete cascade,
  model_id  text not null references logged_models (id) on delete cascade,
  is_output integer not null check (is_output in (0, 1)),
  step      integer not null,
  primary key (run_id, model_id, is_output)
) strict, without rowid;

-- Files of runs and of models; what is in them lies in the data directory under its SHA-256.
create table artifacts (
  id         integer primary key,
  run_id     integer references runs (id) on delete cascade,
  model_id   text references logged_models (id) on delete cascade,
  path       text not null,
  sha256     text not null,
  bytes      integer not null check (bytes >= 0),
  created_at text not null,
  check ((run_id is null) <> (model_id is null))
) strict;

create unique index artifacts_of_run on artifacts (run_id, path) where run_id is not null;
create unique index artifacts_of_model on artifacts (model_id, path) where model_id is not null;
create index artifacts_by_content on artifacts (sha256);

-- As it was, and when each point was measured, or stored where nobody said.
drop view metrics;

create view metrics as
select
  runs.id as run_id,
  experiments.name as experiment,
  jobs.id as job_id,
  jobs.method as method,
  jobs.network as network,
  jobs.dataset as dataset,
  runs.seed as seed,
  series.name as metric,
  series.layer as layer,
  points.step as step,
  (points.step - 1) / runs.steps_per_epoch + 1 - ((points.step - 1) % runs.steps_per_epoch < 0) as epoch,
  points.value as value,
  strftime('%Y-%m-%dT%H:%M:%fZ', ifnull(points.at, (
    select arrivals.at from arrivals
    where arrivals.run_id = runs.id and arrivals.step >= points.step order by arrivals.step limit 1
  )) / 1000.0, 'unixepoch') as at
from series
join runs on runs.id = series.run_id
join jobs on jobs.id = runs.job_id
join experiments on experiments.id = jobs.experiment_id
cross join points on points.series_id = series.id
where jobs.deleted_at is null;

-- Every point as it was told, also those that came after another one at the same step.
create view history as
select run_id, metric, layer, step, at, value from metrics
union all
select
  runs.id,
  series.name,
  series.layer,
  repeats.step,
  strftime('%Y-%m-%dT%H:%M:%fZ', repeats.at / 1000.0, 'unixepoch'),
  repeats.value
from series
join runs on runs.id = series.run_id
join jobs on jobs.id = runs.job_id
cross join repeats on repeats.series_id = series.id
where jobs.deleted_at is null;

-- What each run was begun with, as text: as it was logged, else the values of its job's config, with the run's own seed. What
-- is no choice, its names and tags, is left out.
create view params as
select run_params.run_id as run_id, run_params.key as key, run_params.value as value
from run_params
join runs on runs.id = run_params.run_id
join jobs on jobs.id = runs.job_id
where jobs.deleted_at is null
union all
select
  runs.id,
  -- Keys with an underscore have quotes there.
  replace(substr(leaf.fullkey, 3), '"', ''),
  case
    when leaf.fullkey = '$.seed' then cast(runs.seed as text)
    when leaf.type = 'true' then 'true'
    when leaf.type = 'false' then 'false'
    when leaf.type = 'array' then leaf.value
    -- As configs have them: 0.0, 1e-06, in as few digits as tell the number. What gives the text itself may not stand in a view.
    when leaf.type = 'real' and abs(leaf.atom) < 1e15 and leaf.atom = cast(leaf.atom as integer) then printf('%.1f', leaf.atom)
    when leaf.type = 'real' and cast(printf('%.15g', leaf.atom) as real) = leaf.atom then printf('%.15g', leaf.atom)
    when leaf.type = 'real' then printf('%!.17g', leaf.atom)
    else cast(leaf.atom as text)
  end
from runs
join jobs on jobs.id = runs.job_id
join json_tree(jobs.config) as leaf
where jobs.deleted_at is null
  and leaf.type not in ('object', 'null')
  and leaf.fullkey not like '%[%'
  and leaf.fullkey not in ('$.name', '$.experiment')
  and leaf.fullkey not like '$.tags.%'
  and not exists (
    select * from run_params where run_params.run_id = runs.id and run_params.key = replace(substr(leaf.fullkey, 3), '"', ''));

-- The tags of each run, which are its job's.
create view tags as
select runs.id as run_id, job_tags.key as key, job_tags.value as value
from job_tags
join jobs on jobs.id = job_tags.job_id
join runs on runs.job_id = jobs.id
where jobs.deleted_at is null;
