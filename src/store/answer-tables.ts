/** The tables a report on answers is counted from; they go with the transaction. */
import { EVENT_FORMAT } from '../event.ts';

/** The agent that answers from the documents. */
const AGENT = 'documentation';

export const TABLES = `
  create temp table report_passages (
    passage_id text, collection text, document text, title text
  ) on commit drop;
  create temp table report_answers (
    task_id uuid, conversation_id uuid, seq bigint, asked_at timestamptz, status text, source text, reason text,
    fallback text, dropped integer, confidence double precision, nearest text, cited text[], statements integer,
    citations integer
  ) on commit drop;
  create temp table report_verdicts (
    task_id uuid, solved boolean, disliked boolean, rating integer, comment text
  ) on commit drop`;

/** What is searched now. */
export const FILL_PASSAGES = `
  insert into report_passages
  select p.passage_id, d.collection, d.document, d.title
  from live_build l join documents d on d.since <= l.build and (d.until is null or d.until > l.build)
    join passages p on p.document_id = d.id
  where $1::text is null or d.collection = $1`;

// The events' pages hold a summary of their time (0004). A number that is none must not end the report.
const numberIn = (place: string): string =>
  `case when jsonb_typeof(${place}) = 'number' then (${place})::double precision end`;

export const FILL_ANSWERS = `
  insert into report_answers
  select (body->>'taskId')::uuid, conversation_id, seq, created_at,
    case when type = 'task-failed' then 'failed' else answer->>'status' end,
    answer->'output'->>'source',
    case when type = 'task-failed' then 'failed' else coalesce(explanation->>'reason', 'none-given') end,
    explanation->>'fallback',
    coalesce(${numberIn("explanation->'dropped'")}, 0)::integer,
    ${numberIn("explanation->'passages'->0->'confidence'")},
    explanation->'passages'->0->>'passageId',
    array(select distinct cited->>'passageId' from jsonb_array_elements(citations) as cited),
    regexp_count(coalesce(answer->'activity'->>'text', ''), '\\[\\d+\\]'),
    jsonb_array_length(citations)
  from events,
    lateral (select body->'answer' as answer, body->'answer'->'explanation' as explanation) said,
    lateral (select case jsonb_typeof(answer->'activity'->'citations')
      when 'array' then answer->'activity'->'citations' else '[]' end as citations) sources
  where created_at >= now() - make_interval(days => $1) and type in ('task-answered', 'task-failed')
    and body->>'agent' = '${AGENT}' and format <= ${EVENT_FORMAT}`;

/** Leaves what was answered from the passages, or, without an answer, lies nearest to one of them. */
export const NARROW = `
  delete from report_answers where task_id not in (
    select a.task_id from report_answers a, unnest(a.cited || a.nearest) as named(passage_id)
      join report_passages using (passage_id)
  )`;

export const INDEX = `
  create index on report_passages (passage_id);
  create index on report_answers (conversation_id, seq);
  analyze report_passages; analyze report_answers`;

// What is said of no answer in particular is of the conversation's last one before it. Said twice, the
// newest counts; what is said of the answer counts more than a rating of the whole.
export const FILL_VERDICTS = `
  insert into report_verdicts
  select distinct on (about.task_id) about.task_id, coalesce(said.solved, false),
    coalesce(not said.solved, said.rating <= 2), case when said.rating <= 2 then said.rating end, said.comment
  from (
    select conversation_id, seq, created_at, body->>'taskId' as task_id, (body->>'solved')::boolean as solved,
      (body->>'rating')::integer as rating, body->>'comment' as comment
    from events
    where created_at >= now() - make_interval(days => $1) and type = 'feedback-given' and format <= ${EVENT_FORMAT}
  ) said join lateral (
    select a.task_id from report_answers a
    where a.conversation_id = said.conversation_id and a.seq < said.seq and a.status = 'answered'
      and (said.task_id is null or a.task_id::text = said.task_id)
    order by a.seq desc limit 1
  ) about on true
  where said.solved is not null or said.rating <= 2
  order by about.task_id, said.solved is null, said.seq desc`;
