/** People in the middle of a conversation: two messages, each understood, answered and delivered. */
import type { Database } from '../../src/database.ts';

/** Events of each conversation that is made. */
export const EVENTS = 4;
/** Deliveries of each. */
export const DELIVERIES = EVENTS / 2;
const SLICE = 50_000;

const id = (table: number, number: string): string =>
  `('0190000${table}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
const CONTACT = id(1, 'i');
/** SQL for the id of the conversation with the i-th address. */
export const CONVERSATION_ID = id(2, 'i');
const NUMBERS = 'generate_series($1::bigint, $2::bigint) as i';

const STATEMENTS = [
  `insert into contacts (id, locale) select ${CONTACT}, 'pt-BR' from ${NUMBERS}`,
  `insert into channel_identities (channel, address, contact_id)
   select 'webhook', 'pessoa-' || i, ${CONTACT} from ${NUMBERS}`,
  // The check digits are those of src/protocol-number.ts.
  `insert into conversations (id, contact_id, protocol_number, channel, address, locale, state,
     last_seq, last_turn_seq, handled_seq)
   select ${CONVERSATION_ID}, ${CONTACT}, body || lpad((98 - (body::bigint * 100) % 97)::text, 2, '0'),
     'webhook', 'pessoa-' || i, 'pt-BR', '{"active": null, "misses": 0}', ${EVENTS}, ${EVENTS - 1}, ${EVENTS - 1}
   from ${NUMBERS}, lateral (select '26001' || lpad(i::text, 8, '0') as body) as number`,
  `insert into events (conversation_id, seq, type, calls_for_turn, body, understanding, channel, external_id)
   select ${CONVERSATION_ID}, seq, 'message-received', true,
     jsonb_build_object('type', 'message-received', 'channel', 'webhook', 'address', 'pessoa-' || i,
       'activity', '{"type": "message", "text": "Como faço para tirar a segunda via do IPTU?"}'::jsonb),
     '{"intent": "ask-documentation", "confidence": 0.9, "certainty": "sure", "alternatives": [], "entities": [],
       "locale": "pt-BR", "decidedBy": "linear"}',
     'webhook', i || '-' || seq
   from ${NUMBERS}, generate_series(1, ${EVENTS}, 2) as seq`,
  `insert into events (conversation_id, seq, type, body)
   select ${CONVERSATION_ID}, seq, 'reply-added',
     '{"type": "reply-added", "activity": {"type": "message", "text": "A segunda via sai na página da Fazenda."},
       "reason": {"dialog": "ask-documentation", "rule": "intent"}}'
   from ${NUMBERS}, generate_series(2, ${EVENTS}, 2) as seq`,
  `insert into deliveries (conversation_id, seq, channel, address, status, attempts)
   select ${CONVERSATION_ID}, seq, 'webhook', 'pessoa-' || i, 'sent', 1
   from ${NUMBERS}, generate_series(2, ${EVENTS}, 2) as seq`,
];

/** The addresses are `pessoa-0` to `pessoa-<count - 1>`. Statistics are fresh afterwards, and nothing waits to be written. */
export async function makeConversations(database: Database, count: number): Promise<void> {
  for (let from = 0; from < count; from += SLICE) {
    const slice = [from, Math.min(from + SLICE, count) - 1];
    for (const statement of STATEMENTS) await database.query(statement, slice);
  }
  await database.query('vacuum analyze');
  // Not in the middle of a window.
  await database.query('checkpoint');
}
