/**
 * Sabotage: copies of the program, each with one promise's mechanism taken out. A harness that calls
 * them sound is worth nothing.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fault } from './plan.ts';
import type { Figures } from './report.ts';

const CHECKOUT = fileURLToPath(new URL('../', import.meta.url));

interface Replacement {
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly text: string;
  readonly by: string;
}

export interface Sabotage {
  readonly name: string;
  readonly replacements: readonly Replacement[];
  /** The faults that it takes to show; none where everyday traffic does. */
  readonly only: readonly Fault['action'][];
  /** Whether the figures tell what was taken out. */
  isCaught(figures: Figures): boolean;
}

/** As on a busy machine: what must not happen in between then does within seconds, not hours. */
const SLOWLY = 'await new Promise((resolve) => setTimeout(resolve, 20));';

export const SABOTAGES: readonly Sabotage[] = [
  {
    name: 'an entry is acknowledged before its work is committed, and nothing sweeps',
    replacements: [
      {
        file: 'src/pipeline/consumer.ts',
        text: 'const { later = [], failed = [] } = await handle(entries, stop.signal);',
        by: `await acknowledge(entries);
      const { later = [], failed = [] } = await handle(entries, stop.signal);`,
      },
      {
        file: 'src/pipeline/sweep.ts',
        text: 'const rings = await sweepOnce(database, doorbells);',
        by: 'const rings = 0;',
      },
    ],
    only: ['kill'],
    isCaught: ({ lost }) => lost > 0,
  },
  {
    name: 'a message that comes twice is kept twice',
    replacements: [
      {
        file: 'src/store/messages.ts',
        text: 'if (!found.known.has(key) && !fresh.has(key)) fresh.set(key, message);',
        by: 'if (!fresh.has(key)) fresh.set(key, message);',
      },
      {
        file: 'src/store/migrations/0001-conversations.sql',
        text: 'create unique index events_external',
        by: 'create index events_external',
      },
    ],
    only: [],
    isCaught: ({ doubled }) => doubled > 0,
  },
  {
    name: 'a turn lets go of its conversation before it writes',
    replacements: [
      {
        file: 'src/pipeline/turns.ts',
        text: 'const locked = await lockTurns(transaction, conversationsOf(entries), read);',
        by: `const locked = await database.transaction((first) => lockTurns(first, conversationsOf(entries), read));
        ${SLOWLY}
        const newest = await transaction.query<{ id: string; last_seq: number }>(
          'select id, last_seq from conversations where id = any($1::uuid[]) order by id for no key update',
          [locked.conversations.map((each) => each.conversationId)],
        );
        for (const each of locked.conversations)
          Object.assign(each, { lastSeq: newest.find(({ id }) => id === each.conversationId)?.last_seq });`,
      },
    ],
    only: [],
    isCaught: ({ doubled }) => doubled > 0,
  },
  {
    name: 'anybody sends to a conversation at any time',
    replacements: [
      {
        file: 'src/store/egress-leases.ts',
        text: `where l.owner is null
    or (`,
        by: 'where true or (',
      },
    ],
    only: [],
    isCaught: ({ repeats, repeatsBound }) => repeats > repeatsBound,
  },
  {
    name: 'a turn counts as handled what it has not read',
    replacements: [
      {
        file: 'src/store/decisions.ts',
        text: 'handledSeq: conversation.unhandled.at(-1)?.seq,',
        by: 'handledSeq: conversation.lastSeq,',
      },
      {
        file: 'src/pipeline/nlu.ts',
        text: 'const isFailed = isOf(failed);',
        by: `${SLOWLY}
      const isFailed = isOf(failed);`,
      },
    ],
    only: [],
    isCaught: ({ lost }) => lost > 0,
  },
];

const COPIED = ['src', 'channels', 'desk', 'dialogs', 'agents', 'knowledge', 'package.json'];

/** @throws when a replacement's text does not stand in its file exactly once: write it anew */
export function copySabotaged({ name, replacements }: Sabotage): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'guiche-sabotage-'));
  for (const each of COPIED) cpSync(join(CHECKOUT, each), join(path, each), { recursive: true });
  symlinkSync(join(CHECKOUT, 'node_modules'), join(path, 'node_modules'));
  for (const { file, text, by } of replacements) {
    const pieces = readFileSync(join(path, file), 'utf8').split(text);
    if (pieces.length !== 2)
      throw new Error(`“${name}” no longer applies: in ${file} its text stands ${pieces.length - 1} times`);
    writeFileSync(join(path, file), pieces.join(by));
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
