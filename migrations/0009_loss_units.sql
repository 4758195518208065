-- The mean losses of an epoch are counted in what their run minimises, as its loss in each iteration is: earlier versions
-- stored them in nats whatever that was. Runs that are trained elsewhere keep the units that they were sent with.
update series set unit = 'squared'
where name in ('train_loss', 'test_loss') and unit = 'nats'
  and run_id in (
    select runs.id
    from jobs
    join runs on runs.job_id = jobs.id
    where json_extract(jobs.config, '$.loss') = 'mean_squared_error' and runs.owner <> 'outside');
