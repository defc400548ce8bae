-- What a turn has to read says so itself: a program that does not know an event's type, or its
-- format, still knows that somebody has to take a turn over it, and leaves it to them.
alter table events
  add column calls_for_turn boolean not null default false,
  add column format smallint not null default 1;
update events e set calls_for_turn = true
from unhandled u
where e.conversation_id = u.conversation_id and e.type in ('message-received', 'task-answered', 'task-failed');

-- When a message that was not taken is tried again.
alter table deliveries add column retry_at timestamptz;
drop index deliveries_queued;
create index deliveries_queued on deliveries (channel, conversation_id, seq) where status = 'queued';
-- Providers tell the fate of a message under their own id.
create index deliveries_external on deliveries (channel, external_id) where external_id is not null;

drop index tasks_open;
create index tasks_open on tasks (conversation_id, agent) where status = 'open';
-- What the citizen said that began the task: a newer message that interrupts it is joined to this.
alter table tasks add column said jsonb;
-- Whoever was paused past the lease finds another's name here.
alter table tasks add column leased_by text;

-- Fired once: the row goes in the transaction that appends the event.
create table timers (
  id uuid primary key,
  conversation_id uuid not null references conversations,
  dialog text not null,
  name text not null,
  payload jsonb not null default '{}',
  due_at timestamptz not null,
  created_at timestamptz not null default now(),
  unique (conversation_id, dialog, name)
);
create index timers_due on timers (due_at);

-- What the failed entry was about: these events are received again when it is replayed.
alter table dead_letters add column seqs bigint[] not null default '{}';
-- They are listed newest first, a page at a time, and ids sort by time.
drop index dead_letters_open;
create index dead_letters_open on dead_letters (id) where replayed_at is null;

-- Each of these rows is written by a statement that holds its conversation's lock, together with what
-- it refers to; checking that once more for every row cost 15 % of the database's time per turn.
alter table events drop constraint events_conversation_id_fkey;
alter table deliveries drop constraint deliveries_conversation_id_seq_fkey;
alter table unhandled drop constraint unhandled_conversation_id_fkey;
