/** The board, and what stands of the alerts: for those who look after the desk, and those who audit it. */
import { z } from 'zod';
import { ALERT_KINDS } from '../../desk/alerts.ts';
import type { DeskAlert } from '../../desk.ts';
import { SEES_ALL } from '../../person.ts';
import type { Board } from '../../supervision.ts';
import { type DeskRoute, defineDeskRoute } from './route.ts';
import { availabilitySchema } from './schemas.ts';
import { partSchema, personNameSchema } from './supervision-schemas.ts';

const moment = z.iso.datetime();
const count = z.number().int();

const queueSchema = z.object({
  queue: z.string(),
  titles: z.record(z.string(), z.string()).describe('By locale.'),
  isOpen: z.boolean(),
  waiting: count.describe('Nobody has them yet.'),
  oldestSince: moment.nullable(),
  active: count.describe('Somebody has them.'),
  people: z.object({ available: count, busy: count, online: count }).describe('Of those who serve it.'),
  today: z.object({ came: count, ended: count.describe('Of those that came today.') }),
  answeredInTarget: partSchema.nullable().describe('First answers of today in time; null: none is promised.'),
  terms: z.object({ due: count, broken: count }).describe('Running: four fifths gone, and past.'),
  estimate: partSchema.describe('Waits of today within what was told of them.'),
});

const personSchema = personNameSchema.extend({
  availability: availabilitySchema,
  isOnline: z.boolean(),
  seenAt: moment.nullable(),
  queues: z.array(z.string()).readonly(),
  active: count,
  activeByChannel: z.record(z.string(), z.number()),
  awaitedSince: moment.nullable().describe('Since when the citizen who waits longest for their words does.'),
});

const boardSchema = z.object({
  at: moment,
  queues: z.array(queueSchema).readonly(),
  people: z.array(personSchema).readonly(),
});

const alertSchema = z.object({
  alertId: z.uuid(),
  kind: z.enum(ALERT_KINDS),
  ticketId: z.uuid().nullable(),
  conversationId: z.uuid().nullable(),
  queue: z.string(),
  at: moment,
  clock: z.string().nullable().describe('Of `sla-…`: first-answer, next-answer, resolution.'),
});

/** Where the board is read. */
export interface BoardPlace {
  readBoard(): Promise<Board>;
  readAlerts(): Promise<readonly DeskAlert[]>;
}

export const createBoardRoutes = (place: BoardPlace): readonly DeskRoute[] => [
  defineDeskRoute({
    method: 'GET',
    path: '/board',
    allowed: SEES_ALL,
    summary: 'How queues and people stand at this moment',
    description: 'At most a second old; the figures of today at most ten.',
    answer: boardSchema,
    handle: () => place.readBoard(),
  }),
  defineDeskRoute({
    method: 'GET',
    path: '/alerts',
    allowed: SEES_ALL,
    summary: 'What stands of the alerts, newest first',
    description: 'The 200 newest. Each is told once by the socket when it begins.',
    answer: z.object({ alerts: z.array(alertSchema).readonly() }),
    handle: async () => ({ alerts: await place.readAlerts() }),
  }),
];
