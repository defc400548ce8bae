/** Waiting words: what a citizen who waits for a person is told of the queue. Pure. */
import type { WaitingPlace } from './queues.ts';
import { fillPlaces } from './responses.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** From here on in hours. */
const IN_HOURS_MS = 2 * HOUR_MS;

/** Nobody waits "17 minutes": the longer, the rounder; [up to, in steps of]. */
const STEPS: readonly (readonly [belowMs: number, stepMs: number])[] = [
  [10 * MINUTE_MS, MINUTE_MS],
  [30 * MINUTE_MS, 5 * MINUTE_MS],
  [IN_HOURS_MS, 10 * MINUTE_MS],
  [Number.POSITIVE_INFINITY, HOUR_MS],
];

const stepOf = (ms: number): number => STEPS.find(([below]) => ms < below)?.[1] ?? HOUR_MS;

/** Rounded outwards, so that what is said is no surer than what is known. */
export function roundEstimate({ lowMs, highMs }: NonNullable<WaitingPlace['estimate']>) {
  const [low, high] = [stepOf(lowMs), stepOf(highMs)];
  return {
    lowMs: Math.floor(lowMs / low) * low,
    highMs: Math.max(MINUTE_MS, Math.ceil(highMs / high) * high),
  };
}

function describeLength(ms: number, locale: string): string {
  const inHours = ms >= IN_HOURS_MS;
  const format = { style: 'unit', unit: inHours ? 'hour' : 'minute', unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(locale, { ...format, maximumFractionDigits: 0 }).format(
    ms / (inHours ? HOUR_MS : MINUTE_MS),
  );
}

/** The texts of `dialogs/talk-to-a-person`, by their key. */
export type FindWords = (key: string) => string;

function describeEstimate(
  estimate: NonNullable<WaitingPlace['estimate']>,
  locale: string,
  words: FindWords,
): string {
  const { lowMs, highMs } = roundEstimate(estimate);
  const high = describeLength(highMs, locale);
  if (lowMs === 0) return fillPlaces(words('estimate-under'), { high });
  const isSameUnit = lowMs >= IN_HOURS_MS === highMs >= IN_HOURS_MS;
  const low = isSameUnit ? String(lowMs / (lowMs >= IN_HOURS_MS ? HOUR_MS : MINUTE_MS)) : undefined;
  return fillPlaces(words('estimate'), { low: low ?? describeLength(lowMs, locale), high });
}

/** Said aloud, an ordinal is a number. */
export interface PlaceWords {
  readonly text: string;
  readonly speak: string;
}

/** "Você está em 3º lugar na fila. A espera costuma ser de 4 a 9 minutos." */
export function describePlace(
  { position, estimate }: WaitingPlace,
  locale: string,
  words: FindWords,
): PlaceWords {
  const length = estimate === undefined ? '' : ` ${describeEstimate(estimate, locale, words)}`;
  const say = (key: string) => `${fillPlaces(words(key), { position })}${length}`;
  return position === 1
    ? { text: say('place-next'), speak: say('place-next') }
    : { text: say('place'), speak: say('place-spoken') };
}
