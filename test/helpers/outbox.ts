/** Replies that wait to be sent, as turns leave them, and a provider under a test's thumb. */
import { v7 as createId } from 'uuid';
import type { ChannelConnection, Outbound, SendResult } from '../../src/channel.ts';
import type { Database } from '../../src/database.ts';
import { createLog } from '../../src/log.ts';
import { createDoorbells } from '../../src/pipeline/doorbells.ts';
import { startEgress } from '../../src/pipeline/egress.ts';
import { createProtocolNumber } from '../../src/protocol-number.ts';
import type { Stream } from '../../src/stream.ts';

const ADD = `
  with contact as (insert into contacts (id, locale) values ($1, 'pt-BR')),
  replies as (
    select text, seq from jsonb_array_elements_text($5::jsonb) with ordinality as t(text, seq)
  ), added as (
    insert into events (conversation_id, seq, type, body)
    select $2::uuid, seq, 'reply-added', jsonb_build_object('type', 'reply-added', 'activity',
      jsonb_build_object('type', 'message', 'text', text)) from replies
  ), queued as (
    insert into deliveries (conversation_id, seq, channel, address) select $2::uuid, seq, $4, 'somebody' from replies
  )
  insert into conversations (id, contact_id, protocol_number, channel, address, locale, last_seq)
  values ($2, $1, $3, $4, 'somebody', 'pt-BR', jsonb_array_length($5::jsonb))`;

/** A conversation of a new person, in which these texts wait to be sent; returns its id. */
export async function queueReplies(
  database: Database,
  texts: readonly string[],
  channel = 'web',
): Promise<string> {
  const conversationId = createId();
  const number = createProtocolNumber(new Date());
  await database.query(ADD, [createId(), conversationId, number, channel, JSON.stringify(texts)]);
  return conversationId;
}

export interface DeliveryRow {
  readonly seq: number;
  readonly status: string;
  readonly attempts: number;
  readonly error: string | null;
  readonly external_id: string | null;
  readonly retry_ms: number | null;
}

export const readDeliveries = (database: Database, conversationId: string) =>
  database.query<DeliveryRow & Record<string, unknown>>(
    `select seq, status, attempts, error, external_id,
       (extract(epoch from retry_at - now()) * 1000)::float8 as retry_ms
     from deliveries where conversation_id = $1 order by seq`,
    [conversationId],
  );

export const isSent = async (database: Database, conversationId: string): Promise<boolean> =>
  (await readDeliveries(database, conversationId)).every(({ status }) => status === 'sent');

type Answer = (outbound: Outbound, signal: AbortSignal) => SendResult | Promise<SendResult>;

/** Keeps what it is sent, in order; takes everything until it is told otherwise. */
export function createProvider(answer: Answer = () => ({ status: 'sent' })) {
  const received: Outbound[] = [];
  let current = answer;
  const connection: ChannelConnection = {
    send: async (outbound, signal) => {
      received.push(outbound);
      return current(outbound, signal);
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  return {
    connection,
    received,
    answerWith(next: Answer): void {
      current = next;
    },
    /** What it was sent in one conversation, repeats included. */
    texts: (conversationId: string): readonly string[] =>
      received.filter((each) => each.conversationId === conversationId).map((each) => each.activity.text),
    keys: (conversationId: string): readonly string[] =>
      received.filter((each) => each.conversationId === conversationId).map((each) => each.idempotencyKey),
  };
}

export type Provider = ReturnType<typeof createProvider>;

export interface SenderOptions {
  readonly database: Database;
  readonly stream: Stream;
  readonly provider: Provider;
  readonly channel?: string;
}

export function startSender({ database, stream, provider, channel = 'web' }: SenderOptions): AsyncDisposable {
  const { connection } = provider;
  const log = createLog('silent');
  const capabilities = { textLimit: 16_000, buttons: true };
  return startEgress({
    database,
    stream,
    channel,
    connection,
    capabilities,
    log,
    onDelivered: () => undefined,
  });
}

export const bellsOf = (stream: Stream) => createDoorbells(stream, createLog('silent'));
