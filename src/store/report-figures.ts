/**
 * The statements of the reports: one for the conversations that began in a period, one for the tickets.
 * Each reads its rows once and counts them by the key and in all (grouping sets). $1 to $4: from and to,
 * days; the queues' terms (`QueueTerms`); intents that are mere courtesy. $5 of the tickets': now.
 */
import { TIME_ZONE } from '../locale.ts';
import type { ReportBy } from '../supervision.ts';

/** The citizen came back to what was closed within so many days: it had not been solved. */
const BACK_WITHIN_DAYS = 7;

/** Terms of so long run by the calendar; src/desk/sla.ts. */
const DAY_MS = 86_400_000;

const dayStart = (day: string): string => `(${day})::timestamp at time zone '${TIME_ZONE}'`;
const inPeriod = (column: string): string =>
  `${column} >= ${dayStart('$1::date')} and ${column} < ${dayStart('$2::date + 1')}`;
const localDay = (column: string): string => `to_char(${column} at time zone '${TIME_ZONE}', 'YYYY-MM-DD')`;
const msOf = (moment: string): string => `(extract(epoch from ${moment}) * 1000)::float8`;

// What was first surely understood that is more than a courtesy; else the courtesy. Read at once for all:
// a look into each conversation's log took twice as long.
const INTENTS = `
  intents as materialized (
    select distinct on (conversation_id) conversation_id, understanding->>'intent' as intent from events
    where created_at >= ${dayStart('$1::date')} and created_at < ${dayStart('$2::date + 2')}
      and type = 'message-received' and understanding->>'certainty' = 'sure' and understanding->>'intent' is not null
    order by conversation_id, understanding->>'intent' = any ($4::text[]), seq
  ),`;

const withIntents = (by: ReportBy): string => (by === 'intent' ? INTENTS : '');
const joinIntents = (by: ReportBy): string =>
  by === 'intent' ? 'left join intents i on i.conversation_id = c.id' : '';

const KEYS = (moment: string): Readonly<Record<ReportBy, string>> => ({
  day: localDay(moment),
  queue: 't.queue',
  person: `coalesce(t.person_id::text, '')`,
  channel: 'c.channel',
  intent: `coalesce(i.intent, '')`,
});

// Where people merged or split, or the citizen linked an address, nobody came back to anything.
const TOLD = `
  told as materialized (
    select conversation_id, seq, type, created_at, body,
      case body->'solved' when 'true' then true when 'false' then false end as solved,
      case when jsonb_typeof(body->'rating') = 'number' then (body->'rating')::float8 end as rating
    from events
    where created_at >= ${dayStart('$1::date')}
      and type in ('feedback-given', 'conversation-reopened', 'conversation-continued')
  ), back as materialized (
    select told.conversation_id, told.created_at as at from told, lateral (
      select created_at from events closing where closing.conversation_id = told.conversation_id
        and closing.seq < told.seq and closing.type = 'conversation-closed' order by closing.seq desc limit 1
    ) closing
    where told.type = 'conversation-reopened'
      and told.created_at <= closing.created_at + interval '${BACK_WITHIN_DAYS} days'
    union all
    select old.id, told.created_at from told join conversations old on old.protocol_number = told.body->>'of'
    where told.type = 'conversation-continued' and told.body->'by' is null
      and told.created_at <= old.closed_at + interval '${BACK_WITHIN_DAYS} days'
  )`;

const NEWEST = (column: string): string =>
  `(array_agg(${column} order by seq desc) filter (where ${column} is not null))[1] as ${column}`;

/** Of rows with `asked`, `solved` and `rating`. */
const SATISFACTION = `
  jsonb_build_object(
    'asked', count(*) filter (where asked),
    'answered', count(*) filter (where asked and (solved is not null or rating is not null)),
    'solved', count(*) filter (where asked and solved),
    'notSolved', count(*) filter (where asked and not solved),
    'ratings', count(rating) filter (where asked),
    'ratingMean', avg(rating) filter (where asked)) as satisfaction`;

export const countContacts = (by: ReportBy): string => `
  with ${withIntents(by)} ${TOLD}, verdicts as materialized (
    select conversation_id, ${NEWEST('solved')}, ${NEWEST('rating')}
    from told where type = 'feedback-given' group by conversation_id
  ), gone_on as materialized (
    select body->>'from' as protocol_number from told
      where type = 'conversation-reopened' and body->'by' is null
    union select body->>'of' from told where type = 'conversation-continued' and body->'by' is not null
    union select old.protocol_number from identity_links l join conversations old on old.id = l.closed_conversation_id
    where l.created_at >= ${dayStart('$1::date')}
  ), contacts as materialized (
    select ${KEYS('c.created_at')[by]} as key,
      c.status = 'closed' and g.protocol_number is null as asked,
      t.conversation_id is not null as to_people,
      v.solved, v.rating,
      coalesce(not v.solved, v.rating <= 2, false) or b.conversation_id is not null as contradicted
    from conversations c
      left join (select distinct conversation_id from tickets where since >= ${dayStart('$1::date')}) t
        on t.conversation_id = c.id
      left join verdicts v on v.conversation_id = c.id
      left join (select distinct conversation_id from back) b on b.conversation_id = c.id
      left join gone_on g on g.protocol_number = c.protocol_number
      ${joinIntents(by)}
    -- Both statements are handed the same values; what one does not use it must name all the same.
    where ${inPeriod('c.created_at')} and $3::jsonb is not null and $4::text[] is not null
  )
  select key, grouping(key) = 1 as is_total, ${SATISFACTION}, jsonb_build_object(
    'contacts', count(*),
    'handedOff', count(*) filter (where to_people),
    'alone', count(*) filter (where asked and not to_people),
    'solvedAlone', count(*) filter (where asked and not to_people and not contradicted),
    'saidSolvedAlone', count(*) filter (where asked and not to_people and not contradicted and solved)
  ) as contacts
  from contacts group by grouping sets ((key), ())`;

/** Open time of the queue `q` before a moment, in milliseconds: only differences mean something. */
function openAt(moment: string): string {
  const at = msOf(moment);
  const span = `width_bucket(${at}, q.starts)`;
  return `coalesce(q.before[${span}] + least(${at}, q.ends[${span}]) - q.starts[${span}], 0)`;
}

/** What has gone by of a term of so many milliseconds. */
const gone = (from: string, to: string, term: string): string =>
  `case when ${term} is null then null
    when q.starts is null or ${term} >= ${DAY_MS} then ${msOf(to)} - ${msOf(from)}
    else ${openAt(to)} - ${openAt(from)} end`;

const floats = (name: string): string =>
  `case when jsonb_typeof(o.open) = 'object'
    then array(select value::float8 from jsonb_array_elements_text(o.open->'${name}')) end`;

const TERMS = `
  terms as materialized (
    select o.queue, o."firstAnswerMs" as first_answer, o."resolutionMs" as resolution_ms,
      coalesce(o."extensionMs", 0) as extension_ms,
      ${floats('starts')} as starts, ${floats('ends')} as ends, ${floats('before')} as before
    from jsonb_to_recordset($3::jsonb) as o(queue text, "firstAnswerMs" jsonb, "resolutionMs" float8,
      "extensionMs" float8, open jsonb)
  )`;

const countTerm = (term: string): string => `jsonb_build_object(
  'kept', count(*) filter (where ${term} = 'kept'),
  'broken', count(*) filter (where ${term} = 'broken'),
  'running', count(*) filter (where ${term} = 'running'))`;

const spread = (column: string): string => `jsonb_build_object(
  'count', count(${column}),
  'medianMs', percentile_cont(0.5) within group (order by ${column}),
  'p90Ms', percentile_cont(0.9) within group (order by ${column}))`;

const termOf = (term: 'answer' | 'end', keptAt: string): string =>
  `case when to_${term} > ${term}_term then 'broken' when ${keptAt} is not null and ${term}_term is not null
    then 'kept' when ${term}_term is not null then 'running' end`;

// Feedback is of the ticket before it: that which began last.
const TICKETS = (by: ReportBy): string => `
  lasting as materialized (
    select *, lead(since) over (partition by conversation_id order by since) as next_since
    from tickets where since >= ${dayStart('$1::date')}
  ), verdicts as materialized (
    select t.id, ${NEWEST('solved')}, ${NEWEST('rating')}
    from told join lasting t on t.conversation_id = told.conversation_id
      and told.created_at >= t.since and (t.next_since is null or told.created_at < t.next_since)
    where told.type = 'feedback-given' group by t.id
  ), spent as materialized (
    select ${KEYS('t.since')[by]} as key, t.*, v.solved, v.rating,
      ${msOf('(t.first_assigned_at - t.since)')} as wait_ms,
      ${msOf('(t.answered_at - t.since)')} as first_answer,
      case when t.person_id is not null then ${msOf('(t.ended_at - t.assigned_at)')} end as handling_ms,
      ${msOf('(t.first_assigned_at - t.told_at)')} as told_wait_ms,
      ${gone('t.since', 'coalesce(t.answered_at, $5::timestamptz)', 'p.answer_term')} as to_answer,
      ${gone('t.since', 'coalesce(t.ended_at, $5::timestamptz)', 'p.end_term')} as to_end,
      p.answer_term, p.end_term
    from lasting t join conversations c on c.id = t.conversation_id left join terms q on q.queue = t.queue
      left join verdicts v on v.id = t.id ${joinIntents(by)}, lateral (
        select coalesce(q.first_answer->>c.channel, q.first_answer->>'default')::float8 as answer_term,
          q.resolution_ms + case when t.extended_at is null then 0 else q.extension_ms end as end_term
      ) p
    where ${inPeriod('t.since')} and $4::text[] is not null
  ), counted as materialized (
    select *, coalesce(outcome = 'closed', false) as asked,
      outcome = 'closed' and exists (select 1 from back b where b.conversation_id = spent.conversation_id
        and b.at >= ended_at and b.at <= ended_at + interval '${BACK_WITHIN_DAYS} days') as reopened,
      case when ended_at is not null and answered_at is null then null else ${termOf('answer', 'answered_at')} end
        as answered,
      ${termOf('end', 'ended_at')} as resolved,
      first_assigned_at > told_at and estimate_high_ms is not null as was_told
    from spent
  )`;

export const countTickets = (by: ReportBy): string => `
  with ${withIntents(by)} ${TOLD}, ${TERMS}, ${TICKETS(by)}
  select key, grouping(key) = 1 as is_total, ${SATISFACTION}, jsonb_build_object(
    'tickets', count(*),
    'closed', count(*) filter (where outcome = 'closed'),
    'returned', count(*) filter (where outcome = 'returned'),
    'gaveUp', count(*) filter (where ended_at is not null and first_assigned_at is null),
    'wait', ${spread('wait_ms')},
    'firstAnswer', ${spread('first_answer')},
    'handling', ${spread('handling_ms')},
    'reopened', count(*) filter (where reopened),
    'firstAnswerTerm', ${countTerm('answered')},
    'resolutionTerm', ${countTerm('resolved')},
    'estimate', jsonb_build_object(
      'count', count(*) filter (where was_told and told_wait_ms between estimate_low_ms and estimate_high_ms),
      'of', count(*) filter (where was_told))
  ) as tickets
  from counted group by grouping sets ((key), ())`;
