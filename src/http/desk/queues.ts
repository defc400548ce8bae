/** The queues as everybody at the desk sees them: what they are called, whether they are open, what waits. */
import { z } from 'zod';
import { describeHours, findOpening, isOpen } from '../../opening-hours.ts';
import type { Queue, Queues } from '../../queues.ts';
import { type DeskRoute, defineDeskRoute } from './route.ts';

const figures = z.record(z.string(), z.number()).describe('By channel, and `default` for the others.');

const queueSchema = z.object({
  name: z.string(),
  titles: z.record(z.string(), z.string()).describe('By locale.'),
  skills: z.array(z.string()).readonly().describe('A person needs all of these.'),
  hours: z.string().describe('In words, in the language of whoever asks.'),
  isOpen: z.boolean(),
  opensAt: z.iso
    .datetime()
    .nullable()
    .describe('Null while it is open, and where nobody is there for two months.'),
  waiting: z.number().int().describe('Conversations that nobody has.'),
  oldestSince: z.iso.datetime().nullable().describe('Since when the first of them has waited.'),
  capacity: figures.describe('Conversations at once per person, by channel.'),
  silenceMs: z.number(),
  overflow: z.object({ afterMs: z.number(), to: z.string() }).nullable(),
  waitAlertMs: z.number().nullable(),
  callsBack: z.boolean(),
  sla: z.object({
    firstAnswerMs: figures.nullable(),
    nextAnswerMs: figures.nullable(),
    resolutionMs: z.number().nullable(),
    extensionMs: z.number().nullable(),
    onlyOpenHours: z.boolean().describe('Of what is shorter than a day; days are the calendar’s.'),
  }),
});

type QueueJson = z.output<typeof queueSchema>;
type Waiting = ReadonlyMap<string, { readonly waiting: number; readonly oldest: Date }>;

const toSla = ({ sla }: Queue): QueueJson['sla'] => ({
  firstAnswerMs: sla.firstAnswerMs ?? null,
  nextAnswerMs: sla.nextAnswerMs ?? null,
  resolutionMs: sla.resolutionMs ?? null,
  extensionMs: sla.extensionMs ?? null,
  onlyOpenHours: sla.onlyOpenHours,
});

function toJson(queue: Queue, waiting: Waiting, locale: string, now: Date): QueueJson {
  const { name, titles, skills, hours, capacity, silenceMs, overflow, waitAlertMs, callsBack } = queue;
  const found = waiting.get(name);
  return {
    name,
    titles,
    skills,
    hours: describeHours(hours, locale),
    isOpen: isOpen(now, hours),
    opensAt: findOpening(now, hours)?.toISOString() ?? null,
    waiting: found?.waiting ?? 0,
    oldestSince: found?.oldest.toISOString() ?? null,
    capacity,
    silenceMs,
    overflow: overflow ?? null,
    waitAlertMs: waitAlertMs ?? null,
    callsBack,
    sla: toSla(queue),
  };
}

/** @param countWaiting what nobody has, by queue */
export const createQueueRoutes = (
  queues: Queues,
  countWaiting: () => Promise<Waiting>,
): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'GET',
    path: '/queues',
    allowed: 'signed-in',
    summary: 'The queues in which citizens wait for people',
    answer: z.object({ queues: z.array(queueSchema) }),
    async handle({ me }) {
      const [waiting, now] = [await countWaiting(), new Date()];
      return { queues: [...queues.values()].map((queue) => toJson(queue, waiting, me.locale, now)) };
    },
  }),
];
