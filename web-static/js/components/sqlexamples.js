// The queries of docs/sql.md, as they stand there: a test holds the two together.

/** @type {{title: string, query: string}[]} */
export const EXAMPLES = [
  {
    title: "The paper's Table 1: mean and sample standard deviation of the last test accuracy over the seeds.",
    query: `select experiment, dataset, network, method, runs,
       round(100 * test_accuracy_mean, 2) as mean, round(100 * test_accuracy_sd, 2) as sd
from results
order by experiment, dataset, network, mean desc`,
  },
  {
    title: "The mean loss curve of each method, by epoch.",
    query: `select method, epoch, avg(value) as loss, count(distinct run_id) as runs
from metrics
where experiment = 'demo' and metric = 'loss'
group by method, epoch`,
  },
  {
    title: "The first iteration below a loss of 0.5, of each run that gets there.",
    query: `select run_id, method, seed, min(step) as first_step
from metrics
where metric = 'loss' and value < 0.5
group by run_id
order by first_step`,
  },
  {
    title: "The angle at the end, by layer: the mean over each run's last epoch.",
    query: `select method, layer, round(avg(degrees), 1) as degrees, count(distinct run_id) as runs
from runs join angles on angles.run_id = runs.id
where angles.step > runs.step - runs.steps_per_epoch
group by method, layer`,
  },
  {
    title: "The iteration from which on the angle stays below 80 degrees; null if it does not.",
    query: `select run_id, method, layer,
       nullif(ifnull(max(step) filter (where degrees >= 80), 0) + 1, max(step) + 1) as below_from
from angles
group by run_id, layer`,
  },
  {
    title: "The best learning rate of a sweep. Everything that a config says can be asked for with its path.",
    query: `with finals as (
  select run_id, value as accuracy, max(step)
  from metrics where metric = 'test_accuracy' and experiment = 'sweep' group by run_id)
select jobs.method, json_extract(jobs.config, '$.optimizer.learning_rate') as learning_rate,
       count(*) as runs, round(100 * avg(accuracy), 2) as test_accuracy
from finals join runs on runs.id = run_id join jobs on jobs.id = runs.job_id
where runs.status = 'succeeded'
group by jobs.method, learning_rate
order by test_accuracy desc`,
  },
  {
    title: "Two methods in pairs of equal seeds: the mean difference in test accuracy, and how often the first is better.",
    query: `with finals as (
  select experiment, dataset, network, method, seed, value as accuracy, max(step)
  from metrics where metric = 'test_accuracy' group by run_id)
select experiment, dataset, network, count(*) as pairs,
       round(100 * avg(a.accuracy - b.accuracy), 2) as difference, sum(a.accuracy > b.accuracy) as better
from finals as a join finals as b using (experiment, dataset, network, seed)
where a.method = 'dkp' and b.method = 'dfa'
group by experiment, dataset, network`,
  },
  {
    title: "Samples a second, by method.",
    query: `select network, method, round(avg(value)) as samples_per_second, count(*) as epochs
from metrics
where metric = 'samples_per_second'
group by network, method`,
  },
  {
    title: "Runs that failed, and why.",
    query: `select runs.id as run_id, jobs.name, runs.seed, runs.step, runs.steps, runs.message
from runs join jobs on jobs.id = runs.job_id
where runs.status = 'failed'
order by runs.id desc`,
  },
  {
    title: "A smoothed loss: the mean of 25 iterations in a window that moves along.",
    query: `select run_id, step, value as loss,
       avg(value) over (partition by run_id order by step rows between 24 preceding and current row) as smoothed
from metrics
where metric = 'loss' and run_id = 1
order by step`,
  },
];
