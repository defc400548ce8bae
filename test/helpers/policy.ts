/** A policy of the built-in steps alone, for tests with dialogs of their own. */
import { BUILT_IN_STEPS, type Policy } from '../../src/policy-rules.ts';
import type { Routing } from '../../src/routing.ts';
import { NO_SIGNALS } from '../../src/urgency.ts';

export const PLAIN_POLICY: Policy = {
  order: BUILT_IN_STEPS,
  roles: new Map(),
  hours: {
    timeZone: 'America/Sao_Paulo',
    spans: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, toMinute: 24 * 60 }],
    optionalHolidays: [],
    closedOn: [],
  },
  queues: ['geral'],
  missesBeforePerson: 2,
  readSignals: () => NO_SIGNALS,
};

/** That of a turn in which nothing special is said, while people are there. */
export const PLAIN_ROUTING: Routing = {
  handoff: undefined,
  queue: 'geral',
  urgency: undefined,
  priority: [],
  saidNow: [],
  opensAt: undefined,
  timeZone: 'America/Sao_Paulo',
  officeHours: 'todos os dias',
  place: undefined,
  callsBack: false,
  offersPerson: false,
  failures: 0,
};
