/** A Monday at the desk, 2026-03-02, of which every figure is known. Times are those of Brasília. */
import type { Database } from '../../src/database.ts';
import { openDeskLog } from './desk-log.ts';

const MINUTE_MS = 60_000;
const at = (time: string, day = '2026-03-02') => `${day}T${time}:00-03:00`;

function openDay(database: Database) {
  const log = openDeskLog(database);
  return {
    ...log,
    said: (conversationId: string, time: string, what: object) =>
      log.tell(conversationId, at(time), { type: 'feedback-given', ...what }),
    cameBack: (conversationId: string, moment: string) =>
      log.tell(conversationId, moment, { type: 'conversation-reopened', from: 'another' }),
  };
}
type Day = ReturnType<typeof openDay>;

/** Solved and said so; solved, and nothing said; first a no, then a yes. */
async function putSolvedAlone({ contact, said }: Day): Promise<void> {
  const one = await contact({ at: at('09:00'), closedAt: at('09:05'), intents: ['greeting', 'iptu'] });
  await said(one.conversationId, '09:06', { solved: true });
  await contact({ at: at('09:00'), closedAt: at('09:05'), intents: ['greeting'] });
  const changed = await contact({ at: at('09:00'), closedAt: at('09:09'), intents: ['iptu'] });
  await said(changed.conversationId, '09:01', { solved: false });
  await said(changed.conversationId, '09:10', { solved: true });
}

/** The citizen says that it was not; rates it so; comes back to it within a week; and a minute later than that. */
async function putUnsolvedAlone({ contact, said, cameBack }: Day): Promise<void> {
  const closed = { at: at('10:00'), closedAt: at('10:05') };
  const bad = await contact({ ...closed, channel: 'voice' });
  await said(bad.conversationId, '10:06', { solved: false });
  const rated = await contact(closed);
  await said(rated.conversationId, '10:06', { rating: 2 });
  const back = await contact(closed);
  await cameBack(back.conversationId, at('10:00', '2026-03-09'));
  const late = await contact(closed);
  await cameBack(late.conversationId, at('10:06', '2026-03-09'));
}

/** Solved by Ana, in time, as was told; badly by Rui, and come back to; nobody came; still open. */
async function putWithPeople({ contact, ticket, said, cameBack, person }: Day): Promise<void> {
  const [ana, rui] = [await person({ name: 'Ana' }), await person({ name: 'Rui' })];
  const seen = await contact({ at: at('11:00'), closedAt: at('11:31'), intents: ['iptu'] });
  const byAna = {
    since: at('11:00'),
    personId: ana,
    assignedAt: at('11:04'),
    answeredAt: at('11:10'),
    endedAt: at('11:24'),
    told: { at: at('11:01'), lowMs: 2 * MINUTE_MS, highMs: 4 * MINUTE_MS },
  };
  await ticket(seen.conversationId, byAna);
  await said(seen.conversationId, '11:30', { solved: true, rating: 5 });
  const slow = await contact({ at: at('11:00'), closedAt: at('12:31') });
  const byRui = { personId: rui, assignedAt: at('11:06'), answeredAt: at('11:11'), endedAt: at('12:06') };
  await ticket(slow.conversationId, { ...byAna, ...byRui });
  await said(slow.conversationId, '12:30', { solved: false, rating: 2 });
  await cameBack(slow.conversationId, at('09:00', '2026-03-04'));
  const nobody = await contact({ at: at('11:00') });
  await ticket(nobody.conversationId, { since: at('11:00'), endedAt: at('11:05'), outcome: 'returned' });
  const open = await contact({ at: at('11:00'), channel: 'voice' });
  await ticket(open.conversationId, { since: at('11:00'), queue: 'ouvidoria' });
}

export async function putKnownDay(database: Database): Promise<void> {
  const day = openDay(database);
  await putSolvedAlone(day);
  await putUnsolvedAlone(day);
  await putWithPeople(day);
}
