/** The same load, window and check for the program and for each contender. */
import type { Database } from '../../src/database.ts';
import { until } from '../../test/helpers/servers.ts';
import type { Outcome, Pace } from '../load/protocol.ts';
import type { BenchOptions } from '../options.ts';
import type { Load } from './load.ts';
import { type Cost, createMeter } from './meter.ts';
import { type Processes, rssMbOf } from './processes.ts';
import type { Servers } from './servers.ts';

/** Messages under way at the maximum. */
export const FULL: Pace = { inFlight: 768 };
export const PACED: Pace = { perSecond: 1_000 };
/** A colder window is 10 to 30 % slower: compilers and caches. */
const WARM_UP_MS = 6_000;
const RECORDED_WITHIN_MS = 15_000;

export interface Target {
  readonly webhookUrl: string;
  readonly processes: Processes;
}

export interface Measured {
  readonly outcome: Outcome;
  readonly cpuMs: Cost;
  readonly asked: Cost;
  /** Of the target's processes together, when the window ended. */
  readonly rssMb: number;
}

export interface Scene {
  readonly load: Load;
  readonly target: Target;
  /** None where the program is embedded. */
  readonly servers?: Servers;
  readonly options: BenchOptions;
  /** With what a message is done; its reply, where this is not said. */
  readonly until?: 'acknowledged' | 'answered';
  readonly onWindow?: (edge: 'start' | 'end') => void;
}

export async function measure(scene: Scene, pace: Pace): Promise<Measured> {
  const { load, target, servers, options, until: end = 'answered' } = scene;
  const meter = createMeter({ ...target.processes, ...servers?.processes, load: load.pid }, servers?.asked);
  const run = {
    url: target.webhookUrl,
    people: options.conversations,
    until: end,
    pace,
    warmUpMs: WARM_UP_MS,
    windowMs: options.seconds * 1_000,
  } as const;
  const outcome = await load.run(run, (edge) => {
    meter.note(edge);
    scene.onWindow?.(edge);
  });
  const rssMb = Object.values(target.processes)
    .map(rssMbOf)
    .reduce((sum, each) => sum + each, 0);
  return { outcome, rssMb, ...(await meter.perTurn(outcome.perSecond * options.seconds)) };
}

const COUNT = `select count(*) filter (where status = 'sent') as sent, count(*) as all from deliveries`;

/**
 * @param before deliveries that stood there before
 * @throws unless every reply that was heard is recorded as sent, and nothing is left to be done
 */
export async function checkRecorded(
  database: Database,
  before: number,
  measured: readonly Pick<Measured, 'outcome'>[],
): Promise<void> {
  const expected = measured.reduce((sum, { outcome }) => sum + outcome.answered, before);
  const isRecorded = async () => {
    const [row] = await database.query<{ sent: number; all: number }>(COUNT);
    return row?.sent === expected && row.all === expected;
  };
  await until(isRecorded, `${expected} deliveries to be recorded`, RECORDED_WITHIN_MS);
  const left = await database.query('select 1 from unhandled limit 1');
  if (left.length > 0) throw new Error('a conversation is left unhandled');
}
