-- One series per metric (and layer) of a run; its points; and the points reduced for drawing.

create table series (
  id     integer primary key autoincrement,
  run_id integer not null references runs (id) on delete cascade,
  name   text not null,
  layer  text,
  unit   text
) strict;

create unique index series_by_run on series (run_id, name, ifnull(layer, ''));
create index series_by_name on series (name);

-- NaN and the infinities are NULL.
create table points (
  series_id integer not null references series (id) on delete cascade,
  step      integer not null check (step >= 1),
  value     real,
  primary key (series_id, step)
) strict, without rowid;

-- Level k holds buckets of 8^k steps, k = 1 ... 7: bucket b covers steps b * 8^k + 1 ... (b + 1) * 8^k.
-- Only buckets with points have a row. NULL values are in count and in nulls, not in sum, min and max.
create table point_levels (
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
