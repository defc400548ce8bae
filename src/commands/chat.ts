/**
 * `npm run chat`: talk to the assistant from the terminal, through the whole pipeline.
 *
 *   npm run chat                                    an embedded assistant on temporary data
 *   npm run chat -- --quiet                         without the line that tells how an answer came about
 *   npm run chat -- --url http://127.0.0.1:3000     a running one
 *   npm run chat -- --once "TEXT" --json            one question, its answer as one line of JSON
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs, styleText } from 'node:util';
import { openAssistant } from '../assistant.ts';
import type { Database } from '../database.ts';
import { describeError } from '../errors.ts';
import { formatProtocolNumber } from '../protocol-number.ts';
import { readSettings } from '../settings.ts';
import { readWorkings } from '../store/workings.ts';
import { describeIntent, describeWorkings } from './chat-workings.ts';

const WAIT_MS = 25_000;

interface Line {
  readonly seq: number;
  readonly from: 'citizen' | 'assistant' | 'system';
  readonly text: string;
  readonly buttons: readonly { readonly title: string }[];
  readonly citations: readonly { readonly mark: number; readonly title: string; readonly quote: string }[];
  readonly intent: string | null;
  readonly confidence: number | null;
  readonly dialog: string | null;
  readonly agent: string | null;
}

interface Kept {
  readonly protocolNumber: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly token: string;
}

async function request<T>(url: string, token: string | undefined, body?: object): Promise<T> {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as T & { error?: { message: string } };
  if (!response.ok) throw new Error(answer.error?.message ?? `HTTP ${response.status}`);
  return answer;
}

/** One turn: sends the text, and waits until the assistant has answered. */
async function converse(url: string, text: string, token: string | undefined) {
  const startedAt = performance.now();
  const kept = await request<Kept>(`${url}/api/v1/messages`, token, { text });
  const address = `${url}/api/v1/protocols/${kept.protocolNumber}?after=${kept.seq - 1}&waitMs=${WAIT_MS}`;
  const { lines } = await request<{ lines: readonly Line[] }>(address, kept.token);
  return { kept, lines, latencyMs: Math.round(performance.now() - startedAt) };
}

function print(lines: readonly Line[]): void {
  for (const line of lines.filter((each) => each.from !== 'citizen')) {
    process.stdout.write(`\n${line.from === 'system' ? `(${line.text})` : line.text}\n`);
    for (const { mark, title, quote } of line.citations)
      process.stdout.write(`  [${mark}] ${title}: “${quote}”\n`);
    if (line.buttons.length > 0) {
      process.stdout.write(`  ${line.buttons.map((button) => `[${button.title}]`).join(' ')}\n`);
    }
  }
}

async function askOnce(url: string, text: string, json: boolean): Promise<void> {
  const { kept, lines, latencyMs } = await converse(url, text, undefined);
  if (!json) return print(lines);
  const own = lines.find((line) => line.from === 'citizen');
  const answer = lines.find((line) => line.from === 'assistant');
  const result = {
    protocolNumber: kept.protocolNumber,
    conversationId: kept.conversationId,
    intent: own?.intent ?? null,
    confidence: own?.confidence ?? null,
    agent: answer?.agent ?? null,
    text: answer?.text ?? null,
    citations: answer?.citations ?? [],
    latencyMs,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

interface Place {
  readonly url: string;
  /** Of an assistant in this process; another one's log is not to be had. */
  readonly database?: Database;
}

/** How the answers to a message came about: all of it from the log, or what the API tells. */
async function explain(kept: Kept, lines: readonly Line[], database: Database | undefined): Promise<string> {
  if (database) return describeWorkings(await readWorkings(database, kept.conversationId, kept.seq - 1));
  const own = lines.find((line) => line.from === 'citizen');
  const answerers = lines.flatMap(({ dialog, agent }) =>
    dialog ? [`${dialog}/${agent ?? 'response'}`] : [],
  );
  return [describeIntent(own?.intent ?? null, own?.confidence ?? null), ...answerers].join(' · ');
}

async function talk({ url, database }: Place, quiet: boolean): Promise<void> {
  const terminal = createInterface({ input: process.stdin });
  const prompt = () => process.stdout.write('\n> ');
  let token: string | undefined;
  let protocolNumber: string | undefined;
  prompt();
  for await (const text of terminal) {
    if (text.trim() !== '') {
      const { kept, lines } = await converse(url, text, token);
      if (kept.protocolNumber !== protocolNumber) {
        process.stdout.write(`(protocolo ${formatProtocolNumber(kept.protocolNumber)})\n`);
      }
      ({ token, protocolNumber } = kept);
      print(lines);
      if (!quiet) process.stdout.write(`${styleText('dim', await explain(kept, lines, database))}\n`);
    }
    prompt();
  }
}

/** Those say where the data is, which a conversation for trying out must not touch. */
const ELSEWHERE: ReadonlySet<string> = new Set(['DATABASE_URL', 'REDIS_URL', 'ROLES', 'NODE_ENV']);

/**
 * An assistant of its own, on data that is gone afterwards; model server, agents and what was learnt are
 * the environment's.
 */
async function openTemporary(stack: AsyncDisposableStack): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'guiche-chat-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const { variables: all, DATA_DIR, MODELS_DIR = join(DATA_DIR, 'models') } = readSettings();
  const kept = Object.entries(all).filter(([name]) => !ELSEWHERE.has(name));
  const own = { PORT: '0', DATA_DIR: folder, MODELS_DIR, LOG_LEVEL: 'error' };
  const variables = { ...Object.fromEntries(kept), ...own };
  const { url, database } = stack.use(await openAssistant(readSettings(variables)));
  if (url === undefined) throw new Error('the assistant has no address');
  return { url, database };
}

const { values } = parseArgs({
  options: {
    once: { type: 'string' },
    url: { type: 'string' },
    json: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  },
});
try {
  await using stack = new AsyncDisposableStack();
  const place =
    values.url === undefined ? await openTemporary(stack) : { url: values.url.replace(/\/$/, '') };
  await (values.once === undefined
    ? talk(place, values.quiet)
    : askOnce(place.url, values.once, values.json));
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
