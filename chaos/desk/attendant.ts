/** Somebody at the desk: answers, gives on, gives back, takes; falls silent and vanishes, as the dice fall. */
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { LIVE_PATH, type StoryLine, type TicketView } from '../../src/desk.ts';
import type { TicketLine } from '../../src/ticket.ts';
import { createDice, type Dice } from '../dice.ts';
import { type Calls, createActionId, createCalls } from './calls.ts';
import { type DeskJournal, readQuestion, readReply, writeReply } from './journal.ts';

export interface AttendantOptions {
  readonly personId: string;
  readonly token: string;
  readonly seed: number;
  readonly gateways: readonly string[];
  readonly desk: DeskJournal;
  /** To whom they may give something on. */
  readonly colleagues: readonly string[];
  /** For the program, so much time has gone by since this person did anything; or since they were seen at all. */
  passTime(personId: string, ms: number, isUnseen: boolean): Promise<void>;
}

const SHORTEST_ROUND_MS = 100;
const LONGEST_ROUND_MS = 500;
const SILENT = 0.03;
const GONE = 0.03;
const GIVES_BACK = 0.06;
const GIVES_ON = 0.06;
const TAKES = 0.1;
/** Longer than any queue's `silence`, and than the time after which somebody is gone. */
const SILENCE_MS = 15 * 60_000;
const ABSENCE_MS = 60_000;
const LONGEST_REST_MS = 3_000;
/** The queue has, or had, it: somebody else may be at it now. */
const NO_LONGER_THEIRS: readonly number[] = [403, 404, 409, 422];

interface Question {
  readonly word: string;
  readonly seq: number;
}

/** What the citizen asked, and nobody has answered, in order. */
function findQuestions(story: readonly StoryLine[], conversationId: string): Question[] {
  const own = story.filter((line) => line.conversationId === conversationId);
  const answered = new Set(
    own.map(({ body }) => (body.from === 'person' ? readReply(body.activity.text)?.word : undefined)),
  );
  return own.flatMap(({ body, seq }) => {
    const text = body.from === 'citizen' && body.activity.type === 'message' ? body.activity.text : '';
    const word = readQuestion(text);
    return word === undefined || answered.has(word) ? [] : [{ word, seq }];
  });
}

const openWindow = (gateways: readonly string[], token: string, index: number) =>
  io(gateways[index % gateways.length] ?? '', {
    path: LIVE_PATH,
    transports: ['websocket'],
    reconnectionDelayMax: 500,
    extraHeaders: { authorization: `Bearer ${token}` },
  });

/** What somebody needs for their work. */
interface Shift extends AttendantOptions {
  readonly dice: Dice;
  readonly calls: Calls;
  readonly window: ReturnType<typeof openWindow>;
  readonly evening: AbortSignal;
  readonly end: AbortSignal;
}

const act = ({ calls, end }: Shift, path: string, body: object = {}) =>
  calls.act('POST', path, { actionId: createActionId(), ...body }, end);

const beThere = ({ calls, end }: Shift) =>
  calls.act('PUT', '/me/availability', { availability: 'available' }, end);

async function answer(shift: Shift, { conversationId }: TicketLine): Promise<void> {
  const { calls, desk, end, personId } = shift;
  const view = (await calls.read(`/tickets/${conversationId}`)) as TicketView | undefined;
  if (!view) return;
  for (const { word, seq } of findQuestions(view.story, conversationId)) {
    const actionId = createActionId();
    // It answers this question and none that comes after it.
    const wish = { actionId, text: writeReply(word, actionId), seen: seq };
    const { status, body } = await calls.act('POST', `/tickets/${conversationId}/reply`, wish, end);
    if (status < 300) desk.said.push({ personId, actionId, conversationId });
    else if (NO_LONGER_THEIRS.includes(status)) return;
    else desk.refusals.push(`a reply was refused with ${status} ${JSON.stringify(body)}`);
  }
}

async function attend(shift: Shift, ticket: TicketLine): Promise<void> {
  const { dice, evening, colleagues } = shift;
  const path = `/tickets/${ticket.conversationId}`;
  if (!evening.aborted && dice.chance(GIVES_BACK)) await act(shift, `${path}/return`);
  else if (!evening.aborted && dice.chance(GIVES_ON))
    await act(shift, `${path}/assign`, { personId: dice.pick(colleagues) });
  else if (ticket.awaitingSince !== null) await answer(shift, ticket);
}

/** What the dice do to people. */
async function strike(shift: Shift): Promise<void> {
  const { dice, window, personId, end } = shift;
  const isGone = dice.chance(GONE);
  if (!isGone && !dice.chance(SILENT)) return;
  if (isGone) window.disconnect();
  await shift.passTime(personId, isGone ? ABSENCE_MS : SILENCE_MS, isGone);
  await pause(dice.between(0, LONGEST_REST_MS), undefined, { signal: end });
  if (isGone) window.connect();
  await beThere(shift);
}

async function readTickets(calls: Calls, view: 'mine' | 'queues'): Promise<readonly TicketLine[]> {
  const page = (await calls.read(`/tickets?view=${view}`)) as { tickets: readonly TicketLine[] } | undefined;
  return page?.tickets ?? [];
}

async function workOn(shift: Shift): Promise<void> {
  const { dice, calls, evening } = shift;
  if (!evening.aborted) await strike(shift);
  for (const ticket of await readTickets(calls, 'mine')) await attend(shift, ticket);
  if (!dice.chance(TAKES)) return;
  // Whoever was taken for silent says that they are there.
  await beThere(shift);
  const [waiting] = (await readTickets(calls, 'queues')).filter(({ person }) => person === null);
  if (waiting) await act(shift, `/tickets/${waiting.conversationId}/take`);
}

/** @param evening from then on they only answer */
export async function liveAsAttendant(
  options: AttendantOptions,
  index: number,
  evening: AbortSignal,
  end: AbortSignal,
): Promise<void> {
  const { token, seed, gateways } = options;
  const dice = createDice(seed, 'attendant', index);
  const window = openWindow(gateways, token, index);
  const shift: Shift = { ...options, dice, calls: createCalls(gateways, dice, token), window, evening, end };
  try {
    await beThere(shift);
    for (;;) {
      await pause(dice.between(SHORTEST_ROUND_MS, LONGEST_ROUND_MS), undefined, { signal: end });
      await workOn(shift);
    }
  } finally {
    window.disconnect();
  }
}
