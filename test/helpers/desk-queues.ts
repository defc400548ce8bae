/** Queues for tests of the desk. */
import type { OpeningHours } from '../../src/opening-hours.ts';
import type { Queue, Queues, SlaTargets } from '../../src/queues.ts';

/** Day and night, but for national holidays: tests that run now must not lean on it. */
export const ALWAYS_OPEN_HOURS: OpeningHours = {
  timeZone: 'America/Sao_Paulo',
  spans: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, toMinute: 1_440 }],
  optionalHolidays: [],
  closedOn: [],
};

/** From Monday to Friday, 8:00 to 18:00. */
export const OFFICE_HOURS: OpeningHours = {
  ...ALWAYS_OPEN_HOURS,
  spans: [{ weekdays: [1, 2, 3, 4, 5], fromMinute: 480, toMinute: 1_080 }],
};

type Wishes = Partial<Omit<Queue, 'sla'>> & { readonly sla?: Partial<SlaTargets> };

export const createQueue = (name: string, { sla, ...wishes }: Wishes = {}): Queue => ({
  name,
  titles: { 'pt-BR': name, en: name, es: name },
  skills: [],
  hours: ALWAYS_OPEN_HOURS,
  capacity: { default: 4 },
  silenceMs: 300_000,
  sla: { onlyOpenHours: true, ...sla },
  callsBack: false,
  ...wishes,
});

export const toQueues = (...queues: readonly Queue[]): Queues =>
  new Map(queues.map((queue) => [queue.name, queue]));
