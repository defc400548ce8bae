/**
 * Answers from the documents, as the log tells of them. The events of the period are read once, into
 * tables of the transaction's own; everything else is counted from those.
 */
import type {
  AnswerCounts,
  AnswerLog,
  DislikedAnswer,
  ExpiringDocument,
  RejectedSource,
  UnansweredQuestion,
  UsedDocument,
  WeakAnswer,
  WeekOfAnswers,
} from '../answer-log.ts';
import type { Database, Row, Transaction } from '../database.ts';
import { TIME_ZONE } from '../locale.ts';
import { FILL_ANSWERS, FILL_PASSAGES, FILL_VERDICTS, INDEX, NARROW, TABLES } from './answer-tables.ts';

export interface AnswerPeriod {
  readonly days: number;
  /** Only what concerns this one; all where left out. */
  readonly collection: string | undefined;
  /** Questions of a kind, at most. */
  readonly limit: number;
  /** Below it an answer counts as weak. */
  readonly confidence: number;
  /** How many days ahead the end of a document's validity is told. */
  readonly aheadDays: number;
}

const COUNTS = `
  count(*)::integer as questions,
  (count(*) filter (where status = 'answered'))::integer as answered,
  (count(*) filter (where status in ('unanswered', 'failed')))::integer as unanswered,
  (count(*) filter (where source = 'model'))::integer as "byModel",
  (count(*) filter (where status in ('asks', 'hands-over')))::integer as other,
  (count(*) filter (where v.solved))::integer as solved,
  (count(*) filter (where v.disliked))::integer as disliked`;

const FROM_ANSWERS = 'from report_answers a left join report_verdicts v using (task_id)';

const COUNT = `select ${COUNTS} ${FROM_ANSWERS}`;
const COUNT_WEEKS = `
  select to_char(date_trunc('week', asked_at at time zone '${TIME_ZONE}'), 'YYYY-MM-DD') as week, ${COUNTS}
  ${FROM_ANSWERS} group by 1 order by 1`;

// What was asked stands in the task; of each one row is read, by its key.
const QUESTION = `
  a.task_id as "taskId", a.conversation_id as "conversationId", a.asked_at as "askedAt",
  coalesce(t.input->>'question', '') as text, c.locale`;
const OF_QUESTION = 'join tasks t on t.id = a.task_id join conversations c on c.id = a.conversation_id';

const CITED = `coalesce((
    select jsonb_agg(distinct jsonb_build_object('collection', p.collection, 'document', p.document))
    from report_passages p where p.passage_id = any (a.cited)
  ), '[]'::jsonb) as documents`;

const UNANSWERED = `
  select ${QUESTION}, a.reason, a.confidence, (
    select jsonb_build_object('collection', p.collection, 'document', p.document)
    from report_passages p where p.passage_id = a.nearest limit 1
  ) as nearest
  from (
    select * from report_answers where status in ('unanswered', 'failed') order by asked_at desc limit $1
  ) a ${OF_QUESTION} order by a.asked_at desc`;

const WEAK = `
  select ${QUESTION}, a.confidence, a.dropped, a.fallback, a.statements, a.citations, ${CITED}
  from (
    select * from report_answers where status = 'answered'
      and (confidence < $2 or dropped > 0 or fallback is not null or (statements >= 3 and citations = 1))
    order by asked_at desc limit $1
  ) a ${OF_QUESTION} order by a.asked_at desc`;

const DISLIKED = `
  select ${QUESTION}, v.rating, v.comment, ${CITED}
  from report_verdicts v join report_answers a using (task_id) ${OF_QUESTION}
  where v.disliked order by a.asked_at desc limit $1`;

const DOCUMENTS = `
  with used as materialized (
    select a.task_id, cited.passage_id from report_answers a, unnest(a.cited) as cited(passage_id)
  )
  select p.collection, p.document, min(p.title) as title,
    count(distinct used.task_id)::integer as answers,
    (count(distinct used.task_id) filter (where v.disliked))::integer as disliked,
    count(distinct p.passage_id)::integer as passages,
    (count(distinct p.passage_id) filter (where used.task_id is null))::integer as "unusedPassages"
  from report_passages p left join used using (passage_id) left join report_verdicts v using (task_id)
  group by p.collection, p.document order by answers desc, p.collection, p.document`;

const EXPIRING = `
  select d.collection, d.document, d.title, d.owner, d.valid_until::text as "validUntil",
    d.valid_until < today.day as past
  from documents d join live_build l on d.since <= l.build and (d.until is null or d.until > l.build)
    cross join (select (now() at time zone '${TIME_ZONE}')::date as day) today
  where d.valid_until <= today.day + $1::integer and ($2::text is null or d.collection = $2)
  order by d.valid_until, d.collection, d.document`;

const REJECTED = `
  select distinct r.collection, r.place, r.reason
  from ingests i, jsonb_to_recordset(i.report->'rejected') as r(collection text, place text, reason text)
  where $1::text is null or r.collection = $1 order by r.collection, r.place`;

/** Sessions of the house go by index; a report reads much of what there is. */
export const READ_MUCH =
  'set local enable_seqscan = on; set local enable_hashjoin = on; set local enable_mergejoin = on; ' +
  "set local work_mem = '64MB'";

async function gather(transaction: Transaction, { days, collection }: AnswerPeriod): Promise<void> {
  await transaction.execute(`${READ_MUCH}; ${TABLES}`);
  await transaction.query(FILL_PASSAGES, [collection ?? null]);
  await transaction.query(FILL_ANSWERS, [days]);
  if (collection !== undefined) await transaction.query(NARROW);
  await transaction.execute(INDEX);
  await transaction.query(FILL_VERDICTS, [days]);
}

export function readAnswerLog(database: Database, period: AnswerPeriod): Promise<AnswerLog> {
  const { limit, confidence, collection = null, aheadDays } = period;
  return database.transaction(async (transaction) => {
    const read = <T>(sql: string, values: readonly unknown[] = []) =>
      transaction.query<T & Row>(sql, values) as Promise<T[]>;
    await gather(transaction, period);
    const [counts] = await read<AnswerCounts>(COUNT);
    if (!counts) throw new Error('nothing was counted');
    return {
      counts,
      weeks: await read<WeekOfAnswers>(COUNT_WEEKS),
      unanswered: await read<UnansweredQuestion>(UNANSWERED, [limit]),
      weak: await read<WeakAnswer>(WEAK, [limit, confidence]),
      disliked: await read<DislikedAnswer>(DISLIKED, [limit]),
      documents: await read<UsedDocument>(DOCUMENTS),
      expiring: await read<ExpiringDocument>(EXPIRING, [aheadDays, collection]),
      rejected: await read<RejectedSource>(REJECTED, [collection]),
    };
  });
}
