/** Mentions: notes in which somebody is called by name, until they have seen them. */
import type { Queryable, Row, Transaction } from '../database.ts';
import { maySee, type Person, type PersonName } from '../person.ts';
import type { LockedConversation } from './append.ts';

const ADD = `
  insert into mentions (person_id, conversation_id, seq) select unnest($1::uuid[]), $2, $3 on conflict do nothing`;

/** Of the note that was appended last. */
export function addMentions(
  transaction: Transaction,
  { id, last_seq }: LockedConversation,
  people: readonly PersonName[],
): void {
  if (people.length > 0)
    transaction.write(ADD, [people.map(({ personId }) => personId), id, last_seq], 'add-mentions');
}

export interface Mention {
  readonly conversationId: string;
  readonly protocolNumber: string;
  readonly seq: number;
  readonly at: string;
  /** Who wrote the note. */
  readonly by: string;
  readonly text: string;
}

interface MentionRow extends Row {
  conversation_id: string;
  protocol_number: string;
  seq: number;
  at: Date;
  by: string;
  text: string;
  queue: string;
  person_id: string | null;
}

const LIST = `
  select m.conversation_id, c.protocol_number, m.seq, m.at, e.body->'by'->>'name' as by, e.body->>'text' as text,
    n.queue, n.person_id
  from mentions m
  join conversations c on c.id = m.conversation_id
  join events e on e.conversation_id = m.conversation_id and e.seq = m.seq
  join lateral (
    select queue, person_id from tickets where conversation_id = c.id order by ended_at desc nulls first, id desc limit 1
  ) n on true
  where m.person_id = $1 and m.seen_at is null order by m.at desc limit 100`;

/** Those that are not seen yet, newest first, of conversations that this person may still see. */
export async function listMentions(database: Queryable, me: Person): Promise<readonly Mention[]> {
  const rows = await database.query<MentionRow>(LIST, [me.personId]);
  return rows
    .filter(({ queue, person_id }) => maySee(me, { queue, personId: person_id }))
    .map(({ conversation_id, protocol_number, seq, at, by, text }) => ({
      conversationId: conversation_id,
      protocolNumber: protocol_number,
      seq,
      at: at.toISOString(),
      by,
      text,
    }));
}

const SEE = `
  update mentions set seen_at = now() where person_id = $1 and seen_at is null and ($2::uuid is null or conversation_id = $2)`;

/** @param conversationId all of them where left out */
export const seeMentions = async (
  database: Queryable,
  personId: string,
  conversationId: string | undefined,
): Promise<void> => {
  await database.query(SEE, [personId, conversationId ?? null]);
};
