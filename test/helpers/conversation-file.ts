/**
 * Conversations as their authors write them: `dialogs/<name>/conversations/<subject>.yml`. What may
 * stand there is told in docs/conversations.md; what is wrong is told with its file and line.
 */
import { globSync, readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { z } from 'zod';

const durationSchema = z.string().regex(/^\d+ (minute|hour|day)s?$/, 'must be as “20 days” or “45 minutes”');
const text = z.union([z.string(), z.number().transform(String)]).pipe(z.string().min(1));
const KINDS = {
  user: text,
  tap: text,
  key: text,
  bot: text,
  buttons: z.array(text).transform((titles) => titles.join(' | ')),
  wait: durationSchema,
  restart: z.literal('assistant'),
} as const;
export type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS).join(', ');

/** What the citizen does, what the assistant must say, and what happens besides. */
export interface ScriptLine {
  readonly kind: Kind;
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface Script {
  /** From the checkout's root. */
  readonly file: string;
  readonly line: number;
  readonly title: string;
  /** BCP 47 tag. */
  readonly language: string | undefined;
  readonly lines: readonly ScriptLine[];
}

const ROOT = new URL('../../', import.meta.url);

function readLine(node: unknown, whereOf: (node: unknown) => string, lineOf: (node: unknown) => number) {
  const [pair, ...others] = isMap(node) ? (node.items as Pair<Node, Node>[]) : [];
  const kind = isScalar(pair?.key) ? String(pair.key.value) : '';
  if (!pair || others.length > 0 || !(kind in KINDS))
    throw new Error(`${whereOf(node)}: a line is one of ${KIND_NAMES}, with its words after a colon.`);
  const result = KINDS[kind as Kind].safeParse(pair.value?.toJSON?.() ?? null);
  if (!result.success)
    throw new Error(`${whereOf(pair.key)}: ${kind}: ${result.error.issues[0]?.message ?? 'is not right'}.`);
  return { kind: kind as Kind, text: result.data, line: lineOf(pair.key) };
}

const headSchema = z.strictObject({
  title: z.string().min(1),
  language: z.string().optional(),
  lines: z.array(z.unknown()).min(1),
});

/** @throws Error with file, line and reason */
export function parseScripts(source: string, file: string): Script[] {
  const counter = new LineCounter();
  const document = parseDocument(source, { lineCounter: counter });
  const lineOf = (node: unknown) => counter.linePos((node as Node | null)?.range?.[0] ?? 0).line;
  const whereOf = (node: unknown) => `${file}:${lineOf(node)}`;
  const [error] = document.errors;
  if (error) throw new Error(`${file}:${error.linePos?.[0].line ?? 1}: ${error.message}`);
  if (!isSeq(document.contents)) throw new Error(`${file}:1: the file is a list of conversations.`);
  return document.contents.items.map((item) => {
    const head = headSchema.safeParse(isMap(item) ? item.toJSON() : undefined);
    if (!head.success || !isMap(item))
      throw new Error(`${whereOf(item)}: a conversation has a title, lines, and maybe a language.`);
    const lines = item.get('lines');
    if (!isSeq(lines)) throw new Error(`${whereOf(item)}: lines is a list.`);
    const { title, language } = head.data;
    const script = lines.items.map((line) => readLine(line, whereOf, lineOf));
    const [first] = script;
    if (first?.kind === 'bot' || first?.kind === 'buttons')
      throw new Error(`${file}:${first.line}: the citizen speaks first.`);
    return { file, line: lineOf(item), title, language, lines: script };
  });
}

/** Every conversation that stands next to a dialog, in the order of files and lines. */
export function findScripts(pattern = 'dialogs/*/conversations/*.yml'): Script[] {
  const files = globSync(pattern, { cwd: ROOT }).sort();
  return files.flatMap((file) => parseScripts(readFileSync(new URL(file, ROOT), 'utf8'), file));
}
