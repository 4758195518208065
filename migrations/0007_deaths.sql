-- Runs that take their process with them: one that needs more memory than there is would do so at every start.

-- Times that the process has died while it trained the run, since the run was last taken up from a newer checkpoint.
alter table runs add column deaths integer not null default 0 check (deaths >= 0);
-- The iteration of the newest checkpoint that it was taken up from.
alter table runs add column safe_step integer not null default 0 check (safe_step >= 0);
