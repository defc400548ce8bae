/** A desk in the middle of a busy day: people who are signed in, each with as many conversations as they can take. */
import type { Database } from '../../src/database.ts';
import { addSignedIn, type SignedInPerson } from '../../test/helpers/desk.ts';
import { CONVERSATION_ID, EVENTS } from '../parts/conversations.ts';

/** Of each queue its share of the people who answer, and of the conversations; those of desk/queues.yml. */
const QUEUES = [
  { name: 'geral', people: 120, conversations: 1_200, skills: [] },
  { name: 'suporte', people: 50, conversations: 500, skills: [] },
  { name: 'ouvidoria', people: 20, conversations: 300, skills: ['ouvidoria'] },
] as const;
const SUPERVISORS = 10;
/** All that each can take: the others wait, and nothing is given to anybody in the middle of a window. */
const EACH = 8;

export const AGENTS = QUEUES.reduce((sum, { people }) => sum + people, SUPERVISORS);
export const OPEN = QUEUES.reduce((sum, { conversations }) => sum + conversations, 0);

/** Somebody with a conversation open in front of them. */
export interface AtWork {
  readonly person: SignedInPerson;
  readonly queue: string;
  readonly conversationId: string;
  /** Of its citizen, in the channel `webhook`. */
  readonly address: string;
}

export interface House {
  readonly supervisors: readonly SignedInPerson[];
  readonly atWork: readonly AtWork[];
}

const REQUEST = `
  insert into events (conversation_id, seq, type, body)
  select ${CONVERSATION_ID}, ${EVENTS + 1}, 'handoff-requested',
    jsonb_build_object('type', 'handoff-requested', 'queue', $3::text, 'reason', 'citizen-asked')
  from generate_series($1::bigint, $2::bigint) as i`;
// The trigger opens their tickets. They came one after another, the last a minute ago.
const WAIT = `
  update conversations set status = 'waiting', queue = $3, last_seq = ${EVENTS + 1},
    queued_at = now() - ($2 - i + 60) * interval '1 second'
  from generate_series($1::bigint, $2::bigint) as i where id = ${CONVERSATION_ID}`;
const GIVE = `
  update tickets set person_id = $3, assigned_at = now(), answered_at = now(), touched_at = now(), awaiting_since = null
  where conversation_id in (select ${CONVERSATION_ID} from generate_series($1::bigint, $2::bigint) as i)`;
const ID = `select ${CONVERSATION_ID} as id from (select $1::bigint as i) as one`;
const AVAILABLE = `update people set availability = 'available'`;

/** Takes the first of the conversations that stand in the database (bench/parts/conversations.ts). */
export async function fillHouse(database: Database): Promise<House> {
  const atWork: AtWork[] = [];
  let first = 0;
  for (const { name: queue, people, conversations, skills } of QUEUES) {
    const slice = [first, first + conversations - 1, queue];
    await database.query(REQUEST, slice);
    await database.query(WAIT, slice);
    for (let index = 0; index < people; index++) {
      const from = first + index * EACH;
      const own = { queues: [queue], skills, capacity: { webhook: EACH }, name: `Pessoa ${from}` };
      const person = await addSignedIn(database, ['attendant'], own);
      await database.query(GIVE, [from, from + EACH - 1, person.personId]);
      const [row] = await database.query<{ id: string }>(ID, [from]);
      atWork.push({ person, queue, conversationId: row?.id ?? '', address: `pessoa-${from}` });
    }
    first += conversations;
  }
  const supervisors = await Promise.all(
    Array.from({ length: SUPERVISORS }, () => addSignedIn(database, ['supervisor'], { queues: [] })),
  );
  await database.query(AVAILABLE);
  await database.query('vacuum analyze');
  return { supervisors, atWork };
}
