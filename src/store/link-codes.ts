/** Codes that were asked for, and how often. The codes themselves are not here. */
import type { Row, Transaction } from '../database.ts';
import type { CodeTarget } from '../identity.ts';

/** Somebody in a channel. */
export interface Address {
  readonly channel: string;
  readonly address: string;
}

export interface NewCode extends Address {
  readonly id: string;
  readonly taskId: string;
  readonly kind: 'sent' | 'shown' | 'guess';
  readonly target: Address | undefined;
  readonly hash: string;
  readonly lifetimeMs: number;
}

export interface CodeRow extends Row {
  id: string;
  channel: string;
  address: string;
  target_channel: string | null;
  target_address: string | null;
  hash: string;
  tries: number;
  created_at: Date;
  expires_at: Date;
}

const ADD = `
  insert into link_codes (id, task_id, kind, channel, address, target_channel, target_address, hash, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, now() + $9 * interval '1 millisecond')
  on conflict (task_id) do nothing
  returning expires_at`;

/** When it runs out; undefined where this task had one already. */
export async function addCode(transaction: Transaction, code: NewCode): Promise<Date | undefined> {
  const { id, taskId, kind, channel, address, target, hash, lifetimeMs } = code;
  const place = [target?.channel ?? null, target?.address ?? null];
  const [row] = await transaction.query<{ expires_at: Date }>(ADD, [
    id,
    taskId,
    kind,
    channel,
    address,
    ...place,
    hash,
    lifetimeMs,
  ]);
  return row?.expires_at;
}

/** The code that this task asked for before. */
export async function findCodeOf(transaction: Transaction, taskId: string): Promise<CodeRow | undefined> {
  const [row] = await transaction.query<CodeRow>('select * from link_codes where task_id = $1', [taskId]);
  return row;
}

const COUNT_ASKED = `
  select count(*)::int as count from link_codes
  where channel = $1 and address = $2 and kind = $3 and created_at > now() - interval '1 hour'`;

/** How many were asked for, or guessed, at this address in the last hour. */
export async function countAsked(
  transaction: Transaction,
  { channel, address }: Address,
  kind: NewCode['kind'],
): Promise<number> {
  const [row] = await transaction.query<{ count: number }>(COUNT_ASKED, [channel, address, kind]);
  return row?.count ?? 0;
}

const COUNT_SENT = `
  select count(*) filter (where created_at > now() - interval '1 hour')::int as hour, count(*)::int as day
  from link_codes where target_channel = $1 and target_address = $2 and created_at > now() - interval '1 day'`;

/** How many were sent to this address, whoever asked. */
export async function countSent(transaction: Transaction, { channel, address }: Address) {
  const [row] = await transaction.query<{ hour: number; day: number }>(COUNT_SENT, [channel, address]);
  return row ?? { hour: 0, day: 0 };
}

export interface TargetRow extends Row {
  channel: string;
  address: string;
  contact_id: string;
}

const BY_PROTOCOL = `
  select i.channel, i.address, i.contact_id from conversations c
  join channel_identities i on i.channel = c.channel and i.address = c.address
  where c.protocol_number = $1`;

// E.164 with or without its plus, and nothing like it: an address that only ends alike is somebody else's.
const BY_PHONE = `
  select i.channel, i.address, i.contact_id from channel_identities i
  left join conversations c on c.channel = i.channel and c.address = i.address
  where i.address in ($1, substr($1, 2)) and i.channel <> 'login'
  order by c.updated_at desc nulls last limit 1`;

/** Where whoever is named so can be reached: an address that is known already, and never what was typed. */
export async function findTarget(
  transaction: Transaction,
  target: CodeTarget,
): Promise<TargetRow | undefined> {
  const [row] =
    'phone' in target
      ? await transaction.query<TargetRow>(BY_PHONE, [target.phone])
      : await transaction.query<TargetRow>(BY_PROTOCOL, [target.protocolNumber]);
  return row;
}

const NEWEST_SENT = `
  select * from link_codes where channel = $1 and address = $2 and kind = 'sent' and used_at is null
    and id = (select id from link_codes where channel = $1 and address = $2 and kind = 'sent' order by id desc limit 1)
    and expires_at > now()
  for update`;

/** The newest that was asked for at this address, locked; undefined where it is used or has run out. */
export async function lockSent(
  transaction: Transaction,
  { channel, address }: Address,
): Promise<CodeRow | undefined> {
  const [row] = await transaction.query<CodeRow>(NEWEST_SENT, [channel, address]);
  return row;
}

const BY_HASH = `
  select * from link_codes where kind = 'shown' and hash = $1 and used_at is null and expires_at > now()`;

export async function findShown(transaction: Transaction, hash: string): Promise<CodeRow | undefined> {
  const [row] = await transaction.query<CodeRow>(BY_HASH, [hash]);
  return row;
}

const SHOWN = `
  select * from link_codes where kind = 'shown' and id = $1 and used_at is null and expires_at > now() for update`;

export async function lockShown(transaction: Transaction, id: string): Promise<CodeRow | undefined> {
  const [row] = await transaction.query<CodeRow>(SHOWN, [id]);
  return row;
}

export const useCode = (transaction: Transaction, id: string): void =>
  transaction.write('update link_codes set used_at = now() where id = $1', [id]);

export const noteTry = (transaction: Transaction, id: string): void =>
  transaction.write('update link_codes set tries = tries + 1 where id = $1', [id]);
