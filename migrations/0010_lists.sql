-- What lists show of many runs at once, and what people write about their own.

-- Of each series, kept in the transaction that changes its points: how many there are, how many of them are NULL, the last
-- one, and the range of the others' values.
create table series_totals (
  series_id  integer primary key references series (id) on delete cascade,
  count      integer not null default 0 check (count >= 0),
  nulls      integer not null default 0 check (nulls >= 0),
  first_step integer,
  last_step  integer,
  last_value real,
  lowest     real,
  highest    real
) strict;

create trigger series_is_made after insert on series
begin
  insert into series_totals (series_id) values (new.id);
end;

insert into series_totals
select
  series.id, ifnull(sum(count), 0), ifnull(sum(nulls), 0), min(first_step), max(last_step),
  (select value from points where series_id = series.id order by step desc limit 1), min(min), max(max)
from series
left join point_levels on point_levels.series_id = series.id and level = 7
group by series.id;

-- Markdown, as it was written.
alter table experiments add column notes text;
alter table jobs add column notes text;
alter table runs add column notes text;

-- Seconds under training in the attempts before the one under way; null where nobody has measured them.
alter table runs add column seconds_before real check (seconds_before >= 0);
-- When the attempt under way began.
alter table runs add column training_since text;
-- Seconds under training so far, pauses and the time between two processes left out: of the attempt under way up to its last
-- points.
alter table runs add column seconds real generated always as (
  case when training_since is null then seconds_before
  else ifnull(seconds_before, 0) + max(0, ifnull((julianday(last_point_at) - julianday(training_since)) * 86400, 0)) end
) virtual;
