/** What the agent leaves with its question. Another process may go on with it. */
import { z } from 'zod';
import type { JsonObject } from '#assistant';

const tries = z.int().min(0).default(0);
const stateSchema = z.discriminatedUnion('step', [
  /** The number is awaited. `pieces`: its digits so far. */
  z.object({ step: z.literal('number'), pieces: z.string().regex(/^\d*$/).default(''), tries }),
  /** A case was shown. `olderThan`: the moment of the oldest movement shown. */
  z.object({
    step: z.literal('case'),
    caseNumber: z.string().regex(/^\d{20}$/),
    instance: z.string().optional(),
    olderThan: z.string().optional(),
    tries,
  }),
]);
export type State = z.output<typeof stateSchema>;
export type CaseState = Extract<State, { step: 'case' }>;

/** A state of another form is none: the number is asked for again. */
export const readState = (state: JsonObject | undefined): State | undefined =>
  stateSchema.safeParse(state).data;
