-- Agents that are programs of their own take tasks from here, not from a stream that counts for them.
alter table tasks add column attempts integer not null default 0;
-- When the lease was given, however often it was renewed since.
alter table tasks add column leased_at timestamptz;
