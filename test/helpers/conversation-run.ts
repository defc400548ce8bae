/** Has one conversation with the assistant, line by line, and says where it went another way. */
import type { Script, ScriptLine } from './conversation-file.ts';
import type { House, Reply } from './conversation-house.ts';
import type { Person, Taken } from './conversation-people.ts';
import { type Captures, fillCaptures, matchWords, type Shown } from './conversation-words.ts';
import { until } from './servers.ts';

export interface Said extends Reply {
  readonly shown: Shown;
}

/** What a citizen did, and what was said to it. */
export interface Exchange {
  readonly line: ScriptLine;
  readonly said: readonly Said[];
}

export interface Trial {
  readonly script: Script;
  /** Of the channel, for messages. */
  readonly form: string;
  readonly house: House;
  readonly person: Person;
  restart(): Promise<void>;
  /** What the citizen is held to have been told: what they read, mostly. */
  wordsOf(said: Said): string;
}

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function toMs(duration: string): number {
  const [count = '', unit = ''] = duration.split(' ');
  return Number(count) * (UNIT_MS[unit.replace(/s$/, '')] ?? Number.NaN);
}

const describeSaid = ({ shown, reason }: Said): string => {
  const buttons = shown.buttons.length > 0 ? `\n      [${shown.buttons.join('] [')}]` : '';
  const by = `${reason.dialog}/${reason.response ?? 'agent'}, rule ${reason.rule}`;
  return `${shown.text.replaceAll('\n', '\n      ')}${buttons}\n      (${by})`;
};

const describeExchange = ({ line, said }: Exchange): string =>
  [`${line.kind}: ${line.text}`, ...said.map((each) => `  bot: ${describeSaid(each)}`)].join('\n    ');

/** Where a conversation went another way. */
export class ConversationError extends Error {
  override readonly name = 'ConversationError';
  /** What went as it was told, and what did not. */
  readonly exchanges: readonly Exchange[];
  constructor(message: string, exchanges: readonly Exchange[]) {
    super(message);
    this.exchanges = exchanges;
  }
}

/** A conversation as far as it has come. */
interface Course {
  readonly exchanges: Exchange[];
  captures: Captures;
  /** Where to look for what is said next. */
  at: Taken | undefined;
  /** What was said and no line has told yet. */
  unread: readonly Said[];
  /** Whether any line has told what was said last. */
  isTold: boolean;
  /** What the newest line told; buttons are under it. */
  last: Said | undefined;
}

function fail({ script, form }: Trial, course: Course, { line }: ScriptLine, reason: string): never {
  const soFar = course.exchanges.map((each) => `    ${describeExchange(each)}`).join('\n');
  const where = `${script.file}:${line} “${script.title}” (${form})`;
  throw new ConversationError(`${where}: ${reason}\n  So far:\n${soFar}`, course.exchanges);
}

/** Waits until all is said, and has reached the citizen. */
async function listen(
  { house, person }: Trial,
  course: Course,
  line: ScriptLine,
  from: Taken,
): Promise<void> {
  const { conversationId, seq } = from;
  const replies = await house.settle(conversationId, seq);
  const said = await Promise.all(
    replies.map(async (reply) => {
      const shown = await until(() => person.heard(conversationId, reply.seq), `“${reply.text}” to arrive`);
      return { ...reply, shown };
    }),
  );
  course.exchanges.push({ line, said });
  course.at = { conversationId, seq: replies.at(-1)?.seq ?? seq };
  course.unread = said;
  course.last = said.at(-1);
  course.isTold = false;
}

function expectWords(trial: Trial, course: Course, line: ScriptLine): void {
  const [said, ...more] = course.unread;
  if (!said) fail(trial, course, line, `the assistant said nothing more; expected “${line.text}”`);
  const words = trial.wordsOf(said);
  const captures = matchWords(line.text, words, course.captures);
  if (!captures) fail(trial, course, line, `expected “${line.text}”\n  but the assistant said “${words}”`);
  Object.assign(course, { captures, unread: more, isTold: true, last: said });
}

function expectButtons(trial: Trial, course: Course, line: ScriptLine): void {
  const titles = course.last?.shown.buttons.join(' | ') ?? '';
  if (titles !== line.text)
    fail(trial, course, line, `expected the buttons ${line.text}\n  but there were ${titles || 'none'}`);
}

/** Whoever tells what the assistant answers tells all of it. */
function expectNoMore(trial: Trial, course: Course, line: ScriptLine): void {
  const [more] = course.isTold ? course.unread : [];
  if (more) fail(trial, course, line, `before this the assistant said one thing more: “${more.shown.text}”`);
}

async function take(trial: Trial, course: Course, line: ScriptLine): Promise<void> {
  const { house, person } = trial;
  switch (line.kind) {
    case 'user':
    case 'tap':
    case 'key': {
      const text = fillCaptures(line.text, course.captures);
      return listen(trial, course, line, await person.act({ kind: line.kind, text }));
    }
    case 'wait':
      if (!course.at) return fail(trial, course, line, 'nobody has said anything yet');
      await house.passTime(course.at.conversationId, toMs(line.text));
      return listen(trial, course, line, course.at);
    case 'restart':
      await trial.restart();
      return person.moveTo(house.url);
    case 'bot':
      return expectWords(trial, course, line);
    case 'buttons':
      return expectButtons(trial, course, line);
  }
}

/** @throws ConversationError with file, line, what was expected and what came */
export async function runScript(trial: Trial): Promise<readonly Exchange[]> {
  const course: Course = {
    exchanges: [],
    captures: new Map(),
    at: undefined,
    unread: [],
    isTold: false,
    last: undefined,
  };
  for (const line of trial.script.lines) {
    if (line.kind !== 'bot' && line.kind !== 'buttons') expectNoMore(trial, course, line);
    try {
      await take(trial, course, line);
    } catch (error) {
      if (error instanceof ConversationError) throw error;
      fail(trial, course, line, error instanceof Error ? error.message : String(error));
    }
  }
  const end = trial.script.lines.at(-1);
  if (end) expectNoMore(trial, course, end);
  return course.exchanges;
}
