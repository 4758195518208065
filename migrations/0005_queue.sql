-- What the queue knows of a job beside its config, and of a run beside its progress.

-- Jobs of a higher priority go first; those of one in the order in which they were asked for.
alter table jobs add column priority integer not null default 0 check (priority between -100 and 100);
-- None of its runs is begun or taken up again while it is paused.
alter table jobs add column is_paused integer not null default 0 check (is_paused in (0, 1));
-- When its end was asked for: if the process dies before the run under way has stopped, that run is not resumed.
alter table jobs add column cancelled_at text;
-- Gone for everybody who asks; what belongs to it is removed bit by bit.
alter table jobs add column deleted_at text;

create index jobs_deleted on jobs (deleted_at) where deleted_at is not null;

-- Threads that the run was begun with and is resumed with: another number would add in another order.
alter table runs add column threads integer check (threads >= 1);
-- The iteration whose loss was not finite.
alter table runs add column diverged_step integer check (diverged_step >= 1);

-- The views for people, without what is deleted; otherwise as they were.

drop view metrics;
drop view angles;
drop view results;

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
  (points.step - 1) / runs.steps_per_epoch + 1 as epoch,
  points.value as value
from series
join runs on runs.id = series.run_id
join jobs on jobs.id = runs.job_id
join experiments on experiments.id = jobs.experiment_id
cross join points on points.series_id = series.id
where jobs.deleted_at is null;

create view angles as
select
  runs.id as run_id,
  jobs.method as method,
  jobs.dataset as dataset,
  runs.seed as seed,
  series.layer as layer,
  points.step as step,
  points.value as degrees
from series
join runs on runs.id = series.run_id
join jobs on jobs.id = runs.job_id
cross join points on points.series_id = series.id
where series.name = 'angle' and jobs.deleted_at is null;

-- Means and sample standard deviations (n - 1; NULL below two values) over succeeded runs, of each run's last
-- test_accuracy and train_accuracy. Two passes, mean first: subtracting squares of near-equal numbers is inexact.
create view results as
with last as materialized (
  select
    experiments.name as experiment,
    jobs.dataset as dataset,
    jobs.network as network,
    jobs.method as method,
    (select points.value
     from points
     where points.series_id = (
       select series.id
       from series
       where series.run_id = runs.id and series.name = 'test_accuracy' and series.layer is null)
     order by points.step desc limit 1) as test,
    (select points.value
     from points
     where points.series_id = (
       select series.id
       from series
       where series.run_id = runs.id and series.name = 'train_accuracy' and series.layer is null)
     order by points.step desc limit 1) as train
  from runs
  join jobs on jobs.id = runs.job_id
  join experiments on experiments.id = jobs.experiment_id
  where runs.status = 'succeeded' and jobs.deleted_at is null
),
centred as (
  select
    *,
    test - avg(test) over cell as test_deviation,
    train - avg(train) over cell as train_deviation
  from last
  window cell as (partition by experiment, dataset, network, method)
)
select
  experiment,
  dataset,
  network,
  method,
  count(*) as runs,
  avg(test) as test_accuracy_mean,
  sqrt(sum(test_deviation * test_deviation) / nullif(count(test) - 1, 0)) as test_accuracy_sd,
  avg(train) as train_accuracy_mean,
  sqrt(sum(train_deviation * train_deviation) / nullif(count(train) - 1, 0)) as train_accuracy_sd
from centred
group by experiment, dataset, network, method;
