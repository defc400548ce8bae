/**
 * The assistant that conversations are tried on: in this process, with its database at hand, so that
 * a test knows when everything is said, and can let time pass.
 */
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Assistant, openAssistant } from '../../src/assistant.ts';
import type { Reason } from '../../src/event.ts';
import { readSettings } from '../../src/settings.ts';
import { temporaryFolder } from './databases.ts';
import { until } from './servers.ts';
import { type Receiver, SECRET, startReceiver } from './webhook.ts';

export interface Reply {
  readonly seq: number;
  readonly text: string;
  readonly reason: Reason;
}

export interface House extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  readonly receiver: Receiver;
  /** Resolves when nothing is left to do in the conversation: what was said in it after `afterSeq`. */
  settle(conversationId: string, afterSeq: number): Promise<readonly Reply[]>;
  /** Lets time pass in one conversation; what is due by then happens when it is due. */
  passTime(conversationId: string, ms: number): Promise<void>;
  /** Ends the assistant and starts it again on the same data. */
  restart(): Promise<void>;
}

// Between two looks at everybody: far less than a turn takes under load.
const LOOK_EVERY_MS = 20;

const FIND_SETTLED = `
  select c.id from conversations c
  where c.id = any($1::uuid[]) and c.last_turn_seq <= c.handled_seq
    and not exists (select 1 from tasks t where t.conversation_id = c.id and t.status = 'open')
    and not exists (select 1 from deliveries d where d.conversation_id = c.id and d.status = 'queued')`;

/** One look for all who wait, however many they are. */
function createWatch(database: () => Assistant['database']) {
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  let isLooking = false;
  async function look(): Promise<void> {
    const ids = [...waiting.keys()];
    const rows = await database().query<{ id: string }>(FIND_SETTLED, [ids]);
    for (const { id } of rows) {
      waiting.get(id)?.resolve();
      waiting.delete(id);
    }
  }
  async function keepLooking(): Promise<void> {
    isLooking = true;
    try {
      for (; waiting.size > 0; await pause(LOOK_EVERY_MS)) await look();
    } catch (error) {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    }
    isLooking = false;
  }
  return (conversationId: string): Promise<void> => {
    const own = waiting.get(conversationId) ?? Promise.withResolvers<void>();
    waiting.set(conversationId, own);
    if (!isLooking) void keepLooking();
    return own.promise;
  };
}

const READ_REPLIES = `
  select seq, body from events where conversation_id = $1 and seq > $2 and type = 'reply-added' order by seq`;

const SHIFTS = [
  `update conversations set created_at = created_at - $2 * interval '1 millisecond',
     updated_at = updated_at - $2 * interval '1 millisecond', queued_at = queued_at - $2 * interval '1 millisecond',
     closed_at = closed_at - $2 * interval '1 millisecond' where id = $1`,
  `update events set created_at = created_at - $2 * interval '1 millisecond' where conversation_id = $1`,
  `update timers set due_at = due_at - $2 * interval '1 millisecond' where conversation_id = $1`,
] as const;

const MOMENT = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)"/g;
const shiftMoments = (json: string, ms: number): string =>
  json.replace(MOMENT, (_whole, moment: string) => `"${new Date(Date.parse(moment) - ms).toISOString()}"`);

async function shift(database: Assistant['database'], conversationId: string, ms: number): Promise<void> {
  for (const sql of SHIFTS) await database.query(sql, [conversationId, ms]);
  // What dialogs remember the time of has become older too.
  const [row] = await database.query<{ state: string }>(
    'select state::text as state from conversations where id = $1',
    [conversationId],
  );
  const state = shiftMoments(row?.state ?? '{}', ms);
  await database.query('update conversations set state = $2::jsonb where id = $1', [conversationId, state]);
}

const NEXT_DUE = `
  select greatest(0, extract(epoch from due_at - now()) * 1000)::float8 as ms from timers
  where conversation_id = $1 order by due_at limit 1`;
const COUNT_DUE = `
  select count(*)::int as count from timers where conversation_id = $1 and due_at <= now()`;

/** @param model a folder of another house, whose model is good here too */
export async function openHouse(form: 'text' | 'keypad', model?: string): Promise<House> {
  await using stack = new AsyncDisposableStack();
  const { path: folder } = stack.use(temporaryFolder());
  const models = model === undefined ? '' : join(model, 'models');
  if (existsSync(models)) cpSync(models, join(folder, 'models'), { recursive: true });
  const receiver = stack.use(await startReceiver());
  const settings = readSettings({
    DATA_DIR: folder,
    PORT: '0',
    LOG_LEVEL: 'silent',
    NODE_ENV: 'test',
    CORPORA_POLL_MS: '0',
    BURST_WINDOW_MS: '0',
    MESSAGES_PER_MINUTE: '1000',
    MESSAGES_PER_MINUTE_ADDRESS: '100000',
    WEBHOOK_URL: receiver.url,
    WEBHOOK_SECRET: SECRET,
    WEBHOOK_FORM: form,
  });
  let assistant = await openAssistant(settings);
  stack.defer(() => assistant[Symbol.asyncDispose]());
  const settled = createWatch(() => assistant.database);
  const opened = stack.move();

  async function settle(conversationId: string, afterSeq: number): Promise<readonly Reply[]> {
    await settled(conversationId);
    const rows = await assistant.database.query<{
      seq: number;
      body: { activity: { text: string }; reason: Reason };
    }>(READ_REPLIES, [conversationId, afterSeq]);
    return rows.map(({ seq, body }) => ({ seq, text: body.activity.text, reason: body.reason }));
  }
  return {
    get url() {
      return assistant.url ?? '';
    },
    folder,
    receiver,
    settle,
    async passTime(conversationId, ms) {
      const { database } = assistant;
      for (let leftMs = ms; leftMs > 0; ) {
        const [next] = await database.query<{ ms: number }>(NEXT_DUE, [conversationId]);
        const stepMs = Math.min(leftMs, next?.ms ?? leftMs);
        await shift(database, conversationId, stepMs);
        leftMs -= stepMs;
        if (next === undefined || next.ms > stepMs) return;
        await until(async () => {
          const [due] = await database.query<{ count: number }>(COUNT_DUE, [conversationId]);
          return due?.count === 0;
        }, 'what was due to happen');
        await settle(conversationId, 0);
      }
    },
    async restart() {
      await assistant[Symbol.asyncDispose]();
      assistant = await openAssistant(settings);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
