/** Consents: what a citizen has agreed to, as it stands in the log of their conversations. */
import type { Queryable, Row } from '../database.ts';
import type { Consent } from '../desk.ts';

/** Why a conversation came to people whose citizen left a number to be called at: dialogs/call-back. */
const CALL_BACK = 'call-back';

// That a person of the house vouches for a link is nobody's consent.
const READ = `
  select e.created_at as given_at, e.type = 'channel-linked' as is_link, e.body->>'channel' as channel,
    e.body->>'proof' as proof, e.body->'details'->>'phone' as phone, (
      select min(u.created_at) from events u
      where u.conversation_id = any($1::uuid[]) and u.type = 'channel-unlinked'
        and u.body->>'linkId' = e.body->>'linkId'
    ) as withdrawn_at
  from events e
  where e.conversation_id = any($1::uuid[]) and (
    (e.type = 'channel-linked' and e.body->>'proof' <> 'person')
    or (e.type = 'handoff-requested' and e.body->>'reason' = '${CALL_BACK}'))
  order by e.created_at, e.conversation_id, e.seq`;

interface ConsentRow extends Row {
  given_at: Date;
  is_link: boolean;
  channel: string | null;
  proof: string | null;
  phone: string | null;
  withdrawn_at: Date | null;
}

/** Of these conversations, oldest first. @param isShown whether the reader may see numbers whole */
export async function readConsents(
  database: Queryable,
  conversationIds: readonly string[],
  isShown: boolean,
): Promise<readonly Consent[]> {
  const rows = await database.query<ConsentRow>(READ, [conversationIds]);
  return rows.map(({ given_at, is_link, channel, proof, phone, withdrawn_at }) => ({
    purpose: is_link ? 'one-conversation' : 'call-back',
    givenAt: given_at.toISOString(),
    channel,
    proof,
    phone: isShown || phone === null ? phone : `…${phone.slice(-4)}`,
    withdrawnAt: withdrawn_at?.toISOString() ?? null,
  }));
}
