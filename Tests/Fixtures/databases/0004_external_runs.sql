PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE migrations (
  file TEXT NOT NULL PRIMARY KEY, sql TEXT NOT NULL, applied_at TEXT NOT NULL
) STRICT;
INSERT INTO migrations VALUES('0001_tracking.sql',replace('-- Experiments, jobs and runs: what was asked for and where it stands.\n-- Times are ISO 8601 text, UTC, milliseconds: 2025-11-23T20:08:00.123Z.\n\ncreate table experiments (\n  id         integer primary key,\n  name       text not null unique,\n  created_at text not null\n) strict;\n\n-- Ids are never used again after a deletion (autoincrement): they name files and links elsewhere.\ncreate table jobs (\n  id            integer primary key autoincrement,\n  experiment_id integer not null references experiments (id) on delete cascade,\n  name          text not null,\n  method        text not null,\n  network       text not null,\n  dataset       text not null,\n  config        text not null check (json_valid(config)),\n  status        text not null\n    check (status in (''queued'', ''running'', ''succeeded'', ''failed'', ''cancelled'', ''interrupted'')),\n  created_at    text not null,\n  started_at    text,\n  finished_at   text\n) strict;\n\ncreate index jobs_by_experiment on jobs (experiment_id);\ncreate index jobs_by_status on jobs (status);\n\ncreate table job_tags (\n  job_id integer not null references jobs (id) on delete cascade,\n  key    text not null,\n  value  text not null,\n  primary key (job_id, key)\n) strict, without rowid;\n\ncreate index job_tags_by_value on job_tags (key, value);\n\ncreate table runs (\n  id              integer primary key autoincrement,\n  job_id          integer not null references jobs (id) on delete cascade,\n  trial           integer not null check (trial >= 1),\n  -- An integer; text of the same digits from 2^63 on, which SQLite''s integers do not reach.\n  seed            any not null check (typeof(seed) in (''integer'', ''text'')),\n  status          text not null\n    check (status in (''queued'', ''running'', ''succeeded'', ''failed'', ''cancelled'', ''interrupted'')),\n  attempt         integer not null default 1 check (attempt >= 1),\n  step            integer not null default 0 check (step >= 0),\n  steps           integer not null check (steps >= 0),\n  steps_per_epoch integer not null check (steps_per_epoch >= 1),\n  message         text,\n  created_at      text not null,\n  started_at      text,\n  finished_at     text,\n  unique (job_id, trial)\n) strict;\n\ncreate index runs_by_status on runs (status);\n','\n',char(10)),'2026-11-25T17:11:20.821Z');
INSERT INTO migrations VALUES('0002_points.sql',replace('-- One series per metric (and layer) of a run; its points; and the points reduced for drawing.\n\ncreate table series (\n  id     integer primary key autoincrement,\n  run_id integer not null references runs (id) on delete cascade,\n  name   text not null,\n  layer  text,\n  unit   text\n) strict;\n\ncreate unique index series_by_run on series (run_id, name, ifnull(layer, ''''));\ncreate index series_by_name on series (name);\n\n-- NaN and the infinities are NULL.\ncreate table points (\n  series_id integer not null references series (id) on delete cascade,\n  step      integer not null check (step >= 1),\n  value     real,\n  primary key (series_id, step)\n) strict, without rowid;\n\n-- Level k holds buckets of 8^k steps, k = 1 ... 7: bucket b covers steps b * 8^k + 1 ... (b + 1) * 8^k.\n-- Only buckets with points have a row. NULL values are in count and in nulls, not in sum, min and max.\ncreate table point_levels (\n  series_id  integer not null references series (id) on delete cascade,\n  level      integer not null,\n  bucket     integer not null,\n  count      integer not null,\n  nulls      integer not null,\n  sum        real not null,\n  min        real,\n  max        real,\n  first_step integer not null,\n  last_step  integer not null,\n  primary key (series_id, level, bucket)\n) strict, without rowid;\n','\n',char(10)),'2026-11-25T17:11:20.832Z');
INSERT INTO migrations VALUES('0003_views.sql',replace('-- Views for people. `cross join points` keeps the planner from starting at the points: it finds the series first\n-- and then reads each one''s points by primary key.\n\ncreate view metrics as\nselect\n  runs.id as run_id,\n  experiments.name as experiment,\n  jobs.id as job_id,\n  jobs.method as method,\n  jobs.network as network,\n  jobs.dataset as dataset,\n  runs.seed as seed,\n  series.name as metric,\n  series.layer as layer,\n  points.step as step,\n  (points.step - 1) / runs.steps_per_epoch + 1 as epoch,\n  points.value as value\nfrom series\njoin runs on runs.id = series.run_id\njoin jobs on jobs.id = runs.job_id\njoin experiments on experiments.id = jobs.experiment_id\ncross join points on points.series_id = series.id;\n\ncreate view angles as\nselect\n  runs.id as run_id,\n  jobs.method as method,\n  jobs.dataset as dataset,\n  runs.seed as seed,\n  series.layer as layer,\n  points.step as step,\n  points.value as degrees\nfrom series\njoin runs on runs.id = series.run_id\njoin jobs on jobs.id = runs.job_id\ncross join points on points.series_id = series.id\nwhere series.name = ''angle'';\n\n-- Means and sample standard deviations (n - 1; NULL below two values) over succeeded runs, of each run''s last\n-- test_accuracy and train_accuracy. Two passes, mean first: subtracting squares of near-equal numbers is inexact.\ncreate view results as\nwith last as materialized (\n  select\n    experiments.name as experiment,\n    jobs.dataset as dataset,\n    jobs.network as network,\n    jobs.method as method,\n    (select points.value\n     from points\n     where points.series_id = (\n       select series.id\n       from series\n       where series.run_id = runs.id and series.name = ''test_accuracy'' and series.layer is null)\n     order by points.step desc limit 1) as test,\n    (select points.value\n     from points\n     where points.series_id = (\n       select series.id\n       from series\n       where series.run_id = runs.id and series.name = ''train_accuracy'' and series.layer is null)\n     order by points.step desc limit 1) as train\n  from runs\n  join jobs on jobs.id = runs.job_id\n  join experiments on experiments.id = jobs.experiment_id\n  where runs.status = ''succeeded''\n),\ncentred as (\n  select\n    *,\n    test - avg(test) over cell as test_deviation,\n    train - avg(train) over cell as train_deviation\n  from last\n  window cell as (partition by experiment, dataset, network, method)\n)\nselect\n  experiment,\n  dataset,\n  network,\n  method,\n  count(*) as runs,\n  avg(test) as test_accuracy_mean,\n  sqrt(sum(test_deviation * test_deviation) / nullif(count(test) - 1, 0)) as test_accuracy_sd,\n  avg(train) as train_accuracy_mean,\n  sqrt(sum(train_deviation * train_deviation) / nullif(count(train) - 1, 0)) as train_accuracy_sd\nfrom centred\ngroup by experiment, dataset, network, method;\n','\n',char(10)),'2026-11-25T17:11:20.844Z');
INSERT INTO migrations VALUES('0004_external_runs.sql',replace('-- Runs that somebody else trains and reports over HTTP. This process neither claims nor resumes them, and its end is\n-- not theirs.\n\nalter table runs add column is_external integer not null default 0 check (is_external in (0, 1));\n\n-- Batches of points that were given a name by their sender: the same one once more changes nothing.\ncreate table batches (\n  run_id   integer not null references runs (id) on delete cascade,\n  name     text not null,\n  checksum integer not null,\n  points   integer not null check (points >= 0),\n  primary key (run_id, name)\n) strict, without rowid;\n','\n',char(10)),'2026-11-25T17:11:20.857Z');
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES('0001_tracking.sql');
INSERT INTO grdb_migrations VALUES('0002_points.sql');
INSERT INTO grdb_migrations VALUES('0003_views.sql');
INSERT INTO grdb_migrations VALUES('0004_external_runs.sql');
CREATE TABLE experiments (
  id         integer primary key,
  name       text not null unique,
  created_at text not null
) strict;
INSERT INTO experiments VALUES(1,'upgrade','2026-11-25T17:11:22.601Z');
CREATE TABLE jobs (
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
INSERT INTO jobs VALUES(1,1,'first','dkp','fc5:16','fashion-mnist','{"batch_size":64,"dataset":"fashion-mnist","experiment":"upgrade","feedback":{"error_scale":"batch_mean","init":{"a":0.0,"name":"kaiming_uniform"},"injection":"post_activation","optimizer":{"decay":"coupled","learning_rate":0.0001,"momentum":0.9,"name":"sgd","nesterov":true,"weight_decay":1e-06},"schedule":{"name":"constant"}},"loss":"cross_entropy","method":"dkp","name":"first","network":{"name":"fc5","width":16},"normalization":{"deviation":[0.5],"mean":[0.5]},"optimizer":{"decay":"coupled","learning_rate":0.01,"momentum":0.9,"name":"sgd","nesterov":true,"weight_decay":1e-06},"precision":"f32","record":{"angle":true,"every":1,"signal_angle_every":0},"resources":{},"schedule":{"name":"constant"},"seed":1,"shuffle":true,"steps":30,"tags":{"who":"us"},"transforms":{"test":[],"train":[]},"trials":2}','succeeded','2026-11-25T17:11:22.601Z','2026-11-25T17:11:22.623Z','2026-11-25T17:11:26.275Z');
INSERT INTO jobs VALUES(2,1,'elsewhere','dfa','mlp','mnist','{"dataset":"mnist","experiment":"upgrade","method":"dfa","name":"elsewhere","network":"mlp","seed":7,"steps":10,"tags":{}}','running','2026-11-25T17:11:26.653Z','2026-11-25T17:11:26.653Z',NULL);
INSERT INTO jobs VALUES(3,1,'long','bp','fc5:16','fashion-mnist','{"batch_size":64,"dataset":"fashion-mnist","epochs":1000,"experiment":"upgrade","feedback":{"error_scale":"batch_mean","init":{"a":0.0,"name":"kaiming_uniform"},"injection":"post_activation","optimizer":{"decay":"coupled","learning_rate":0.0001,"momentum":0.9,"name":"sgd","nesterov":true,"weight_decay":1e-06},"schedule":{"name":"constant"}},"loss":"cross_entropy","method":"bp","name":"long","network":{"name":"fc5","width":16},"normalization":{"deviation":[0.5],"mean":[0.5]},"optimizer":{"decay":"coupled","learning_rate":0.01,"momentum":0.9,"name":"sgd","nesterov":true,"weight_decay":1e-06},"precision":"f32","record":{"angle":true,"every":1000000,"signal_angle_every":0},"resources":{},"schedule":{"name":"constant"},"seed":1,"shuffle":true,"tags":{},"transforms":{"test":[],"train":[]},"trials":2}','running','2026-11-25T17:11:26.721Z','2026-11-25T17:11:26.735Z',NULL);
CREATE TABLE job_tags (
  job_id integer not null references jobs (id) on delete cascade,
  key    text not null,
  value  text not null,
  primary key (job_id, key)
) strict, without rowid;
INSERT INTO job_tags VALUES(1,'who','us');
CREATE TABLE runs (
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
  finished_at     text, is_external integer not null default 0 check (is_external in (0, 1)),
  unique (job_id, trial)
) strict;
INSERT INTO runs VALUES(1,1,1,1,'succeeded',1,30,30,938,NULL,'2026-11-25T17:11:22.601Z','2026-11-25T17:11:22.623Z','2026-11-25T17:11:24.696Z',0);
INSERT INTO runs VALUES(2,1,2,2,'succeeded',1,30,30,938,NULL,'2026-11-25T17:11:22.601Z','2026-11-25T17:11:24.705Z','2026-11-25T17:11:26.275Z',0);
INSERT INTO runs VALUES(3,2,1,7,'running',1,3,10,1,NULL,'2026-11-25T17:11:26.653Z','2026-11-25T17:11:26.653Z',NULL,1);
INSERT INTO runs VALUES(4,3,1,1,'running',1,6,938000,938,NULL,'2026-11-25T17:11:26.721Z','2026-11-25T17:11:26.735Z',NULL,0);
INSERT INTO runs VALUES(5,3,2,2,'queued',1,0,938000,938,NULL,'2026-11-25T17:11:26.721Z',NULL,NULL,0);
CREATE TABLE series (
  id     integer primary key autoincrement,
  run_id integer not null references runs (id) on delete cascade,
  name   text not null,
  layer  text,
  unit   text
) strict;
INSERT INTO series VALUES(1,1,'loss',NULL,'nats');
INSERT INTO series VALUES(2,1,'accuracy',NULL,'fraction');
INSERT INTO series VALUES(3,1,'angle','fc1','degrees');
INSERT INTO series VALUES(4,1,'angle','fc2','degrees');
INSERT INTO series VALUES(5,1,'angle','fc3','degrees');
INSERT INTO series VALUES(6,1,'angle','fc4','degrees');
INSERT INTO series VALUES(7,1,'train_loss',NULL,'nats');
INSERT INTO series VALUES(8,1,'train_accuracy',NULL,'fraction');
INSERT INTO series VALUES(9,1,'test_loss',NULL,'nats');
INSERT INTO series VALUES(10,1,'test_accuracy',NULL,'fraction');
INSERT INTO series VALUES(11,1,'learning_rate',NULL,NULL);
INSERT INTO series VALUES(12,1,'samples_per_second',NULL,'1/s');
INSERT INTO series VALUES(13,1,'feedback_learning_rate',NULL,NULL);
INSERT INTO series VALUES(14,1,'norm_ratio','fc1',NULL);
INSERT INTO series VALUES(15,1,'norm_ratio','fc2',NULL);
INSERT INTO series VALUES(16,1,'norm_ratio','fc3',NULL);
INSERT INTO series VALUES(17,1,'norm_ratio','fc4',NULL);
INSERT INTO series VALUES(18,2,'loss',NULL,'nats');
INSERT INTO series VALUES(19,2,'accuracy',NULL,'fraction');
INSERT INTO series VALUES(20,2,'angle','fc1','degrees');
INSERT INTO series VALUES(21,2,'angle','fc2','degrees');
INSERT INTO series VALUES(22,2,'angle','fc3','degrees');
INSERT INTO series VALUES(23,2,'angle','fc4','degrees');
INSERT INTO series VALUES(24,2,'train_loss',NULL,'nats');
INSERT INTO series VALUES(25,2,'train_accuracy',NULL,'fraction');
INSERT INTO series VALUES(26,2,'test_loss',NULL,'nats');
INSERT INTO series VALUES(27,2,'test_accuracy',NULL,'fraction');
INSERT INTO series VALUES(28,2,'learning_rate',NULL,NULL);
INSERT INTO series VALUES(29,2,'samples_per_second',NULL,'1/s');
INSERT INTO series VALUES(30,2,'feedback_learning_rate',NULL,NULL);
INSERT INTO series VALUES(31,2,'norm_ratio','fc1',NULL);
INSERT INTO series VALUES(32,2,'norm_ratio','fc2',NULL);
INSERT INTO series VALUES(33,2,'norm_ratio','fc3',NULL);
INSERT INTO series VALUES(34,2,'norm_ratio','fc4',NULL);
INSERT INTO series VALUES(35,3,'loss',NULL,NULL);
INSERT INTO series VALUES(36,4,'loss',NULL,'nats');
INSERT INTO series VALUES(37,4,'accuracy',NULL,'fraction');
CREATE TABLE points (
  series_id integer not null references series (id) on delete cascade,
  step      integer not null check (step >= 1),
  value     real,
  primary key (series_id, step)
) strict, without rowid;
INSERT INTO points VALUES(1,1,2.3791076196357607841);
INSERT INTO points VALUES(1,2,2.3948969822376966476);
INSERT INTO points VALUES(1,3,2.5258711595088243484);
INSERT INTO points VALUES(1,4,2.4322691224515438079);
INSERT INTO points VALUES(1,5,2.5117609091103076934);
INSERT INTO points VALUES(1,6,2.5249219965189695358);
INSERT INTO points VALUES(1,7,2.5342342425137758255);
INSERT INTO points VALUES(1,8,2.4475160669535398483);
INSERT INTO points VALUES(1,9,2.5538799129426479339);
INSERT INTO points VALUES(1,10,2.3718073032796382904);
INSERT INTO points VALUES(1,11,2.4115448221564292907);
INSERT INTO points VALUES(1,12,2.3723361752927303314);
INSERT INTO points VALUES(1,13,2.3207055963575839996);
INSERT INTO points VALUES(1,14,2.3809492085129022598);
INSERT INTO points VALUES(1,15,2.3387457672506570816);
INSERT INTO points VALUES(1,16,2.330735785886645317);
INSERT INTO points VALUES(1,17,2.3764750324189662933);
INSERT INTO points VALUES(1,18,2.2680022735148668289);
INSERT INTO points VALUES(1,19,2.2513650823384523391);
INSERT INTO points VALUES(1,20,2.3342876657843589782);
INSERT INTO points VALUES(1,21,2.1526117827743291854);
INSERT INTO points VALUES(1,22,2.3163243196904659271);
INSERT INTO points VALUES(1,23,2.2141749709844589233);
INSERT INTO points VALUES(1,24,2.2828778326511383056);
INSERT INTO points VALUES(1,25,2.2250742260366678237);
INSERT INTO points VALUES(1,26,2.1804289463907480239);
INSERT INTO points VALUES(1,27,2.237986292690038681);
INSERT INTO points VALUES(1,28,2.1392383649945259094);
INSERT INTO points VALUES(1,29,2.1054240204393863677);
INSERT INTO points VALUES(1,30,2.1278079543262720108);
INSERT INTO points VALUES(2,1,0.171875);
INSERT INTO points VALUES(2,2,0.0625);
INSERT INTO points VALUES(2,3,0.046875);
INSERT INTO points VALUES(2,4,0.140625);
INSERT INTO points VALUES(2,5,0.078125);
INSERT INTO points VALUES(2,6,0.046875);
INSERT INTO points VALUES(2,7,0.09375);
INSERT INTO points VALUES(2,8,0.0625);
INSERT INTO points VALUES(2,9,0.078125);
INSERT INTO points VALUES(2,10,0.09375);
INSERT INTO points VALUES(2,11,0.109375);
INSERT INTO points VALUES(2,12,0.078125);
INSERT INTO points VALUES(2,13,0.125);
INSERT INTO points VALUES(2,14,0.09375);
INSERT INTO points VALUES(2,15,0.140625);
INSERT INTO points VALUES(2,16,0.15625);
INSERT INTO points VALUES(2,17,0.109375);
INSERT INTO points VALUES(2,18,0.15625);
INSERT INTO points VALUES(2,19,0.25);
INSERT INTO points VALUES(2,20,0.203125);
INSERT INTO points VALUES(2,21,0.296875);
INSERT INTO points VALUES(2,22,0.15625);
INSERT INTO points VALUES(2,23,0.265625);
INSERT INTO points VALUES(2,24,0.21875);
INSERT INTO points VALUES(2,25,0.265625);
INSERT INTO points VALUES(2,26,0.25);
INSERT INTO points VALUES(2,27,0.234375);
INSERT INTO points VALUES(2,28,0.40625);
INSERT INTO points VALUES(2,29,0.234375);
INSERT INTO points VALUES(2,30,0.328125);
INSERT INTO points VALUES(3,1,87.350834973440925068);
INSERT INTO points VALUES(3,2,89.252676659398957779);
INSERT INTO points VALUES(3,3,86.897697603621125491);
INSERT INTO points VALUES(3,4,87.350917982406997451);
INSERT INTO points VALUES(3,5,89.046039981303138684);
INSERT INTO points VALUES(3,6,87.037786207867526401);
INSERT INTO points VALUES(3,7,86.482241734922467909);
INSERT INTO points VALUES(3,8,89.288122811689220274);
INSERT INTO points VALUES(3,9,89.781158671621781762);
INSERT INTO points VALUES(3,10,88.148242925676754564);
INSERT INTO points VALUES(3,11,85.758959307047348376);
INSERT INTO points VALUES(3,12,87.271578315965669505);
INSERT INTO points VALUES(3,13,87.791678939985203552);
INSERT INTO points VALUES(3,14,89.175486068653952997);
INSERT INTO points VALUES(3,15,86.739986873707621839);
INSERT INTO points VALUES(3,16,85.665251458506460838);
INSERT INTO points VALUES(3,17,87.864212634040200098);
INSERT INTO points VALUES(3,18,85.397861951503458042);
INSERT INTO points VALUES(3,19,87.022755451425524595);
INSERT INTO points VALUES(3,20,83.38303572122634932);
INSERT INTO points VALUES(3,21,82.136300366541419746);
INSERT INTO points VALUES(3,22,83.583153898307870118);
INSERT INTO points VALUES(3,23,80.551205966061871777);
INSERT INTO points VALUES(3,24,79.160276281273397104);
INSERT INTO points VALUES(3,25,77.878254485810586515);
INSERT INTO points VALUES(3,26,78.894454626715145193);
INSERT INTO points VALUES(3,27,78.779454296816140866);
INSERT INTO points VALUES(3,28,78.478687938609269282);
INSERT INTO points VALUES(3,29,74.975555037966714168);
INSERT INTO points VALUES(3,30,75.671855379497714013);
INSERT INTO points VALUES(4,1,84.545689933206162438);
INSERT INTO points VALUES(4,2,88.503196866405531295);
INSERT INTO points VALUES(4,3,80.808140956503834214);
INSERT INTO points VALUES(4,4,78.831659649654213239);
INSERT INTO points VALUES(4,5,77.130864324736180038);
INSERT INTO points VALUES(4,6,77.512206226282842182);
INSERT INTO points VALUES(4,7,75.251727136626570314);
INSERT INTO points VALUES(4,8,74.685084329861126661);
INSERT INTO points VALUES(4,9,75.140283654230771047);
INSERT INTO points VALUES(4,10,73.237574633950615066);
INSERT INTO points VALUES(4,11,72.019496178347225169);
INSERT INTO points VALUES(4,12,71.074466931039935956);
INSERT INTO points VALUES(4,13,73.081637135015483862);
INSERT INTO points VALUES(4,14,72.93368084426165865);
INSERT INTO points VALUES(4,15,70.328249609703306077);
INSERT INTO points VALUES(4,16,73.942533968819262211);
INSERT INTO points VALUES(4,17,75.39754911236963153);
INSERT INTO points VALUES(4,18,75.298091484475378363);
INSERT INTO points VALUES(4,19,75.310916052115146612);
INSERT INTO points VALUES(4,20,76.920747554329295782);
INSERT INTO points VALUES(4,21,74.623374201905889437);
INSERT INTO points VALUES(4,22,76.501078517041506189);
INSERT INTO points VALUES(4,23,76.483477317724123168);
INSERT INTO points VALUES(4,24,75.882511309763643224);
INSERT INTO points VALUES(4,25,72.31038112686994168);
INSERT INTO points VALUES(4,26,72.228162313087025834);
INSERT INTO points VALUES(4,27,76.314343757602983941);
INSERT INTO points VALUES(4,28,72.934201635187307032);
INSERT INTO points VALUES(4,29,66.657579349602144704);
INSERT INTO points VALUES(4,30,70.229833542513787846);
INSERT INTO points VALUES(5,1,93.826158938643260398);
INSERT INTO points VALUES(5,2,88.892622524800543716);
INSERT INTO points VALUES(5,3,90.662610019205288839);
INSERT INTO points VALUES(5,4,91.846569813606919298);
INSERT INTO points VALUES(5,5,88.448517179491801696);
INSERT INTO points VALUES(5,6,90.674820468834838038);
INSERT INTO points VALUES(5,7,89.788562197367809856);
INSERT INTO points VALUES(5,8,91.508290685802435859);
INSERT INTO points VALUES(5,9,91.427133759135344346);
INSERT INTO points VALUES(5,10,90.139324595589542356);
INSERT INTO points VALUES(5,11,90.275764694506449355);
INSERT INTO points VALUES(5,12,89.769178769270823181);
INSERT INTO points VALUES(5,13,88.504781021166294861);
INSERT INTO points VALUES(5,14,89.127524153745852682);
INSERT INTO points VALUES(5,15,87.605066902353271986);
INSERT INTO points VALUES(5,16,88.61213124240781269);
INSERT INTO points VALUES(5,17,93.050429907011533714);
INSERT INTO points VALUES(5,18,89.540898597951510849);
INSERT INTO points VALUES(5,19,88.986871241736977822);
INSERT INTO points VALUES(5,20,87.522459562595358306);
INSERT INTO points VALUES(5,21,89.226290625401816214);
INSERT INTO points VALUES(5,22,87.200938279278531698);
INSERT INTO points VALUES(5,23,84.660087941299678963);
INSERT INTO points VALUES(5,24,85.050331155440233033);
INSERT INTO points VALUES(5,25,82.7689489112012069);
INSERT INTO points VALUES(5,26,83.196017537138459378);
INSERT INTO points VALUES(5,27,84.241553678045036687);
INSERT INTO points VALUES(5,28,84.319952459367954137);
INSERT INTO points VALUES(5,29,81.760948221209801545);
INSERT INTO points VALUES(5,30,77.190495014253230009);
INSERT INTO points VALUES(6,1,83.488492313779005373);
INSERT INTO points VALUES(6,2,81.882469744584426511);
INSERT INTO points VALUES(6,3,91.138686291806891405);
INSERT INTO points VALUES(6,4,90.757338193925392033);
INSERT INTO points VALUES(6,5,84.673966249469302166);
INSERT INTO points VALUES(6,6,90.031213600074053715);
INSERT INTO points VALUES(6,7,87.147047684328398983);
INSERT INTO points VALUES(6,8,86.515321315384795756);
INSERT INTO points VALUES(6,9,87.189609751901201665);
INSERT INTO points VALUES(6,10,89.660756274903036459);
INSERT INTO points VALUES(6,11,84.653355562878587646);
INSERT INTO points VALUES(6,12,87.787776844919392258);
INSERT INTO points VALUES(6,13,86.869952380181956639);
INSERT INTO points VALUES(6,14,89.276953165730404292);
INSERT INTO points VALUES(6,15,88.101452797906631532);
INSERT INTO points VALUES(6,16,87.143458006441321117);
INSERT INTO points VALUES(6,17,89.125365886886001474);
INSERT INTO points VALUES(6,18,87.642943333540841875);
INSERT INTO points VALUES(6,19,88.062270388236569829);
INSERT INTO points VALUES(6,20,85.645816354713801389);
INSERT INTO points VALUES(6,21,87.852585726764914394);
INSERT INTO points VALUES(6,22,86.532446698165898625);
INSERT INTO points VALUES(6,23,81.087589917165487918);
INSERT INTO points VALUES(6,24,80.306002027659189931);
INSERT INTO points VALUES(6,25,79.446913864667621394);
INSERT INTO points VALUES(6,26,79.427863758778642021);
INSERT INTO points VALUES(6,27,79.341120895462452721);
INSERT INTO points VALUES(6,28,79.2664610129522913);
INSERT INTO points VALUES(6,29,77.335944118468944452);
INSERT INTO points VALUES(6,30,74.409735249766058018);
INSERT INTO points VALUES(7,30,2.3347787145214775605);
INSERT INTO points VALUES(8,30,0.16510416666666666296);
INSERT INTO points VALUES(9,30,2.1134836363732816266);
INSERT INTO points VALUES(10,30,0.35460000000000002629);
INSERT INTO points VALUES(11,30,0.010000000000000000208);
INSERT INTO points VALUES(12,30,2627.1397796948995164);
INSERT INTO points VALUES(13,30,0.00010000000000000000479);
INSERT INTO points VALUES(14,30,1.5278775142770417705);
INSERT INTO points VALUES(15,30,1.7803145907681219295);
INSERT INTO points VALUES(16,30,1.7138692961391537306);
INSERT INTO points VALUES(17,30,1.7144703060691099949);
INSERT INTO points VALUES(18,1,2.3990567848086357116);
INSERT INTO points VALUES(18,2,2.4727713242173194885);
INSERT INTO points VALUES(18,3,2.4527031462639570236);
INSERT INTO points VALUES(18,4,2.4646323285996913909);
INSERT INTO points VALUES(18,5,2.5343918055295944213);
INSERT INTO points VALUES(18,6,2.4682861808687448501);
INSERT INTO points VALUES(18,7,2.4841443076729774475);
INSERT INTO points VALUES(18,8,2.3876036684960126876);
INSERT INTO points VALUES(18,9,2.5309551972895860671);
INSERT INTO points VALUES(18,10,2.4140117950737476348);
INSERT INTO points VALUES(18,11,2.3702531438320875167);
INSERT INTO points VALUES(18,12,2.4375115372240543365);
INSERT INTO points VALUES(18,13,2.4189460072666406631);
INSERT INTO points VALUES(18,14,2.3746925927698612213);
INSERT INTO points VALUES(18,15,2.3812740705907344818);
INSERT INTO points VALUES(18,16,2.3908557686954736709);
INSERT INTO points VALUES(18,17,2.2873802557587623596);
INSERT INTO points VALUES(18,18,2.3056048024445772171);
INSERT INTO points VALUES(18,19,2.2615024838596582412);
INSERT INTO points VALUES(18,20,2.1816571932286024093);
INSERT INTO points VALUES(18,21,2.226583162322640419);
INSERT INTO points VALUES(18,22,2.1575343105942010879);
INSERT INTO points VALUES(18,23,2.1591603737324476242);
INSERT INTO points VALUES(18,24,2.2154764104634523391);
INSERT INTO points VALUES(18,25,2.0963129941374063491);
INSERT INTO points VALUES(18,26,2.0800932217389345169);
INSERT INTO points VALUES(18,27,2.1467249244451522827);
INSERT INTO points VALUES(18,28,2.0564686274155974388);
INSERT INTO points VALUES(18,29,2.112931770272552967);
INSERT INTO points VALUES(18,30,2.0490770800970494747);
INSERT INTO points VALUES(19,1,0.078125);
INSERT INTO points VALUES(19,2,0.078125);
INSERT INTO points VALUES(19,3,0.125);
INSERT INTO points VALUES(19,4,0.109375);
INSERT INTO points VALUES(19,5,0.0625);
INSERT INTO points VALUES(19,6,0.015625);
INSERT INTO points VALUES(19,7,0.03125);
INSERT INTO points VALUES(19,8,0.078125);
INSERT INTO points VALUES(19,9,0.046875);
INSERT INTO points VALUES(19,10,0.09375);
INSERT INTO points VALUES(19,11,0.125);
INSERT INTO points VALUES(19,12,0.0625);
INSERT INTO points VALUES(19,13,0.109375);
INSERT INTO points VALUES(19,14,0.03125);
INSERT INTO points VALUES(19,15,0.0625);
INSERT INTO points VALUES(19,16,0.015625);
INSERT INTO points VALUES(19,17,0.140625);
INSERT INTO points VALUES(19,18,0.109375);
INSERT INTO points VALUES(19,19,0.078125);
INSERT INTO points VALUES(19,20,0.15625);
INSERT INTO points VALUES(19,21,0.203125);
INSERT INTO points VALUES(19,22,0.171875);
INSERT INTO points VALUES(19,23,0.1875);
INSERT INTO points VALUES(19,24,0.15625);
INSERT INTO points VALUES(19,25,0.328125);
INSERT INTO points VALUES(19,26,0.28125);
INSERT INTO points VALUES(19,27,0.28125);
INSERT INTO points VALUES(19,28,0.328125);
INSERT INTO points VALUES(19,29,0.21875);
INSERT INTO points VALUES(19,30,0.359375);
INSERT INTO points VALUES(20,1,94.891363175564720222);
INSERT INTO points VALUES(20,2,98.355810618853581669);
INSERT INTO points VALUES(20,3,96.275468899292874882);
INSERT INTO points VALUES(20,4,94.502209271971679529);
INSERT INTO points VALUES(20,5,95.629984323149102463);
INSERT INTO points VALUES(20,6,94.915447296967457189);
INSERT INTO points VALUES(20,7,93.720902592079909252);
INSERT INTO points VALUES(20,8,95.775391348682745729);
INSERT INTO points VALUES(20,9,95.031158201400572236);
INSERT INTO points VALUES(20,10,96.632912364050113753);
INSERT INTO points VALUES(20,11,97.650458075719598124);
INSERT INTO points VALUES(20,12,99.317130257263698924);
INSERT INTO points VALUES(20,13,95.104858908728061809);
INSERT INTO points VALUES(20,14,96.500551343186842245);
INSERT INTO points VALUES(20,15,97.351490194584428651);
INSERT INTO points VALUES(20,16,91.793187205916282776);
INSERT INTO points VALUES(20,17,93.806921434267493964);
INSERT INTO points VALUES(20,18,93.283991894509185275);
INSERT INTO points VALUES(20,19,90.589513618857310465);
INSERT INTO points VALUES(20,20,92.320771216634241792);
INSERT INTO points VALUES(20,21,91.822355279901870517);
INSERT INTO points VALUES(20,22,90.6473263022733704);
INSERT INTO points VALUES(20,23,91.412675350077492453);
INSERT INTO points VALUES(20,24,88.961295362052936752);
INSERT INTO points VALUES(20,25,87.932223655688289912);
INSERT INTO points VALUES(20,26,89.402666968561817382);
INSERT INTO points VALUES(20,27,92.067124576170002118);
INSERT INTO points VALUES(20,28,87.865214300144756972);
INSERT INTO points VALUES(20,29,89.622628246113478665);
INSERT INTO points VALUES(20,30,85.643734777342743315);
INSERT INTO points VALUES(21,1,85.972691554049660567);
INSERT INTO points VALUES(21,2,87.450731941777348765);
INSERT INTO points VALUES(21,3,88.3925057864411059);
INSERT INTO points VALUES(21,4,85.300549041743664703);
INSERT INTO points VALUES(21,5,83.088019188044739847);
INSERT INTO points VALUES(21,6,81.89423455711236954);
INSERT INTO points VALUES(21,7,82.393311519681034834);
INSERT INTO points VALUES(21,8,83.961127672612690274);
INSERT INTO points VALUES(21,9,85.130141611995369995);
INSERT INTO points VALUES(21,10,83.763108716924179475);
INSERT INTO points VALUES(21,11,82.238159306395417049);
INSERT INTO points VALUES(21,12,86.584418670660227238);
INSERT INTO points VALUES(21,13,86.647377270455208982);
INSERT INTO points VALUES(21,14,87.044200080996617426);
INSERT INTO points VALUES(21,15,87.695297076402283662);
INSERT INTO points VALUES(21,16,84.543935063387579019);
INSERT INTO points VALUES(21,17,89.519442364181671225);
INSERT INTO points VALUES(21,18,87.563577340890333287);
INSERT INTO points VALUES(21,19,87.678983217964244541);
INSERT INTO points VALUES(21,20,85.49843704469019201);
INSERT INTO points VALUES(21,21,84.760975013468922156);
INSERT INTO points VALUES(21,22,81.464305709313961758);
INSERT INTO points VALUES(21,23,81.613220914916681184);
INSERT INTO points VALUES(21,24,79.709904101910197481);
INSERT INTO points VALUES(21,25,77.205080162658276778);
INSERT INTO points VALUES(21,26,79.119956952748765389);
INSERT INTO points VALUES(21,27,81.458074040357345783);
INSERT INTO points VALUES(21,28,78.685618897639997724);
INSERT INTO points VALUES(21,29,76.669484716666460146);
INSERT INTO points VALUES(21,30,75.595937923416016701);
INSERT INTO points VALUES(22,1,79.586393130085653522);
INSERT INTO points VALUES(22,2,81.24030155114483875);
INSERT INTO points VALUES(22,3,81.357087861150489517);
INSERT INTO points VALUES(22,4,80.617928853473998177);
INSERT INTO points VALUES(22,5,81.022814863677140809);
INSERT INTO points VALUES(22,6,78.656231508508710702);
INSERT INTO points VALUES(22,7,80.897555303775604326);
INSERT INTO points VALUES(22,8,80.106966949349086345);
INSERT INTO points VALUES(22,9,80.477668807409784793);
INSERT INTO points VALUES(22,10,83.423768275650743934);
INSERT INTO points VALUES(22,11,85.317231926184945219);
INSERT INTO points VALUES(22,12,84.136738106820160966);
INSERT INTO points VALUES(22,13,84.988797050261126742);
INSERT INTO points VALUES(22,14,88.143402327645560493);
INSERT INTO points VALUES(22,15,86.658581067524522723);
INSERT INTO points VALUES(22,16,86.297599853772922525);
INSERT INTO points VALUES(22,17,85.637742730365076226);
INSERT INTO points VALUES(22,18,85.460958124039308357);
INSERT INTO points VALUES(22,19,87.357328856629791859);
INSERT INTO points VALUES(22,20,84.646372737411311962);
INSERT INTO points VALUES(22,21,83.010147618426145758);
INSERT INTO points VALUES(22,22,82.175748739287783452);
INSERT INTO points VALUES(22,23,83.454563162855436072);
INSERT INTO points VALUES(22,24,84.292081512026385322);
INSERT INTO points VALUES(22,25,81.641490247073321027);
INSERT INTO points VALUES(22,26,81.451558389745002839);
INSERT INTO points VALUES(22,27,83.249100554874360113);
INSERT INTO points VALUES(22,28,80.881520205582901894);
INSERT INTO points VALUES(22,29,82.055134590797337065);
INSERT INTO points VALUES(22,30,82.698932353570143048);
INSERT INTO points VALUES(23,1,103.25167436943502252);
INSERT INTO points VALUES(23,2,105.08665672200450558);
INSERT INTO points VALUES(23,3,105.15785380288454575);
INSERT INTO points VALUES(23,4,103.24552178184414685);
INSERT INTO points VALUES(23,5,105.6496519204041391);
INSERT INTO points VALUES(23,6,103.41015671210760729);
INSERT INTO points VALUES(23,7,104.26215603078981075);
INSERT INTO points VALUES(23,8,101.24757277941843369);
INSERT INTO points VALUES(23,9,100.76323559780517768);
INSERT INTO points VALUES(23,10,98.654166567484679719);
INSERT INTO points VALUES(23,11,94.263678963580744604);
INSERT INTO points VALUES(23,12,94.70151219091766848);
INSERT INTO points VALUES(23,13,91.530160316660669648);
INSERT INTO points VALUES(23,14,92.727293905437306875);
INSERT INTO points VALUES(23,15,92.742472984607260853);
INSERT INTO points VALUES(23,16,90.22153235111531444);
INSERT INTO points VALUES(23,17,91.658700519748038003);
INSERT INTO points VALUES(23,18,91.688265565266490854);
INSERT INTO points VALUES(23,19,85.879964710436851758);
INSERT INTO points VALUES(23,20,84.245634915350123602);
INSERT INTO points VALUES(23,21,88.531871918284835484);
INSERT INTO points VALUES(23,22,84.091781512615511925);
INSERT INTO points VALUES(23,23,81.877410154252316942);
INSERT INTO points VALUES(23,24,80.600456488106999586);
INSERT INTO points VALUES(23,25,78.66450680285417718);
INSERT INTO points VALUES(23,26,79.028945484860969373);
INSERT INTO points VALUES(23,27,79.039737088855346767);
INSERT INTO points VALUES(23,28,72.708391717760235905);
INSERT INTO points VALUES(23,29,71.79377629950680273);
INSERT INTO points VALUES(23,30,73.523622487385850376);
INSERT INTO points VALUES(24,30,2.3106199089903385335);
INSERT INTO points VALUES(25,30,0.1375000000000000111);
INSERT INTO points VALUES(26,30,2.072399816758185409);
INSERT INTO points VALUES(27,30,0.21829999999999999404);
INSERT INTO points VALUES(28,30,0.010000000000000000208);
INSERT INTO points VALUES(29,30,2810.9659030055572656);
INSERT INTO points VALUES(30,30,0.00010000000000000000479);
INSERT INTO points VALUES(31,30,1.6257604752229140032);
INSERT INTO points VALUES(32,30,1.5514525187182530707);
INSERT INTO points VALUES(33,30,1.6128953519480198064);
INSERT INTO points VALUES(34,30,1.6933876338679723083);
INSERT INTO points VALUES(35,1,2.2999999999999998223);
INSERT INTO points VALUES(35,2,NULL);
INSERT INTO points VALUES(35,3,1.8999999999999999111);
INSERT INTO points VALUES(36,1,2.3791076196357607841);
INSERT INTO points VALUES(37,1,0.171875);
CREATE TABLE point_levels (
  series_id  integer not null references series (id) on delete cascade,
  level      integer not null,
  bucket     integer not null,
  count      integer not null,
  nulls      integer not null,
  sum        real not null,
  min        real,
  max        real,
  first_step integer not null,
  last_step  integer not null,
  primary key (series_id, level, bucket)
) strict, without rowid;
INSERT INTO point_levels VALUES(1,1,0,8,0,19.750578098930418491,2.3791076196357607841,2.5342342425137758255,1,8);
INSERT INTO point_levels VALUES(1,1,1,8,0,19.080704571679234504,2.3207055963575839996,2.5538799129426479339,9,16);
INSERT INTO point_levels VALUES(1,1,2,8,0,18.196118960157036781,2.1526117827743291854,2.3764750324189662933,17,24);
INSERT INTO point_levels VALUES(1,1,3,6,0,13.015959804877638816,2.1054240204393863677,2.237986292690038681,25,30);
INSERT INTO point_levels VALUES(1,2,0,30,0,70.043361435644328595,2.1054240204393863677,2.5538799129426479339,1,30);
INSERT INTO point_levels VALUES(1,3,0,30,0,70.043361435644328595,2.1054240204393863677,2.5538799129426479339,1,30);
INSERT INTO point_levels VALUES(1,4,0,30,0,70.043361435644328595,2.1054240204393863677,2.5538799129426479339,1,30);
INSERT INTO point_levels VALUES(1,5,0,30,0,70.043361435644328595,2.1054240204393863677,2.5538799129426479339,1,30);
INSERT INTO point_levels VALUES(1,6,0,30,0,70.043361435644328595,2.1054240204393863677,2.5538799129426479339,1,30);
INSERT INTO point_levels VALUES(1,7,0,30,0,70.043361435644328595,2.1054240204393863677,2.5538799129426479339,1,30);
INSERT INTO point_levels VALUES(2,1,0,8,0,0.703125,0.046875,0.171875,1,8);
INSERT INTO point_levels VALUES(2,1,1,8,0,0.875,0.078125,0.15625,9,16);
INSERT INTO point_levels VALUES(2,1,2,8,0,1.65625,0.109375,0.296875,17,24);
INSERT INTO point_levels VALUES(2,1,3,6,0,1.71875,0.234375,0.40625,25,30);
INSERT INTO point_levels VALUES(2,2,0,30,0,4.953125,0.046875,0.40625,1,30);
INSERT INTO point_levels VALUES(2,3,0,30,0,4.953125,0.046875,0.40625,1,30);
INSERT INTO point_levels VALUES(2,4,0,30,0,4.953125,0.046875,0.40625,1,30);
INSERT INTO point_levels VALUES(2,5,0,30,0,4.953125,0.046875,0.40625,1,30);
INSERT INTO point_levels VALUES(2,6,0,30,0,4.953125,0.046875,0.40625,1,30);
INSERT INTO point_levels VALUES(2,7,0,30,0,4.953125,0.046875,0.40625,1,30);
INSERT INTO point_levels VALUES(3,1,0,8,0,702.70631795465033062,86.482241734922467909,89.288122811689220274,1,8);
INSERT INTO point_levels VALUES(3,1,1,8,0,700.33234256116475078,85.665251458506460838,89.781158671621781762,9,16);
INSERT INTO point_levels VALUES(3,1,2,8,0,669.09880227038001977,79.160276281273397104,87.864212634040200098,17,24);
INSERT INTO point_levels VALUES(3,1,3,6,0,464.67826176541552739,74.975555037966714168,78.894454626715145193,25,30);
INSERT INTO point_levels VALUES(3,2,0,30,0,2536.8157245516108559,74.975555037966714168,89.781158671621781762,1,30);
INSERT INTO point_levels VALUES(3,3,0,30,0,2536.8157245516108559,74.975555037966714168,89.781158671621781762,1,30);
INSERT INTO point_levels VALUES(3,4,0,30,0,2536.8157245516108559,74.975555037966714168,89.781158671621781762,1,30);
INSERT INTO point_levels VALUES(3,5,0,30,0,2536.8157245516108559,74.975555037966714168,89.781158671621781762,1,30);
INSERT INTO point_levels VALUES(3,6,0,30,0,2536.8157245516108559,74.975555037966714168,89.781158671621781762,1,30);
INSERT INTO point_levels VALUES(3,7,0,30,0,2536.8157245516108559,74.975555037966714168,89.781158671621781762,1,30);
INSERT INTO point_levels VALUES(4,1,0,8,0,637.26856942327640355,74.685084329861126661,88.503196866405531295,1,8);
INSERT INTO point_levels VALUES(4,1,1,8,0,581.75792295536825804,70.328249609703306077,75.140283654230771047,9,16);
INSERT INTO point_levels VALUES(4,1,2,8,0,606.4177455497247138,74.623374201905889437,76.920747554329295782,17,24);
INSERT INTO point_levels VALUES(4,1,3,6,0,430.67450172486320524,66.657579349602144704,76.314343757602983941,25,30);
INSERT INTO point_levels VALUES(4,2,0,30,0,2256.118739653232751,66.657579349602144704,88.503196866405531295,1,30);
INSERT INTO point_levels VALUES(4,3,0,30,0,2256.118739653232751,66.657579349602144704,88.503196866405531295,1,30);
INSERT INTO point_levels VALUES(4,4,0,30,0,2256.118739653232751,66.657579349602144704,88.503196866405531295,1,30);
INSERT INTO point_levels VALUES(4,5,0,30,0,2256.118739653232751,66.657579349602144704,88.503196866405531295,1,30);
INSERT INTO point_levels VALUES(4,6,0,30,0,2256.118739653232751,66.657579349602144704,88.503196866405531295,1,30);
INSERT INTO point_levels VALUES(4,7,0,30,0,2256.118739653232751,66.657579349602144704,88.503196866405531295,1,30);
INSERT INTO point_levels VALUES(5,1,0,8,0,725.64815182775282663,88.448517179491801696,93.826158938643260398,1,8);
INSERT INTO point_levels VALUES(5,1,1,8,0,715.46090513817546252,87.605066902353271986,91.427133759135344346,9,16);
INSERT INTO point_levels VALUES(5,1,2,8,0,705.23830731071575428,84.660087941299678963,93.050429907011533714,17,24);
INSERT INTO point_levels VALUES(5,1,3,6,0,493.47791582121567442,77.190495014253230009,84.319952459367954137,25,30);
INSERT INTO point_levels VALUES(5,2,0,30,0,2639.8252800978598314,77.190495014253230009,93.826158938643260398,1,30);
INSERT INTO point_levels VALUES(5,3,0,30,0,2639.8252800978598314,77.190495014253230009,93.826158938643260398,1,30);
INSERT INTO point_levels VALUES(5,4,0,30,0,2639.8252800978598314,77.190495014253230009,93.826158938643260398,1,30);
INSERT INTO point_levels VALUES(5,5,0,30,0,2639.8252800978598314,77.190495014253230009,93.826158938643260398,1,30);
INSERT INTO point_levels VALUES(5,6,0,30,0,2639.8252800978598314,77.190495014253230009,93.826158938643260398,1,30);
INSERT INTO point_levels VALUES(5,7,0,30,0,2639.8252800978598314,77.190495014253230009,93.826158938643260398,1,30);
INSERT INTO point_levels VALUES(6,1,0,8,0,695.63453539335228016,81.882469744584426511,91.138686291806891405,1,8);
INSERT INTO point_levels VALUES(6,1,1,8,0,700.6833147848625458,84.653355562878587646,89.660756274903036459,9,16);
INSERT INTO point_levels VALUES(6,1,2,8,0,686.25502033313273385,80.306002027659189931,89.125365886886001474,17,24);
INSERT INTO point_levels VALUES(6,1,3,6,0,469.2280389000960099,74.409735249766058018,79.446913864667621394,25,30);
INSERT INTO point_levels VALUES(6,2,0,30,0,2551.8009094114436265,74.409735249766058018,91.138686291806891405,1,30);
INSERT INTO point_levels VALUES(6,3,0,30,0,2551.8009094114436265,74.409735249766058018,91.138686291806891405,1,30);
INSERT INTO point_levels VALUES(6,4,0,30,0,2551.8009094114436265,74.409735249766058018,91.138686291806891405,1,30);
INSERT INTO point_levels VALUES(6,5,0,30,0,2551.8009094114436265,74.409735249766058018,91.138686291806891405,1,30);
INSERT INTO point_levels VALUES(6,6,0,30,0,2551.8009094114436265,74.409735249766058018,91.138686291806891405,1,30);
INSERT INTO point_levels VALUES(6,7,0,30,0,2551.8009094114436265,74.409735249766058018,91.138686291806891405,1,30);
INSERT INTO point_levels VALUES(7,1,3,1,0,2.3347787145214775605,2.3347787145214775605,2.3347787145214775605,30,30);
INSERT INTO point_levels VALUES(7,2,0,1,0,2.3347787145214775605,2.3347787145214775605,2.3347787145214775605,30,30);
INSERT INTO point_levels VALUES(7,3,0,1,0,2.3347787145214775605,2.3347787145214775605,2.3347787145214775605,30,30);
INSERT INTO point_levels VALUES(7,4,0,1,0,2.3347787145214775605,2.3347787145214775605,2.3347787145214775605,30,30);
INSERT INTO point_levels VALUES(7,5,0,1,0,2.3347787145214775605,2.3347787145214775605,2.3347787145214775605,30,30);
INSERT INTO point_levels VALUES(7,6,0,1,0,2.3347787145214775605,2.3347787145214775605,2.3347787145214775605,30,30);
INSERT INTO point_levels VALUES(7,7,0,1,0,2.3347787145214775605,2.3347787145214775605,2.3347787145214775605,30,30);
INSERT INTO point_levels VALUES(8,1,3,1,0,0.16510416666666666296,0.16510416666666666296,0.16510416666666666296,30,30);
INSERT INTO point_levels VALUES(8,2,0,1,0,0.16510416666666666296,0.16510416666666666296,0.16510416666666666296,30,30);
INSERT INTO point_levels VALUES(8,3,0,1,0,0.16510416666666666296,0.16510416666666666296,0.16510416666666666296,30,30);
INSERT INTO point_levels VALUES(8,4,0,1,0,0.16510416666666666296,0.16510416666666666296,0.16510416666666666296,30,30);
INSERT INTO point_levels VALUES(8,5,0,1,0,0.16510416666666666296,0.16510416666666666296,0.16510416666666666296,30,30);
INSERT INTO point_levels VALUES(8,6,0,1,0,0.16510416666666666296,0.16510416666666666296,0.16510416666666666296,30,30);
INSERT INTO point_levels VALUES(8,7,0,1,0,0.16510416666666666296,0.16510416666666666296,0.16510416666666666296,30,30);
INSERT INTO point_levels VALUES(9,1,3,1,0,2.1134836363732816266,2.1134836363732816266,2.1134836363732816266,30,30);
INSERT INTO point_levels VALUES(9,2,0,1,0,2.1134836363732816266,2.1134836363732816266,2.1134836363732816266,30,30);
INSERT INTO point_levels VALUES(9,3,0,1,0,2.1134836363732816266,2.1134836363732816266,2.1134836363732816266,30,30);
INSERT INTO point_levels VALUES(9,4,0,1,0,2.1134836363732816266,2.1134836363732816266,2.1134836363732816266,30,30);
INSERT INTO point_levels VALUES(9,5,0,1,0,2.1134836363732816266,2.1134836363732816266,2.1134836363732816266,30,30);
INSERT INTO point_levels VALUES(9,6,0,1,0,2.1134836363732816266,2.1134836363732816266,2.1134836363732816266,30,30);
INSERT INTO point_levels VALUES(9,7,0,1,0,2.1134836363732816266,2.1134836363732816266,2.1134836363732816266,30,30);
INSERT INTO point_levels VALUES(10,1,3,1,0,0.35460000000000002629,0.35460000000000002629,0.35460000000000002629,30,30);
INSERT INTO point_levels VALUES(10,2,0,1,0,0.35460000000000002629,0.35460000000000002629,0.35460000000000002629,30,30);
INSERT INTO point_levels VALUES(10,3,0,1,0,0.35460000000000002629,0.35460000000000002629,0.35460000000000002629,30,30);
INSERT INTO point_levels VALUES(10,4,0,1,0,0.35460000000000002629,0.35460000000000002629,0.35460000000000002629,30,30);
INSERT INTO point_levels VALUES(10,5,0,1,0,0.35460000000000002629,0.35460000000000002629,0.35460000000000002629,30,30);
INSERT INTO point_levels VALUES(10,6,0,1,0,0.35460000000000002629,0.35460000000000002629,0.35460000000000002629,30,30);
INSERT INTO point_levels VALUES(10,7,0,1,0,0.35460000000000002629,0.35460000000000002629,0.35460000000000002629,30,30);
INSERT INTO point_levels VALUES(11,1,3,1,0,0.010000000000000000208,0.010000000000000000208,0.010000000000000000208,30,30);
INSERT INTO point_levels VALUES(11,2,0,1,0,0.010000000000000000208,0.010000000000000000208,0.010000000000000000208,30,30);
INSERT INTO point_levels VALUES(11,3,0,1,0,0.010000000000000000208,0.010000000000000000208,0.010000000000000000208,30,30);
INSERT INTO point_levels VALUES(11,4,0,1,0,0.010000000000000000208,0.010000000000000000208,0.010000000000000000208,30,30);
INSERT INTO point_levels VALUES(11,5,0,1,0,0.010000000000000000208,0.010000000000000000208,0.010000000000000000208,30,30);
INSERT INTO point_levels VALUES(11,6,0,1,0,0.010000000000000000208,0.010000000000000000208,0.010000000000000000208,30,30);
INSERT INTO point_levels VALUES(11,7,0,1,0,0.010000000000000000208,0.010000000000000000208,0.010000000000000000208,30,30);
INSERT INTO point_levels VALUES(12,1,3,1,0,2627.1397796948995164,2627.1397796948995164,2627.1397796948995164,30,30);
INSERT INTO point_levels VALUES(12,2,0,1,0,2627.1397796948995164,2627.1397796948995164,2627.1397796948995164,30,30);
INSERT INTO point_levels VALUES(12,3,0,1,0,2627.1397796948995164,2627.1397796948995164,2627.1397796948995164,30,30);
INSERT INTO point_levels VALUES(12,4,0,1,0,2627.1397796948995164,2627.1397796948995164,2627.1397796948995164,30,30);
INSERT INTO point_levels VALUES(12,5,0,1,0,2627.1397796948995164,2627.1397796948995164,2627.1397796948995164,30,30);
INSERT INTO point_levels VALUES(12,6,0,1,0,2627.1397796948995164,2627.1397796948995164,2627.1397796948995164,30,30);
INSERT INTO point_levels VALUES(12,7,0,1,0,2627.1397796948995164,2627.1397796948995164,2627.1397796948995164,30,30);
INSERT INTO point_levels VALUES(13,1,3,1,0,0.00010000000000000000479,0.00010000000000000000479,0.00010000000000000000479,30,30);
INSERT INTO point_levels VALUES(13,2,0,1,0,0.00010000000000000000479,0.00010000000000000000479,0.00010000000000000000479,30,30);
INSERT INTO point_levels VALUES(13,3,0,1,0,0.00010000000000000000479,0.00010000000000000000479,0.00010000000000000000479,30,30);
INSERT INTO point_levels VALUES(13,4,0,1,0,0.00010000000000000000479,0.00010000000000000000479,0.00010000000000000000479,30,30);
INSERT INTO point_levels VALUES(13,5,0,1,0,0.00010000000000000000479,0.00010000000000000000479,0.00010000000000000000479,30,30);
INSERT INTO point_levels VALUES(13,6,0,1,0,0.00010000000000000000479,0.00010000000000000000479,0.00010000000000000000479,30,30);
INSERT INTO point_levels VALUES(13,7,0,1,0,0.00010000000000000000479,0.00010000000000000000479,0.00010000000000000000479,30,30);
INSERT INTO point_levels VALUES(14,1,3,1,0,1.5278775142770417705,1.5278775142770417705,1.5278775142770417705,30,30);
INSERT INTO point_levels VALUES(14,2,0,1,0,1.5278775142770417705,1.5278775142770417705,1.5278775142770417705,30,30);
INSERT INTO point_levels VALUES(14,3,0,1,0,1.5278775142770417705,1.5278775142770417705,1.5278775142770417705,30,30);
INSERT INTO point_levels VALUES(14,4,0,1,0,1.5278775142770417705,1.5278775142770417705,1.5278775142770417705,30,30);
INSERT INTO point_levels VALUES(14,5,0,1,0,1.5278775142770417705,1.5278775142770417705,1.5278775142770417705,30,30);
INSERT INTO point_levels VALUES(14,6,0,1,0,1.5278775142770417705,1.5278775142770417705,1.5278775142770417705,30,30);
INSERT INTO point_levels VALUES(14,7,0,1,0,1.5278775142770417705,1.5278775142770417705,1.5278775142770417705,30,30);
INSERT INTO point_levels VALUES(15,1,3,1,0,1.7803145907681219295,1.7803145907681219295,1.7803145907681219295,30,30);
INSERT INTO point_levels VALUES(15,2,0,1,0,1.7803145907681219295,1.7803145907681219295,1.7803145907681219295,30,30);
INSERT INTO point_levels VALUES(15,3,0,1,0,1.7803145907681219295,1.7803145907681219295,1.7803145907681219295,30,30);
INSERT INTO point_levels VALUES(15,4,0,1,0,1.7803145907681219295,1.7803145907681219295,1.7803145907681219295,30,30);
INSERT INTO point_levels VALUES(15,5,0,1,0,1.7803145907681219295,1.7803145907681219295,1.7803145907681219295,30,30);
INSERT INTO point_levels VALUES(15,6,0,1,0,1.7803145907681219295,1.7803145907681219295,1.7803145907681219295,30,30);
INSERT INTO point_levels VALUES(15,7,0,1,0,1.7803145907681219295,1.7803145907681219295,1.7803145907681219295,30,30);
INSERT INTO point_levels VALUES(16,1,3,1,0,1.7138692961391537306,1.7138692961391537306,1.7138692961391537306,30,30);
INSERT INTO point_levels VALUES(16,2,0,1,0,1.7138692961391537306,1.7138692961391537306,1.7138692961391537306,30,30);
INSERT INTO point_levels VALUES(16,3,0,1,0,1.7138692961391537306,1.7138692961391537306,1.7138692961391537306,30,30);
INSERT INTO point_levels VALUES(16,4,0,1,0,1.7138692961391537306,1.7138692961391537306,1.7138692961391537306,30,30);
INSERT INTO point_levels VALUES(16,5,0,1,0,1.7138692961391537306,1.7138692961391537306,1.7138692961391537306,30,30);
INSERT INTO point_levels VALUES(16,6,0,1,0,1.7138692961391537306,1.7138692961391537306,1.7138692961391537306,30,30);
INSERT INTO point_levels VALUES(16,7,0,1,0,1.7138692961391537306,1.7138692961391537306,1.7138692961391537306,30,30);
INSERT INTO point_levels VALUES(17,1,3,1,0,1.7144703060691099949,1.7144703060691099949,1.7144703060691099949,30,30);
INSERT INTO point_levels VALUES(17,2,0,1,0,1.7144703060691099949,1.7144703060691099949,1.7144703060691099949,30,30);
INSERT INTO point_levels VALUES(17,3,0,1,0,1.7144703060691099949,1.7144703060691099949,1.7144703060691099949,30,30);
INSERT INTO point_levels VALUES(17,4,0,1,0,1.7144703060691099949,1.7144703060691099949,1.7144703060691099949,30,30);
INSERT INTO point_levels VALUES(17,5,0,1,0,1.7144703060691099949,1.7144703060691099949,1.7144703060691099949,30,30);
INSERT INTO point_levels VALUES(17,6,0,1,0,1.7144703060691099949,1.7144703060691099949,1.7144703060691099949,30,30);
INSERT INTO point_levels VALUES(17,7,0,1,0,1.7144703060691099949,1.7144703060691099949,1.7144703060691099949,30,30);
INSERT INTO point_levels VALUES(18,1,0,8,0,19.663589546456933021,2.3876036684960126876,2.5343918055295944213,1,8);
INSERT INTO point_levels VALUES(18,1,1,8,0,19.318500112742185592,2.3702531438320875167,2.5309551972895860671,9,16);
INSERT INTO point_levels VALUES(18,1,2,8,0,17.794898992404341697,2.1575343105942010879,2.3056048024445772171,17,24);
INSERT INTO point_levels VALUES(18,1,3,6,0,12.541608618106693029,2.0490770800970494747,2.1467249244451522827,25,30);
INSERT INTO point_levels VALUES(18,2,0,30,0,69.318597269710153343,2.0490770800970494747,2.5343918055295944213,1,30);
INSERT INTO point_levels VALUES(18,3,0,30,0,69.318597269710153343,2.0490770800970494747,2.5343918055295944213,1,30);
INSERT INTO point_levels VALUES(18,4,0,30,0,69.318597269710153343,2.0490770800970494747,2.5343918055295944213,1,30);
INSERT INTO point_levels VALUES(18,5,0,30,0,69.318597269710153343,2.0490770800970494747,2.5343918055295944213,1,30);
INSERT INTO point_levels VALUES(18,6,0,30,0,69.318597269710153343,2.0490770800970494747,2.5343918055295944213,1,30);
INSERT INTO point_levels VALUES(18,7,0,30,0,69.318597269710153343,2.0490770800970494747,2.5343918055295944213,1,30);
INSERT INTO point_levels VALUES(19,1,0,8,0,0.578125,0.015625,0.125,1,8);
INSERT INTO point_levels VALUES(19,1,1,8,0,0.546875,0.015625,0.125,9,16);
INSERT INTO point_levels VALUES(19,1,2,8,0,1.203125,0.078125,0.203125,17,24);
INSERT INTO point_levels VALUES(19,1,3,6,0,1.796875,0.21875,0.359375,25,30);
INSERT INTO point_levels VALUES(19,2,0,30,0,4.125,0.015625,0.359375,1,30);
INSERT INTO point_levels VALUES(19,3,0,30,0,4.125,0.015625,0.359375,1,30);
INSERT INTO point_levels VALUES(19,4,0,30,0,4.125,0.015625,0.359375,1,30);
INSERT INTO point_levels VALUES(19,5,0,30,0,4.125,0.015625,0.359375,1,30);
INSERT INTO point_levels VALUES(19,6,0,30,0,4.125,0.015625,0.359375,1,30);
INSERT INTO point_levels VALUES(19,7,0,30,0,4.125,0.015625,0.359375,1,30);
INSERT INTO point_levels VALUES(20,1,0,8,0,764.06657752656201411,93.720902592079909252,98.355810618853581669,1,8);
INSERT INTO point_levels VALUES(20,1,1,8,0,769.3817465508495843,91.793187205916282776,99.317130257263698924,9,16);
INSERT INTO point_levels VALUES(20,1,2,8,0,732.84485045857388741,88.961295362052936752,93.806921434267493964,17,24);
INSERT INTO point_levels VALUES(20,1,3,6,0,532.53359252402117361,85.643734777342743315,92.067124576170002118,25,30);
INSERT INTO point_levels VALUES(20,2,0,30,0,2798.8267670600066594,85.643734777342743315,99.317130257263698924,1,30);
INSERT INTO point_levels VALUES(20,3,0,30,0,2798.8267670600066594,85.643734777342743315,99.317130257263698924,1,30);
INSERT INTO point_levels VALUES(20,4,0,30,0,2798.8267670600066594,85.643734777342743315,99.317130257263698924,1,30);
INSERT INTO point_levels VALUES(20,5,0,30,0,2798.8267670600066594,85.643734777342743315,99.317130257263698924,1,30);
INSERT INTO point_levels VALUES(20,6,0,30,0,2798.8267670600066594,85.643734777342743315,99.317130257263698924,1,30);
INSERT INTO point_levels VALUES(20,7,0,30,0,2798.8267670600066594,85.643734777342743315,99.317130257263698924,1,30);
INSERT INTO point_levels VALUES(21,1,0,8,0,678.45317126146267128,81.89423455711236954,88.3925057864411059,1,8);
INSERT INTO point_levels VALUES(21,1,1,8,0,683.64663779721695389,82.238159306395417049,87.695297076402283662,9,16);
INSERT INTO point_levels VALUES(21,1,2,8,0,677.80884570733621785,79.709904101910197481,89.519442364181671225,17,24);
INSERT INTO point_levels VALUES(21,1,3,6,0,468.73415269348686251,75.595937923416016701,81.458074040357345783,25,30);
INSERT INTO point_levels VALUES(21,2,0,30,0,2508.6428074595023645,75.595937923416016701,89.519442364181671225,1,30);
INSERT INTO point_levels VALUES(21,3,0,30,0,2508.6428074595023645,75.595937923416016701,89.519442364181671225,1,30);
INSERT INTO point_levels VALUES(21,4,0,30,0,2508.6428074595023645,75.595937923416016701,89.519442364181671225,1,30);
INSERT INTO point_levels VALUES(21,5,0,30,0,2508.6428074595023645,75.595937923416016701,89.519442364181671225,1,30);
INSERT INTO point_levels VALUES(21,6,0,30,0,2508.6428074595023645,75.595937923416016701,89.519442364181671225,1,30);
INSERT INTO point_levels VALUES(21,7,0,30,0,2508.6428074595023645,75.595937923416016701,89.519442364181671225,1,30);
INSERT INTO point_levels VALUES(22,1,0,8,0,643.48528002116552214,78.656231508508710702,81.357087861150489517,1,8);
INSERT INTO point_levels VALUES(22,1,1,8,0,679.44378741526975317,80.477668807409784793,88.143402327645560493,9,16);
INSERT INTO point_levels VALUES(22,1,2,8,0,676.03494348104129583,82.175748739287783452,87.357328856629791859,17,24);
INSERT INTO point_levels VALUES(22,1,3,6,0,491.97773634164309441,80.881520205582901894,83.249100554874360113,25,30);
INSERT INTO point_levels VALUES(22,2,0,30,0,2490.9417472591194383,78.656231508508710702,88.143402327645560493,1,30);
INSERT INTO point_levels VALUES(22,3,0,30,0,2490.9417472591194383,78.656231508508710702,88.143402327645560493,1,30);
INSERT INTO point_levels VALUES(22,4,0,30,0,2490.9417472591194383,78.656231508508710702,88.143402327645560493,1,30);
INSERT INTO point_levels VALUES(22,5,0,30,0,2490.9417472591194383,78.656231508508710702,88.143402327645560493,1,30);
INSERT INTO point_levels VALUES(22,6,0,30,0,2490.9417472591194383,78.656231508508710702,88.143402327645560493,1,30);
INSERT INTO point_levels VALUES(22,7,0,30,0,2490.9417472591194383,78.656231508508710702,88.143402327645560493,1,30);
INSERT INTO point_levels VALUES(23,1,0,8,0,831.31124411888811208,101.24757277941843369,105.6496519204041391,1,8);
INSERT INTO point_levels VALUES(23,1,1,8,0,755.60405287760886495,90.22153235111531444,100.76323559780517768,9,16);
INSERT INTO point_levels VALUES(23,1,2,8,0,688.57408578406102605,80.600456488106999586,91.688265565266490854,17,24);
INSERT INTO point_levels VALUES(23,1,3,6,0,454.75897988122346762,71.79377629950680273,79.039737088855346767,25,30);
INSERT INTO point_levels VALUES(23,2,0,30,0,2730.2483626617813569,71.79377629950680273,105.6496519204041391,1,30);
INSERT INTO point_levels VALUES(23,3,0,30,0,2730.2483626617813569,71.79377629950680273,105.6496519204041391,1,30);
INSERT INTO point_levels VALUES(23,4,0,30,0,2730.2483626617813569,71.79377629950680273,105.6496519204041391,1,30);
INSERT INTO point_levels VALUES(23,5,0,30,0,2730.2483626617813569,71.79377629950680273,105.6496519204041391,1,30);
INSERT INTO point_levels VALUES(23,6,0,30,0,2730.2483626617813569,71.79377629950680273,105.6496519204041391,1,30);
INSERT INTO point_levels VALUES(23,7,0,30,0,2730.2483626617813569,71.79377629950680273,105.6496519204041391,1,30);
INSERT INTO point_levels VALUES(24,1,3,1,0,2.3106199089903385335,2.3106199089903385335,2.3106199089903385335,30,30);
INSERT INTO point_levels VALUES(24,2,0,1,0,2.3106199089903385335,2.3106199089903385335,2.3106199089903385335,30,30);
INSERT INTO point_levels VALUES(24,3,0,1,0,2.3106199089903385335,2.3106199089903385335,2.3106199089903385335,30,30);
INSERT INTO point_levels VALUES(24,4,0,1,0,2.3106199089903385335,2.3106199089903385335,2.3106199089903385335,30,30);
INSERT INTO point_levels VALUES(24,5,0,1,0,2.3106199089903385335,2.3106199089903385335,2.3106199089903385335,30,30);
INSERT INTO point_levels VALUES(24,6,0,1,0,2.3106199089903385335,2.3106199089903385335,2.3106199089903385335,30,30);
INSERT INTO point_levels VALUES(24,7,0,1,0,2.3106199089903385335,2.3106199089903385335,2.3106199089903385335,30,30);
INSERT INTO point_levels VALUES(25,1,3,1,0,0.1375000000000000111,0.1375000000000000111,0.1375000000000000111,30,30);
INSERT INTO point_levels VALUES(25,2,0,1,0,0.1375000000000000111,0.1375000000000000111,0.1375000000000000111,30,30);
INSERT INTO point_levels VALUES(25,3,0,1,0,0.1375000000000000111,0.1375000000000000111,0.1375000000000000111,30,30);
INSERT INTO point_levels VALUES(25,4,0,1,0,0.1375000000000000111,0.1375000000000000111,0.1375000000000000111,30,30);
INSERT INTO point_levels VALUES(25,5,0,1,0,0.1375000000000000111,0.1375000000000000111,0.1375000000000000111,30,30);
INSERT INTO point_levels VALUES(25,6,0,1,0,0.1375000000000000111,0.1375000000000000111,0.1375000000000000111,30,30);
INSERT INTO point_levels VALUES(25,7,0,1,0,0.1375000000000000111,0.1375000000000000111,0.1375000000000000111,30,30);
INSERT INTO point_levels VALUES(26,1,3,1,0,2.072399816758185409,2.072399816758185409,2.072399816758185409,30,30);
INSERT INTO point_levels VALUES(26,2,0,1,0,2.072399816758185409,2.072399816758185409,2.072399816758185409,30,30);
INSERT INTO point_levels VALUES(26,3,0,1,0,2.072399816758185409,2.072399816758185409,2.072399816758185409,30,30);
INSERT INTO point_levels VALUES(26,4,0,1,0,2.072399816758185409,2.072399816758185409,2.072399816758185409,30,30);
INSERT INTO point_levels VALUES(26,5,0,1,0,2.072399816758185409,2.072399816758185409,2.072399816758185409,30,30);
INSERT INTO point_levels VALUES(26,6,0,1,0,2.072399816758185409,2.072399816758185409,2.072399816758185409,30,30);
INSERT INTO point_levels VALUES(26,7,0,1,0,2.072399816758185409,2.072399816758185409,2.072399816758185409,30,30);
INSERT INTO point_levels VALUES(27,1,3,1,0,0.21829999999999999404,0.21829999999999999404,0.21829999999999999404,30,30);
INSERT INTO point_levels VALUES(27,2,0,1,0,0.21829999999999999404,0.21829999999999999404,0.21829999999999999404,30,30);
INSERT INTO point_levels VALUES(27,3,0,1,0,0.21829999999999999404,0.21829999999999999404,0.21829999999999999404,30,30);
INSERT INTO point_levels VALUES(27,4,0,1,0,0.21829999999999999404,0.21829999999999999404,0.21829999999999999404,30,30);
INSERT INTO point_levels VALUES(27,5,0,1,0,0.21829999999999999404,0.21829999999999999404,0.21829999999999999404,30,30);
INSERT INTO point_levels VALUES(27,6,0,1,0,0.21829999999999999404,0.21829999999999999404,0.21829999999999999404,30,30);
INSERT INTO point_levels VALUES(27,7,0,1,0,0.21829999999999999404,0.21829999999999999404,0.21829999999999999404,30,30);
INSERT INTO point_levels VALUES(28,1,3,1,0,0.010000000000000000208,0.010000000000000000208,0.010000000000000000208,30,30);
INSERT INTO point_levels VALUES(28,2,0,1,0,0.010000000000000000208,0.010000000000000000208,0.010000000000000000208,30,30);
INSERT INTO point_levels VALUES(28,3,0,1,0,0.010000000000000000208,0.010000000000000000208,0.010000000000000000208,30,30);
INSERT INTO point_levels VALUES(28,4,0,1,0,0.010000000000000000208,0.010000000000000000208,0.010000000000000000208,30,30);
INSERT INTO point_levels VALUES(28,5,0,1,0,0.010000000000000000208,0.010000000000000000208,0.010000000000000000208,30,30);
INSERT INTO point_levels VALUES(28,6,0,1,0,0.010000000000000000208,0.010000000000000000208,0.010000000000000000208,30,30);
INSERT INTO point_levels VALUES(28,7,0,1,0,0.010000000000000000208,0.010000000000000000208,0.010000000000000000208,30,30);
INSERT INTO point_levels VALUES(29,1,3,1,0,2810.9659030055572656,2810.9659030055572656,2810.9659030055572656,30,30);
INSERT INTO point_levels VALUES(29,2,0,1,0,2810.9659030055572656,2810.9659030055572656,2810.9659030055572656,30,30);
INSERT INTO point_levels VALUES(29,3,0,1,0,2810.9659030055572656,2810.9659030055572656,2810.9659030055572656,30,30);
INSERT INTO point_levels VALUES(29,4,0,1,0,2810.9659030055572656,2810.9659030055572656,2810.9659030055572656,30,30);
INSERT INTO point_levels VALUES(29,5,0,1,0,2810.9659030055572656,2810.9659030055572656,2810.9659030055572656,30,30);
INSERT INTO point_levels VALUES(29,6,0,1,0,2810.9659030055572656,2810.9659030055572656,2810.9659030055572656,30,30);
INSERT INTO point_levels VALUES(29,7,0,1,0,2810.9659030055572656,2810.9659030055572656,2810.9659030055572656,30,30);
INSERT INTO point_levels VALUES(30,1,3,1,0,0.00010000000000000000479,0.00010000000000000000479,0.00010000000000000000479,30,30);
INSERT INTO point_levels VALUES(30,2,0,1,0,0.00010000000000000000479,0.00010000000000000000479,0.00010000000000000000479,30,30);
INSERT INTO point_levels VALUES(30,3,0,1,0,0.00010000000000000000479,0.00010000000000000000479,0.00010000000000000000479,30,30);
INSERT INTO point_levels VALUES(30,4,0,1,0,0.00010000000000000000479,0.00010000000000000000479,0.00010000000000000000479,30,30);
INSERT INTO point_levels VALUES(30,5,0,1,0,0.00010000000000000000479,0.00010000000000000000479,0.00010000000000000000479,30,30);
INSERT INTO point_levels VALUES(30,6,0,1,0,0.00010000000000000000479,0.00010000000000000000479,0.00010000000000000000479,30,30);
INSERT INTO point_levels VALUES(30,7,0,1,0,0.00010000000000000000479,0.00010000000000000000479,0.00010000000000000000479,30,30);
INSERT INTO point_levels VALUES(31,1,3,1,0,1.6257604752229140032,1.6257604752229140032,1.6257604752229140032,30,30);
INSERT INTO point_levels VALUES(31,2,0,1,0,1.6257604752229140032,1.6257604752229140032,1.6257604752229140032,30,30);
INSERT INTO point_levels VALUES(31,3,0,1,0,1.6257604752229140032,1.6257604752229140032,1.6257604752229140032,30,30);
INSERT INTO point_levels VALUES(31,4,0,1,0,1.6257604752229140032,1.6257604752229140032,1.6257604752229140032,30,30);
INSERT INTO point_levels VALUES(31,5,0,1,0,1.6257604752229140032,1.6257604752229140032,1.6257604752229140032,30,30);
INSERT INTO point_levels VALUES(31,6,0,1,0,1.6257604752229140032,1.6257604752229140032,1.6257604752229140032,30,30);
INSERT INTO point_levels VALUES(31,7,0,1,0,1.6257604752229140032,1.6257604752229140032,1.6257604752229140032,30,30);
INSERT INTO point_levels VALUES(32,1,3,1,0,1.5514525187182530707,1.5514525187182530707,1.5514525187182530707,30,30);
INSERT INTO point_levels VALUES(32,2,0,1,0,1.5514525187182530707,1.5514525187182530707,1.5514525187182530707,30,30);
INSERT INTO point_levels VALUES(32,3,0,1,0,1.5514525187182530707,1.5514525187182530707,1.5514525187182530707,30,30);
INSERT INTO point_levels VALUES(32,4,0,1,0,1.5514525187182530707,1.5514525187182530707,1.5514525187182530707,30,30);
INSERT INTO point_levels VALUES(32,5,0,1,0,1.5514525187182530707,1.5514525187182530707,1.5514525187182530707,30,30);
INSERT INTO point_levels VALUES(32,6,0,1,0,1.5514525187182530707,1.5514525187182530707,1.5514525187182530707,30,30);
INSERT INTO point_levels VALUES(32,7,0,1,0,1.5514525187182530707,1.5514525187182530707,1.5514525187182530707,30,30);
INSERT INTO point_levels VALUES(33,1,3,1,0,1.6128953519480198064,1.6128953519480198064,1.6128953519480198064,30,30);
INSERT INTO point_levels VALUES(33,2,0,1,0,1.6128953519480198064,1.6128953519480198064,1.6128953519480198064,30,30);
INSERT INTO point_levels VALUES(33,3,0,1,0,1.6128953519480198064,1.6128953519480198064,1.6128953519480198064,30,30);
INSERT INTO point_levels VALUES(33,4,0,1,0,1.6128953519480198064,1.6128953519480198064,1.6128953519480198064,30,30);
INSERT INTO point_levels VALUES(33,5,0,1,0,1.6128953519480198064,1.6128953519480198064,1.6128953519480198064,30,30);
INSERT INTO point_levels VALUES(33,6,0,1,0,1.6128953519480198064,1.6128953519480198064,1.6128953519480198064,30,30);
INSERT INTO point_levels VALUES(33,7,0,1,0,1.6128953519480198064,1.6128953519480198064,1.6128953519480198064,30,30);
INSERT INTO point_levels VALUES(34,1,3,1,0,1.6933876338679723083,1.6933876338679723083,1.6933876338679723083,30,30);
INSERT INTO point_levels VALUES(34,2,0,1,0,1.6933876338679723083,1.6933876338679723083,1.6933876338679723083,30,30);
INSERT INTO point_levels VALUES(34,3,0,1,0,1.6933876338679723083,1.6933876338679723083,1.6933876338679723083,30,30);
INSERT INTO point_levels VALUES(34,4,0,1,0,1.6933876338679723083,1.6933876338679723083,1.6933876338679723083,30,30);
INSERT INTO point_levels VALUES(34,5,0,1,0,1.6933876338679723083,1.6933876338679723083,1.6933876338679723083,30,30);
INSERT INTO point_levels VALUES(34,6,0,1,0,1.6933876338679723083,1.6933876338679723083,1.6933876338679723083,30,30);
INSERT INTO point_levels VALUES(34,7,0,1,0,1.6933876338679723083,1.6933876338679723083,1.6933876338679723083,30,30);
INSERT INTO point_levels VALUES(35,1,0,3,1,4.1999999999999992894,1.8999999999999999111,2.2999999999999998223,1,3);
INSERT INTO point_levels VALUES(35,2,0,3,1,4.1999999999999992894,1.8999999999999999111,2.2999999999999998223,1,3);
INSERT INTO point_levels VALUES(35,3,0,3,1,4.1999999999999992894,1.8999999999999999111,2.2999999999999998223,1,3);
INSERT INTO point_levels VALUES(35,4,0,3,1,4.1999999999999992894,1.8999999999999999111,2.2999999999999998223,1,3);
INSERT INTO point_levels VALUES(35,5,0,3,1,4.1999999999999992894,1.8999999999999999111,2.2999999999999998223,1,3);
INSERT INTO point_levels VALUES(35,6,0,3,1,4.1999999999999992894,1.8999999999999999111,2.2999999999999998223,1,3);
INSERT INTO point_levels VALUES(35,7,0,3,1,4.1999999999999992894,1.8999999999999999111,2.2999999999999998223,1,3);
INSERT INTO point_levels VALUES(36,1,0,1,0,2.3791076196357607841,2.3791076196357607841,2.3791076196357607841,1,1);
INSERT INTO point_levels VALUES(36,2,0,1,0,2.3791076196357607841,2.3791076196357607841,2.3791076196357607841,1,1);
INSERT INTO point_levels VALUES(36,3,0,1,0,2.3791076196357607841,2.3791076196357607841,2.3791076196357607841,1,1);
INSERT INTO point_levels VALUES(36,4,0,1,0,2.3791076196357607841,2.3791076196357607841,2.3791076196357607841,1,1);
INSERT INTO point_levels VALUES(36,5,0,1,0,2.3791076196357607841,2.3791076196357607841,2.3791076196357607841,1,1);
INSERT INTO point_levels VALUES(36,6,0,1,0,2.3791076196357607841,2.3791076196357607841,2.3791076196357607841,1,1);
INSERT INTO point_levels VALUES(36,7,0,1,0,2.3791076196357607841,2.3791076196357607841,2.3791076196357607841,1,1);
INSERT INTO point_levels VALUES(37,1,0,1,0,0.171875,0.171875,0.171875,1,1);
INSERT INTO point_levels VALUES(37,2,0,1,0,0.171875,0.171875,0.171875,1,1);
INSERT INTO point_levels VALUES(37,3,0,1,0,0.171875,0.171875,0.171875,1,1);
INSERT INTO point_levels VALUES(37,4,0,1,0,0.171875,0.171875,0.171875,1,1);
INSERT INTO point_levels VALUES(37,5,0,1,0,0.171875,0.171875,0.171875,1,1);
INSERT INTO point_levels VALUES(37,6,0,1,0,0.171875,0.171875,0.171875,1,1);
INSERT INTO point_levels VALUES(37,7,0,1,0,0.171875,0.171875,0.171875,1,1);
CREATE TABLE batches (
  run_id   integer not null references runs (id) on delete cascade,
  name     text not null,
  checksum integer not null,
  points   integer not null check (points >= 0),
  primary key (run_id, name)
) strict, without rowid;
INSERT INTO batches VALUES(3,'a',4049799705,3);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('jobs',3);
INSERT INTO sqlite_sequence VALUES('runs',5);
INSERT INTO sqlite_sequence VALUES('series',37);
CREATE INDEX jobs_by_experiment on jobs (experiment_id);
CREATE INDEX jobs_by_status on jobs (status);
CREATE INDEX job_tags_by_value on job_tags (key, value);
CREATE INDEX runs_by_status on runs (status);
CREATE UNIQUE INDEX series_by_run on series (run_id, name, ifnull(layer, ''));
CREATE INDEX series_by_name on series (name);
CREATE VIEW metrics as
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
cross join points on points.series_id = series.id;
CREATE VIEW angles as
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
where series.name = 'angle';
CREATE VIEW results as
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
  where runs.status = 'succeeded'
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
COMMIT;
