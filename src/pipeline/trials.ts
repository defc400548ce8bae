/**
 * Trials: questions that people of the house watch being answered, in whichever process plays the role. One takes
 * it from a stream, and tells its steps on a topic of the trial's own. Lost with a process that dies:
 * somebody sits before it, and asks again.
 */
import { EventEmitter, on } from 'node:events';
import { describeError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { Entry, Stream } from '../stream.ts';
import type { AskedAt, ToldAt } from '../trial.ts';
import { startConsumer } from './consumer.ts';

const streamOf = (desk: keyof AskedAt): string => `trials:${desk}`;
const topicOf = (trialId: string): string => `trial:${trialId}`;
const CALLED_OFF = 'trials-called-off';

/** Citizens come first. */
const MOST_AT_ONCE = 2;
const AGAIN_MS = 500;
/** Nobody waits for one that is older. */
const TAKEN_WITHIN_MS = 10_000;
/** Longer than an agent may take. */
const SILENCE_MS = 90_000;

export interface Trials {
  /** Its steps as they come, the last `ended` or `failed`. @param signal calls it off */
  watch<Desk extends keyof AskedAt>(
    desk: Desk,
    question: AskedAt[Desk],
    signal: AbortSignal,
  ): AsyncGenerator<ToldAt[Desk]>;
}

type Desk = keyof AskedAt;
type Step = ToldAt[Desk];

const failed = (error: string, nobody = false) => ({ step: 'failed', nobody, error }) as const;

/** Yields what is emitted, until nothing comes for so long. @throws when the signal aborts */
async function* readSteps<Told extends Step>(
  steps: EventEmitter,
  takenWithinMs: number,
  signal: AbortSignal,
): AsyncGenerator<Told | ReturnType<typeof failed>> {
  const silence = new AbortController();
  const give = (afterMs: number) => setTimeout(() => silence.abort(), afterMs);
  let taken = false;
  let timer = give(takenWithinMs);
  try {
    for await (const [step] of on(steps, 'step', { signal: AbortSignal.any([signal, silence.signal]) })) {
      clearTimeout(timer);
      timer = give(SILENCE_MS);
      taken = true;
      yield step as Told;
      if (step.step === 'ended' || step.step === 'failed') return;
    }
  } catch (error) {
    if (signal.aborted || !silence.signal.aborted) throw error;
    yield failed(taken ? 'Nothing more came of it.' : 'No process took it.', !taken);
  } finally {
    clearTimeout(timer);
  }
}

/** @param takenWithinMs longest wait for somebody to take it */
export function createTrials(stream: Stream, takenWithinMs = TAKEN_WITHIN_MS): Trials {
  return {
    async *watch(desk, question, signal) {
      const trialId = crypto.randomUUID();
      const steps = new EventEmitter();
      await using _subscription = await stream.subscribe(topicOf(trialId), (step) =>
        steps.emit('step', step),
      );
      // Listens before it is asked for: the first step may come at once.
      const reading = readSteps<ToldAt[typeof desk]>(steps, takenWithinMs, signal);
      const first = reading.next();
      first.catch(() => undefined);
      const fields = { trialId, askedAt: String(Date.now()), question: JSON.stringify(question) };
      try {
        await stream.append(streamOf(desk), [fields]);
        const { value, done } = await first;
        if (done) return;
        yield value;
        yield* reading;
      } finally {
        await stream.publish(CALLED_OFF, { trialId });
      }
    },
  };
}

export interface TrialOptions<Desk extends keyof AskedAt> {
  readonly stream: Stream;
  readonly log: Log;
  readonly desk: Desk;
  /** In one process; few where left out. */
  readonly mostAtOnce?: number;
  /** Tells each step. What it throws is told as `failed`. */
  run(question: AskedAt[Desk], tell: (step: ToldAt[Desk]) => void, signal: AbortSignal): Promise<void>;
}

/** Told in their order, one after the other. Never rejects. */
function createTeller(stream: Stream, trialId: string, log: Log) {
  let telling = Promise.resolve();
  const publish = (step: Step) =>
    stream.publish(topicOf(trialId), { ...step } as unknown as JsonObject).catch((error: unknown) => {
      log.warn({ trialId, error: describeError(error) }, 'a step of a trial was not told');
    });
  return {
    tell(step: Step): void {
      telling = telling.then(() => publish(step));
    },
    told: (): Promise<void> => telling,
  };
}

const isOverdue = ({ fields }: Entry): boolean =>
  Date.now() - Number(fields['askedAt'] ?? 0) > TAKEN_WITHIN_MS;

/** Never rejects. */
async function work<Desk extends keyof AskedAt>(
  { fields }: Entry,
  options: TrialOptions<Desk>,
  signal: AbortSignal,
): Promise<void> {
  const { trialId = '', question = '' } = fields;
  const { tell, told } = createTeller(options.stream, trialId, options.log);
  try {
    await options.run(JSON.parse(question) as AskedAt[Desk], tell, signal);
    tell({ step: 'ended' });
  } catch (error) {
    if (!signal.aborted) options.log.warn({ trialId, error: describeError(error) }, 'a trial failed');
    tell(failed(describeError(error)));
  }
  await told();
}

/** Takes trials at that desk. */
export async function takeTrials<Desk extends keyof AskedAt>(
  options: TrialOptions<Desk>,
): Promise<AsyncDisposable> {
  const { stream, log, desk, mostAtOnce = MOST_AT_ONCE } = options;
  const running = new Map<string, AbortController>();
  const underWay = new Set<Promise<void>>();
  const calls = await stream.subscribe(CALLED_OFF, ({ trialId }) => running.get(String(trialId))?.abort());

  function begin(entry: Entry): void {
    const { trialId = '' } = entry.fields;
    const abort = new AbortController();
    running.set(trialId, abort);
    const working = work(entry, options, abort.signal).finally(() => {
      running.delete(trialId);
      underWay.delete(working);
    });
    underWay.add(working);
  }

  const consumer = startConsumer({
    stream,
    log,
    name: streamOf(desk),
    batch: 1,
    concurrency: 1,
    attempts: 1,
    // Acknowledged when it is begun: run twice, its steps would be told twice.
    async handle(entries) {
      const wanted = entries.filter((entry) => !isOverdue(entry));
      const places = mostAtOnce - running.size;
      for (const entry of wanted.slice(0, places)) begin(entry);
      return { later: wanted.slice(places).map((entry) => ({ entry, delayMs: AGAIN_MS })) };
    },
    async bury() {},
  });
  return {
    async [Symbol.asyncDispose]() {
      await consumer[Symbol.asyncDispose]();
      for (const abort of running.values()) abort.abort();
      await Promise.all(underWay);
      await calls[Symbol.asyncDispose]();
    },
  };
}
