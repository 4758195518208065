-- What a reader has to be told again, when a run was last heard of, and means that stay in the range of their values.

-- Points that were stored, or got another value, at a step that their series had reached before: whoever follows a
-- series by its steps would never hear of them. Ids only ever grow (autoincrement), in the order of the commits; a point
-- that changes once more gets a new one, so that there is a row for each changed point at most.
create table changes (
  id        integer primary key autoincrement,
  series_id integer not null references series (id) on delete cascade,
  step      integer not null check (step >= 1),
  unique (series_id, step)
) strict;

create index changes_by_series on changes (series_id, id, step);

-- When the last points of the run were stored; null before.
alter table runs add column last_point_at text;

-- Points that a batch had more than once; `points` counts each once.
alter table batches add column repeated integer not null default 0 check (repeated >= 0);

-- As it was, but that a mean never leaves the range of its values: the mean of equal ones is that value, and their
-- standard deviation 0, which a rounded sum does not promise. Divided by a power of two first, which changes no digit,
-- the sum of the largest numbers is still a number.
drop view results;

-- Means and sample standard deviations (n - 1; NULL below two values) over succeeded runs, of each run's last
-- test_accuracy and train_accuracy; a last value that is NULL is in `runs` alone. Two passes, mean first: subtracting
-- squares of near-equal numbers is inexact.
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
averaged as (
  select
    *,
    max(min(test) over cell, min(max(test) over cell, 1073741824.0 * avg(test / 1073741824.0) over cell))
      as test_mean,
    max(min(train) over cell, min(max(train) over cell, 1073741824.0 * avg(train / 1073741824.0) over cell))
      as train_mean
  from last
  window cell as (partition by experiment, dataset, network, method)
)
select
  experiment,
  dataset,
  network,
  method,
  count(*) as runs,
  min(test_mean) as test_accuracy_mean,
  sqrt(sum((test - test_mean) * (test - test_mean)) / nullif(count(test) - 1, 0)) as test_accuracy_sd,
  min(train_mean) as train_accuracy_mean,
  sqrt(sum((train - train_mean) * (train - train_mean)) / nullif(count(train) - 1, 0)) as train_accuracy_sd
from averaged
group by experiment, dataset, network, method;
