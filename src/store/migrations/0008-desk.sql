-- The desk: the people who answer, what waits for them, and what they did.

create table people (
  id uuid primary key,
  -- In lower case.
  login text not null unique,
  name text not null,
  email text,
  -- admin, supervisor, attendant, author, auditor.
  roles text[] not null,
  -- Of desk/queues.yml, by name.
  queues text[] not null default '{}',
  skills text[] not null default '{}',
  -- Conversations at once, by channel; those of the queues where nothing is said: {"web": 4}.
  capacity jsonb not null default '{}',
  locale text not null default 'pt-BR',
  -- scrypt; null for who signs in elsewhere, or has yet to choose one.
  password text,
  oidc_issuer text,
  oidc_subject text,
  -- Encrypted; null without a second factor. A step that was used is not taken again.
  totp_secret text,
  totp_step bigint,
  -- Encrypted; shown, and not yet proven by a code of it.
  totp_pending text,
  availability text not null default 'away' check (availability in ('available', 'busy', 'away')),
  -- Whether somebody is there: written every few seconds by the gateways that hold a window of theirs.
  seen_at timestamptz,
  -- When they were last given a conversation: the longest without one comes next.
  assigned_at timestamptz,
  active boolean not null default true,
  created_at timestamptz not null default now()
);
create unique index people_oidc on people (oidc_issuer, oidc_subject) where oidc_subject is not null;

create table recovery_codes (
  person_id uuid not null references people,
  hash text not null,
  used_at timestamptz,
  primary key (person_id, hash)
);

-- Who is signed in: in a browser, or a program with a token of its person's.
create table people_sessions (
  id uuid primary key,
  hash text not null unique,
  person_id uuid not null references people,
  kind text not null check (kind in ('browser', 'token')),
  -- What the person calls the token; the browser's own words for itself.
  name text not null default '',
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index people_sessions_person on people_sessions (person_id);

-- Links with which somebody chooses a password, once. Without a person: the first of all, an admin.
create table setup_links (
  hash text primary key,
  person_id uuid references people,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Who changed what that is not a conversation's: accounts, webhooks, answers, forms.
create table desk_changes (
  id uuid primary key,
  at timestamptz not null default now(),
  -- Null: the program itself, or whoever runs it.
  person_id uuid references people,
  action text not null,
  about jsonb not null default '{}'
);

-- One row each time a conversation goes to people. The trigger below opens and ends them, whoever moves
-- the conversation; the rest is the desk's.
create table tickets (
  id uuid primary key default gen_random_uuid(),
  conversation_id uuid not null references conversations,
  queue text not null,
  -- What gives priority: names of src/urgency.ts.
  reasons text[] not null default '{}',
  -- Its place among its like; kept when it is moved or given back.
  since timestamptz not null,
  -- Came into this queue: overflow counts from here.
  queued_at timestamptz not null default now(),
  -- Who has it; null: nobody yet.
  person_id uuid references people,
  assigned_at timestamptz,
  -- When somebody first had it: the end of the citizen's wait in the queue.
  first_assigned_at timestamptz,
  -- Who had it before and may not be given it again at once.
  left_by uuid references people,
  -- Who gave it back by their own will is not given it again before this, not even where nobody else is.
  left_until timestamptz,
  -- First words of a person to the citizen.
  answered_at timestamptz,
  -- Since when the citizen has waited for words of a person; null: it is the citizen's turn.
  awaiting_since timestamptz default now(),
  -- The person's last sign of life in it: an answer, a note, looking at what came.
  touched_at timestamptz,
  -- Its term was prolonged; that is done once.
  extended_at timestamptz,
  labels text[] not null default '{}',
  -- What the citizen was last told of the queue, when, and what was then said of the time left.
  told_position integer,
  told_at timestamptz,
  -- Who the citizen was last told has it; null: nobody.
  told_person_id uuid references people,
  estimate_low_ms bigint,
  estimate_high_ms bigint,
  ended_at timestamptz,
  -- closed, or returned to the assistant.
  outcome text check (outcome in ('closed', 'returned'))
) with (fillfactor = 80);
create unique index tickets_open on tickets (conversation_id) where ended_at is null;
create index tickets_conversation on tickets (conversation_id);
create index tickets_person on tickets (person_id) where ended_at is null;
create index tickets_queue on tickets (queue) where ended_at is null;
create index tickets_since on tickets (since);
create index tickets_ended on tickets (ended_at) where ended_at is not null;

-- Why the citizen came to people stands in each line of the inbox.
create index events_handoffs on events (conversation_id, seq) where type = 'handoff-requested';

create function note_first_assignment() returns trigger language plpgsql as $$
begin
  new.first_assigned_at = coalesce(new.assigned_at, now());
  return new;
end $$;

create trigger tickets_first_assigned before update of person_id on tickets for each row
  when (new.person_id is not null and old.first_assigned_at is null)
  execute function note_first_assignment();

-- What supervisors were told of, each once: while `key` stands, nobody tells of it again.
create table desk_alerts (
  id uuid primary key default gen_random_uuid(),
  -- Of what it is: the kind, the ticket or queue, and the clock with its moment.
  key text not null,
  kind text not null,
  -- No reference: to check one would lock tickets in an order of its own.
  ticket_id uuid,
  conversation_id uuid,
  queue text not null,
  clock text,
  at timestamptz not null default now(),
  -- It is so no longer.
  ended_at timestamptz
);
create unique index desk_alerts_standing on desk_alerts (key) where ended_at is null;
create index desk_alerts_ended on desk_alerts (ended_at) where ended_at is not null;

-- Reports read a period. None of these columns ever changes: rows stay on their pages.
create index conversations_created on conversations (created_at);
create index events_told on events (created_at)
  where type in ('feedback-given', 'conversation-reopened', 'conversation-continued');

create function follow_conversation() returns trigger language plpgsql as $$
begin
  if new.status = 'waiting' and old.status <> 'waiting' then
    insert into tickets (conversation_id, queue, reasons, since)
    values (new.id, new.queue, array(select jsonb_array_elements_text(coalesce(new.state->'priority', '[]'))),
      coalesce(new.queued_at, now()))
    on conflict (conversation_id) where ended_at is null do nothing;
  elsif new.status = 'waiting' then
    update tickets set queue = new.queue, queued_at = case when queue = new.queue then queued_at else now() end,
      reasons = array(select jsonb_array_elements_text(coalesce(new.state->'priority', '[]')))
    where conversation_id = new.id and ended_at is null;
  else
    update tickets set ended_at = now(), awaiting_since = null,
      outcome = case new.status when 'closed' then 'closed' else 'returned' end
    where conversation_id = new.id and ended_at is null;
  end if;
  return null;
end $$;

-- Priority is compared for those who wait alone: the state of the others is not unpacked.
create trigger conversations_tickets after update of status, queue, state on conversations for each row
  when (old.status is distinct from new.status or old.queue is distinct from new.queue
    or (new.status = 'waiting' and old.state->'priority' is distinct from new.state->'priority'))
  execute function follow_conversation();

insert into tickets (conversation_id, queue, reasons, since)
select id, queue, array(select jsonb_array_elements_text(coalesce(state->'priority', '[]'))), coalesce(queued_at, now())
from conversations where status = 'waiting' and queue is not null;

-- What somebody did under an id of their window's own: done again, it has no second effect.
create table desk_actions (
  person_id uuid not null references people,
  action_id text not null,
  result jsonb not null,
  at timestamptz not null default now(),
  primary key (person_id, action_id)
);
create index desk_actions_at on desk_actions (at);

-- How far somebody has read a conversation.
create table read_marks (
  person_id uuid not null references people,
  conversation_id uuid not null references conversations,
  seq bigint not null,
  primary key (person_id, conversation_id)
);

create table mentions (
  person_id uuid not null references people,
  conversation_id uuid not null references conversations,
  -- Of the note.
  seq bigint not null,
  at timestamptz not null default now(),
  seen_at timestamptz,
  primary key (person_id, conversation_id, seq)
);

create table canned_answers (
  id uuid primary key,
  -- What is typed after a slash.
  shortcut text not null,
  title text not null,
  locale text not null default 'pt-BR',
  -- With {places}, filled in at the desk.
  text text not null,
  -- Empty: every queue's.
  queues text[] not null default '{}',
  -- Whose own it is; null: everybody's.
  person_id uuid references people,
  updated_at timestamptz not null default now()
);
create unique index canned_answers_shortcut on canned_answers
  (shortcut, locale, coalesce(person_id, '00000000-0000-0000-0000-000000000000'));

-- Files that people sent to citizens.
create table files (
  id uuid primary key,
  conversation_id uuid not null references conversations,
  name text not null,
  media_type text not null,
  content bytea not null,
  hash text not null,
  person_id uuid references people,
  created_at timestamptz not null default now()
);
create index files_conversation on files (conversation_id);

-- Judged by supervisors, with the form of that moment: [{"question", "points", "of"}].
create table reviews (
  id uuid primary key,
  ticket_id uuid not null references tickets,
  conversation_id uuid not null references conversations,
  -- Whose work, and who judged it.
  person_id uuid not null references people,
  reviewer_id uuid not null references people,
  answers jsonb not null,
  -- From 0 to 1.
  score double precision not null,
  comment text not null default '',
  created_at timestamptz not null default now(),
  unique (ticket_id, reviewer_id)
);
create index reviews_person on reviews (person_id, created_at);

-- Other systems that are told what happens.
create table outgoing_webhooks (
  id uuid primary key,
  name text not null,
  url text not null,
  -- Encrypted. The one before it signs too, for as long as the receiver needs to learn the new one.
  secret text not null,
  previous_secret text,
  previous_until timestamptz,
  events text[] not null,
  -- Whether it is told what people wrote, and the names of those of the house.
  with_words boolean not null default false,
  active boolean not null default true,
  -- Why the program itself switched it off.
  off_reason text,
  created_at timestamptz not null default now()
);

create table webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  webhook_id uuid not null references outgoing_webhooks on delete cascade,
  -- conversation-opened, ticket-opened … (src/desk/webhook-events.ts).
  event text not null,
  -- What happened is told once: a place in the log, a ticket, a clock of it.
  subject text not null,
  conversation_id uuid,
  -- Of what stands in the log.
  seq bigint,
  -- Of what does not.
  facts jsonb,
  -- The body that is sent, the same at every attempt: written at the first.
  payload text,
  happened_at timestamptz not null default now(),
  status text not null default 'queued' check (status in ('queued', 'delivered', 'failed')),
  attempts integer not null default 0,
  -- Not before then. While somebody tells it: when the next may, should they have died.
  due_at timestamptz not null default now(),
  -- Tried for so many days from here: moved when somebody has it told again.
  queued_at timestamptz not null default now(),
  -- Of the last attempt: what was answered, or why nothing was.
  status_code integer,
  answer text,
  took_ms integer,
  ended_at timestamptz,
  unique (webhook_id, event, subject)
);
create index webhook_deliveries_due on webhook_deliveries (webhook_id, due_at) where status = 'queued';
create index webhook_deliveries_happened on webhook_deliveries (webhook_id, happened_at desc, id desc);
create index webhook_deliveries_ended on webhook_deliveries (ended_at) where ended_at is not null;

-- What is to be told is queued where it happens, in the same transaction: whoever looked through the log
-- by time or number would miss what commits late.
create function queue_webhooks(told text, about text, conversation uuid, place bigint, what jsonb)
returns void language sql as $$
  insert into webhook_deliveries (webhook_id, event, subject, conversation_id, seq, facts)
  select id, told, about, conversation, place, what from outgoing_webhooks where active and told = any(events)
  on conflict (webhook_id, event, subject) do nothing
$$;

create function tell_of_event() returns trigger language plpgsql as $$
begin
  if new.seq = 1 then
    perform queue_webhooks('conversation-opened', new.conversation_id::text, new.conversation_id, new.seq, null);
  end if;
  if new.type <> 'message-received' then
    perform queue_webhooks(new.type, new.conversation_id || ':' || new.seq, new.conversation_id, new.seq, null);
  end if;
  return null;
end $$;

-- Messages and replies, of which there are many, are passed over without a call.
create trigger events_webhooks after insert on events for each row
  when (new.seq = 1 or new.type in ('ticket-assigned', 'ticket-returned', 'ticket-moved', 'ticket-extended',
    'conversation-closed', 'conversation-reopened', 'feedback-given'))
  execute function tell_of_event();

create function tell_of_ticket() returns trigger language plpgsql as $$
begin
  perform queue_webhooks(case when new.ended_at is null then 'ticket-opened' else 'ticket-ended' end, new.id::text,
    new.conversation_id, null, jsonb_strip_nulls(jsonb_build_object('ticketId', new.id, 'queue', new.queue,
      'priority', new.reasons, 'since', to_char(new.since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'personId', new.person_id, 'outcome', new.outcome)));
  return null;
end $$;

create trigger tickets_webhooks_opened after insert on tickets for each row execute function tell_of_ticket();
create trigger tickets_webhooks_ended after update of ended_at on tickets for each row
  when (old.ended_at is null and new.ended_at is not null) execute function tell_of_ticket();

-- Whoever looks at one contact sees those that were linked with it, from either side.
create index identity_links_previous on identity_links (previous_contact_id) where undone_at is null;

-- A person of the house vouches for it.
alter table identity_links drop constraint identity_links_proof_check;
alter table identity_links add constraint identity_links_proof_check
  check (proof in ('code-sent', 'code-shown', 'login', 'person'));
