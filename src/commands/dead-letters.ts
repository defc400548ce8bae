/**
 * `npm run dead-letters`: looks at what nobody could handle, and replays it once the cause is mended.
 * A client of a running assistant's API; OPERATOR_TOKEN must be the one that it has.
 *
 *   npm run dead-letters -- list [--replayed] [--after ID]   newest first
 *   npm run dead-letters -- show ID
 *   npm run dead-letters -- replay ID…                       or replay --all, oldest first
 *
 * `--url http://127.0.0.1:3000` names the assistant; `--json` prints one line of JSON. Ends with 1 when
 * something was refused.
 */
import { parseArgs } from 'node:util';
import { AssistantError, describeError } from '../errors.ts';
import { formatProtocolNumber } from '../protocol-number.ts';
import { readSettings } from '../settings.ts';

const USAGE =
  'usage: npm run dead-letters -- list [--replayed] [--after ID] | show ID | replay ID… | replay --all' +
  '  [--url http://127.0.0.1:3000] [--json]';
const REASON_LIMIT = 80;

interface Letter {
  readonly id: string;
  readonly stream: string;
  readonly reason: string;
  readonly attempts: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly conversationId: string | null;
  readonly protocolNumber: string | null;
  readonly seqs: readonly number[];
  readonly createdAt: string;
  readonly replayedAt: string | null;
}

interface Page {
  readonly letters: readonly Letter[];
  readonly next: string | null;
}

type Ask = <T>(path: string, method?: 'GET' | 'POST') => Promise<T>;

/** @throws Error that says, in a sentence, what the assistant has against it */
function createClient(url: string, token: string): Ask {
  return async <T>(path: string, method = 'GET') => {
    const address = `${url}/api/v1/dead-letters${path}`;
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(address, { method, headers }).catch((cause: unknown) => {
      throw new Error(`No assistant answers at ${url}`, { cause });
    });
    const answer = (await response.json().catch(() => ({}))) as T & { error?: { message: string } };
    if (response.ok) return answer;
    if (response.status === 401) throw new Error(`OPERATOR_TOKEN is not the one that ${url} has.`);
    if (response.status === 404 && path.startsWith('?'))
      throw new Error(`There are no dead letters to be seen at ${url}: set OPERATOR_TOKEN for its gateway.`);
    throw new Error(answer.error?.message ?? `HTTP ${response.status}`);
  };
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const printJson = (value: object): void => print(JSON.stringify(value));

/** Columns as wide as their widest cell; the last one is not filled up. */
function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows)
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

/** A reason may quote another server: what it holds beside letters is not for the terminal to obey. */
const toLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ');
const shorten = (text: string): string =>
  text.length > REASON_LIMIT ? `${text.slice(0, REASON_LIMIT - 1)}…` : text;
const toMoment = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')}Z`;
const toProtocol = (digits: string | null): string => (digits === null ? '-' : formatProtocolNumber(digits));

interface Flags {
  readonly json: boolean;
  readonly all: boolean;
  readonly replayed: boolean;
  readonly after: string | undefined;
}

const readPage = (ask: Ask, replayed: boolean, after: string | undefined): Promise<Page> =>
  ask(`?${new URLSearchParams({ replayed: String(replayed), ...(after === undefined ? {} : { after }) })}`);

async function list(ask: Ask, { json, replayed, after }: Flags): Promise<void> {
  const page = await readPage(ask, replayed, after);
  if (json) return printJson(page);
  if (page.letters.length === 0)
    return print(replayed ? 'No dead letter was replayed.' : 'No dead letter waits.');
  printTable([
    ['ID', 'WHEN', 'STREAM', 'PROTOCOL', 'REASON'],
    ...page.letters.map(({ id, createdAt, stream, protocolNumber, reason }) => [
      id,
      toMoment(createdAt),
      stream,
      toProtocol(protocolNumber),
      shorten(toLine(reason)),
    ]),
  ]);
  if (page.next !== null) print(`There are more: list${replayed ? ' --replayed' : ''} --after ${page.next}`);
}

async function show(ask: Ask, id: string, { json }: Flags): Promise<void> {
  const letter = await ask<Letter>(`/${encodeURIComponent(id)}`);
  if (json) return printJson(letter);
  printTable([
    ['id', letter.id],
    ['when', toMoment(letter.createdAt)],
    ['stream', letter.stream],
    ['reason', toLine(letter.reason)],
    ['attempts', String(letter.attempts)],
    ['protocol', toProtocol(letter.protocolNumber)],
    ['conversation', letter.conversationId ?? '-'],
    ['events', letter.seqs.join(', ') || '-'],
    ['entry', JSON.stringify(letter.fields)],
    ['replayed', letter.replayedAt === null ? 'no' : toMoment(letter.replayedAt)],
  ]);
}

/** Oldest first, so that what a citizen said is taken up in the order in which it was said. */
async function findWaiting(ask: Ask): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const { letters, next } = await readPage(ask, false, after);
    ids.push(...letters.map((letter) => letter.id));
    after = next ?? undefined;
  } while (after !== undefined);
  return ids.reverse();
}

/** Goes on past those that are refused. */
async function replay(ask: Ask, ids: readonly string[], { json, all }: Flags): Promise<void> {
  const replayed: { id: string; what: string }[] = [];
  const refused: { id: string; why: string }[] = [];
  for (const id of all ? await findWaiting(ask) : ids) {
    try {
      const { what } = await ask<{ what: string }>(`/${encodeURIComponent(id)}/replay`, 'POST');
      replayed.push({ id, what });
      if (!json) print(`${id}  ${what}`);
    } catch (error) {
      refused.push({ id, why: describeError(error) });
    }
  }
  if (refused.length > 0) process.exitCode = 1;
  if (json) return printJson({ replayed, refused });
  if (replayed.length + refused.length === 0) print('No dead letter waits.');
  for (const { id, why } of refused) process.stderr.write(`${id}  not replayed: ${why}\n`);
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      json: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      replayed: { type: 'boolean', default: false },
      after: { type: 'string' },
    },
  });
  const [action, ...ids] = positionals;
  const { url, json, all, replayed, after } = values;
  return { action, ids, url, flags: { json, all, replayed, after } };
}

async function run(): Promise<void> {
  const { action, ids, url, flags } = readArguments();
  const { OPERATOR_TOKEN, PORT } = readSettings();
  if (OPERATOR_TOKEN === undefined)
    throw new AssistantError(
      'configuration',
      'Set OPERATOR_TOKEN to the one that the running assistant has.',
    );
  const ask = createClient(url?.replace(/\/$/, '') ?? `http://127.0.0.1:${PORT}`, OPERATOR_TOKEN);
  const [id] = ids;
  if (action === 'list' && id === undefined) return list(ask, flags);
  if (action === 'show' && id !== undefined && ids.length === 1) return show(ask, id, flags);
  if (action === 'replay' && flags.all === (id === undefined)) return replay(ask, ids, flags);
  throw new AssistantError('invalid-request', USAGE);
}

try {
  await run();
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
