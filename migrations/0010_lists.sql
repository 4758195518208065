-- What lists show of many runs at once, and what people write about their own.

-- Of each series, kept in the transaction that changes its points: how many there are, how many of them are NULL, the last
-- one, and the range of the others' values.
alter table series add column count integer not null default 0 check (count >= 0);
alter table series add column nulls integer not null default 0 check (nulls >= 0);
alter table series add column first_step integer;
alter table series add column last_step integer;
alter table series add column last_value real;
alter table series add column lowest real;
alter table series add column highest real;

update series set
  (count, nulls, first_step, last_step, lowest, highest) = (
    select ifnull(sum(count), 0), ifnull(sum(nulls), 0), min(first_step), max(last_step), min(min), max(max)
    from point_levels
    where series_id = series.id and level = 7),
  last_value = (select value from points where series_id = series.id order by step desc limit 1);

-- Markdown, as it was written.
alter table experiments add column notes text;
alter table jobs add column notes text;
alter table runs add column notes text;

-- Seconds under training so far, pauses and the time between two processes left out; null where nobody has measured them.
alter table runs add column seconds real check (seconds >= 0);
