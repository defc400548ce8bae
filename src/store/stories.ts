/** Stories from the log: a contact's whole story a page at a time, and what is new in one conversation. */
import type { DeliveryStatus } from '../channel.ts';
import type { Queryable, Row } from '../database.ts';
import { type LoggedLine, STORY_EVENTS, tellStory, type Working } from '../desk/story.ts';
import { readPassageIds } from '../desk/why.ts';
import type { StoryLine } from '../desk.ts';
import type { EventBody } from '../event.ts';
import type { MessageUnderstanding } from '../understanding.ts';

/** What of a conversation may be read: all from a seq on. */
export interface Readable {
  readonly id: string;
  readonly fromSeq: number;
}

export interface StoryPage {
  /** Oldest first. */
  readonly lines: readonly StoryLine[];
  readonly hasEarlier: boolean;
}

interface LineRow extends Row {
  conversation_id: string;
  protocol_number: string;
  seq: number;
  created_at: Date;
  body: EventBody;
  status: DeliveryStatus | null;
  error: string | null;
}

const COLUMNS = `e.conversation_id, c.protocol_number, e.seq, e.created_at, e.body, d.status, d.error`;
const JOINS = `join conversations c on c.id = e.conversation_id
  left join deliveries d on d.conversation_id = e.conversation_id and d.seq = e.seq`;
// What operators had taken up again was said once, and stands where it was said.
const IS_TOLD = `e.type = any($2::text[]) and not e.body ? 'replayOf'`;

// A row's time is that of its transaction's beginning, which may be before the one that it waited for: within
// a conversation the numbers are the order.
const READ_PAGE = `
  with keys as (
    select e.conversation_id, e.seq, max(e.created_at) over (partition by e.conversation_id order by e.seq) as moment
    from jsonb_to_recordset($1::jsonb) as r(id uuid, "fromSeq" bigint)
    join events e on e.conversation_id = r.id and e.seq >= r."fromSeq"
    where ${IS_TOLD}
  ), page as (
    select * from keys
    where $3::uuid is null or (moment, conversation_id, seq) <
      (select moment, conversation_id, seq from keys where conversation_id = $3 and seq = $4)
    order by moment desc, conversation_id desc, seq desc limit $5
  )
  select ${COLUMNS} from page join events e on e.conversation_id = page.conversation_id and e.seq = page.seq ${JOINS}
  order by page.moment, page.conversation_id, page.seq`;

const READ_AFTER = `
  select ${COLUMNS} from events e ${JOINS}
  where e.conversation_id = $1 and ${IS_TOLD} and e.seq > $3 order by e.seq limit $4`;

/** What explains a reply stands at most so many events before it; farther off it is told without. */
const LOOKS_BACK = 40;

interface WorkingRow extends Row {
  conversation_id: string;
  seq: number;
  type: string;
  understanding: Partial<MessageUnderstanding> | null;
  task_id: string | null;
  agent: string | null;
  took_ms: number | null;
  explanation: unknown;
}

const READ_WORKINGS = `
  select e.conversation_id, e.seq, e.type, e.understanding - 'entities' - 'parts' - 'alternatives' as understanding,
    e.body->>'taskId' as task_id, e.body->>'agent' as agent, (e.body->>'tookMs')::float8 as took_ms,
    e.body->'answer'->'explanation' as explanation
  from jsonb_to_recordset($1::jsonb) as r(id uuid, "first" bigint, "last" bigint)
  join events e on e.conversation_id = r.id and e.seq between r."first" and r."last"
  where e.type in ('message-received', 'task-started', 'task-answered')
  order by e.conversation_id, e.seq`;

function toWorking(row: WorkingRow): Working {
  const place = { conversationId: row.conversation_id, seq: row.seq };
  const { task_id: taskId, agent, explanation } = row;
  if (row.type === 'message-received') return { ...place, type: 'message', understanding: row.understanding };
  if (row.type === 'task-started') return { ...place, type: 'started', taskId: taskId ?? '' };
  const work = { agent: agent ?? '', tookMs: row.took_ms ?? 0, explanation };
  return { ...place, type: 'answered', taskId: taskId ?? '', work };
}

const needsWhy = ({ body }: LineRow): boolean => body.type === 'reply-added' && body.by === undefined;

async function readWorkings(database: Queryable, rows: readonly LineRow[]): Promise<readonly Working[]> {
  const replies = Map.groupBy(rows.filter(needsWhy), (row) => row.conversation_id);
  if (replies.size === 0) return [];
  const ranges = [...replies].map(([id, own]) => {
    const seqs = own.map((row) => row.seq);
    return { id, first: Math.min(...seqs) - LOOKS_BACK, last: Math.max(...seqs) };
  });
  const found = await database.query<WorkingRow>(READ_WORKINGS, [JSON.stringify(ranges)], 'story-workings');
  return found.map(toWorking);
}

const READ_TITLES = `
  select distinct p.passage_id as id, d.title from passages p join documents d on d.id = p.document_id
  where p.passage_id = any($1::text[])`;

async function readTitles(
  database: Queryable,
  workings: readonly Working[],
): Promise<ReadonlyMap<string, string>> {
  const ids = workings.flatMap((each) =>
    each.type === 'answered' ? readPassageIds(each.work.explanation).map(({ passageId }) => passageId) : [],
  );
  if (ids.length === 0) return new Map();
  const found = await database.query<{ id: string; title: string }>(
    READ_TITLES,
    [[...new Set(ids)]],
    'story-titles',
  );
  return new Map(found.map(({ id, title }) => [id, title]));
}

const toLogged = (row: LineRow): LoggedLine => ({
  conversationId: row.conversation_id,
  protocolNumber: row.protocol_number,
  seq: row.seq,
  at: row.created_at,
  body: row.body,
  delivery: row.status,
  deliveryError: row.error,
});

async function tell(database: Queryable, rows: readonly LineRow[]): Promise<readonly StoryLine[]> {
  const workings = await readWorkings(database, rows);
  return tellStory(rows.map(toLogged), workings, await readTitles(database, workings));
}

/**
 * One page of these conversations together, by time.
 * @param before the oldest line that is known: what is older is told; the newest part where left out
 */
export async function readStoryPage(
  database: Queryable,
  readable: readonly Readable[],
  limit: number,
  before?: { readonly conversationId: string; readonly seq: number },
): Promise<StoryPage> {
  const values = [
    JSON.stringify(readable),
    STORY_EVENTS,
    before?.conversationId ?? null,
    before?.seq ?? null,
  ];
  const rows = await database.query<LineRow>(READ_PAGE, [...values, limit + 1], 'story-page');
  const hasEarlier = rows.length > limit;
  return { lines: await tell(database, hasEarlier ? rows.slice(1) : rows), hasEarlier };
}

/** What came in one conversation after a seq, oldest first. For everybody who may read it the same. */
export async function readStoryAfter(
  database: Queryable,
  conversationId: string,
  afterSeq: number,
  limit = 500,
): Promise<readonly StoryLine[]> {
  const values = [conversationId, STORY_EVENTS, afterSeq, limit];
  return tell(database, await database.query<LineRow>(READ_AFTER, values, 'story-after'));
}
