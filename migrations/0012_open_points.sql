-- Points as people log them: at any step, negative ones too.

-- Dropping a CHECK changes nothing of what is stored, so the text of the tables is edited in place of copying hundreds of
-- millions of rows (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes").
pragma writable_schema = on;
update sqlite_schema set sql = replace(sql, ' check (step >= 1)', '') where type = 'table' and name in ('points', 'changes');
pragma writable_schema = reset;

-- As they were, but that a point before the first step is before the first epoch: SQLite's division rounds towards 0.
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
  points.value as value
from series
join runs on runs.id = series.run_id
join jobs on jobs.id = runs.job_id
join experiments on experiments.id = jobs.experiment_id
cross join points on points.series_id = series.id
where jobs.deleted_at is null;
