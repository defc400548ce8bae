/** One run of load: warm-up, window, and a wait for what is still on its way. */
import { setTimeout as pause } from 'node:timers/promises';
import { percentile, round } from '../parts/figures.ts';
import { createPeople, type Heard, type People } from './people.ts';
import type { Outcome, Run } from './protocol.ts';
import { TEXTS } from './script.ts';
import { createSender, type Sender } from './sender.ts';

const LAST_REPLIES_WITHIN_MS = 60_000;
const TICK_MS = 1;

/** What was done in the window, and how long it took. */
function createTimes(startAt: number, endAt: number) {
  const acknowledged: number[] = [];
  const done: number[] = [];
  const within = (at: number) => at >= startAt && at < endAt;
  return {
    acknowledged,
    done,
    note(list: number[], dueAt: number, isPaced: boolean): void {
      const now = performance.now();
      // At a fixed rate a message belongs to the window it was due in, however late its end.
      if (within(isPaced ? dueAt : now)) list.push(now - dueAt);
    },
  };
}

type Times = ReturnType<typeof createTimes>;

interface Parts {
  readonly run: Run;
  readonly people: People;
  readonly sender: Sender;
  readonly times: Times;
  readonly counts: { sent: number; accepted: number; refused: number; firstRefusal: string | null };
}

const RUN_ID = crypto.randomUUID().slice(0, 8);
let messages = 0;

/** Calls `onDone` once the message is acknowledged or answered, as the run asks, or was refused. */
function say({ run, people, sender, times, counts }: Parts, dueAt: number, onDone: () => void): void {
  const address = people.next();
  const text = TEXTS[messages % TEXTS.length] ?? '';
  const isPaced = 'perSecond' in run.pace;
  const finish = () => {
    times.note(times.done, dueAt, isPaced);
    onDone();
  };
  counts.sent++;
  people.await(address, text, run.until === 'answered' ? finish : () => undefined);
  sender.send(`${RUN_ID}-${messages++}`, address, text).then(
    () => {
      counts.accepted++;
      times.note(times.acknowledged, dueAt, isPaced);
      if (run.until === 'answered') return;
      people.forget(address);
      finish();
    },
    (error: Error) => {
      counts.refused++;
      counts.firstRefusal ??= error.message;
      people.forget(address);
      onDone();
    },
  );
}

function writeAndWait(parts: Parts, inFlight: number, endAt: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const next = () => (performance.now() < endAt ? say(parts, performance.now(), next) : resolve());
  for (let person = 0; person < inFlight; person++) next();
  return promise;
}

/** Each message is due at a moment of its own, and late from then on, however long the ones before take. */
async function writeAtRate(parts: Parts, perSecond: number, startAt: number, endAt: number): Promise<void> {
  const dueAt = (index: number) => startAt + (index * 1_000) / perSecond;
  for (let index = 0; dueAt(index) < endAt; ) {
    while (dueAt(index) <= performance.now() && dueAt(index) < endAt)
      say(parts, dueAt(index++), () => undefined);
    await pause(TICK_MS);
  }
}

function judge({ run, people, times, counts }: Parts): Outcome {
  const acknowledged = times.acknowledged.sort((one, two) => one - two);
  const done = times.done.sort((one, two) => one - two);
  return {
    perSecond: round((done.length * 1_000) / run.windowMs),
    acknowledgedP50Ms: percentile(acknowledged, 0.5),
    acknowledgedP99Ms: percentile(acknowledged, 0.99),
    p50Ms: percentile(done, 0.5),
    p99Ms: percentile(done, 0.99),
    maxMs: percentile(done, 1),
    ...counts,
    ...people.verdict,
    lost: run.until === 'answered' ? people.waitingCount() : 0,
  };
}

/** @param hearThrough where this run's people hear from the provider */
export async function runLoad(
  run: Run,
  hearThrough: (hear: (heard: Heard) => void) => void,
  onWindow: (edge: 'start' | 'end') => void,
): Promise<Outcome> {
  const beginAt = performance.now();
  const startAt = beginAt + run.warmUpMs;
  const endAt = startAt + run.windowMs;
  const people = createPeople(run.people);
  // Whoever only waits for acknowledgements writes on before the reply: nothing is to be learned from it.
  hearThrough(run.until === 'answered' ? people.hear : () => undefined);
  const parts: Parts = {
    run,
    people,
    sender: createSender(run.url),
    times: createTimes(startAt, endAt),
    counts: { sent: 0, accepted: 0, refused: 0, firstRefusal: null },
  };
  setTimeout(() => onWindow('start'), run.warmUpMs);
  setTimeout(() => onWindow('end'), run.warmUpMs + run.windowMs);
  await ('inFlight' in run.pace
    ? writeAndWait(parts, run.pace.inFlight, endAt)
    : writeAtRate(parts, run.pace.perSecond, beginAt, endAt));
  const giveUpAt = performance.now() + LAST_REPLIES_WITHIN_MS;
  const isOver = () =>
    (people.waitingCount() === 0 && performance.now() > endAt) || performance.now() > giveUpAt;
  while (!isOver()) await pause(20);
  await parts.sender.close();
  return judge(parts);
}
