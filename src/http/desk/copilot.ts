/**
 * Co-pilot: what a person at the desk may be helped with. It is shown to them alone; nothing here sends
 * anything to anybody.
 */
import { z } from 'zod';
import { type SpokenCase, tellCases } from '../../desk/copilot/cases.ts';
import { checkDraft, FINDING_KINDS } from '../../desk/copilot/draft-check.ts';
import { findOpenQuestion, type LoggedEvent } from '../../desk/copilot/open-question.ts';
import { summarise } from '../../desk/copilot/summary.ts';
import { writeForModel } from '../../desk/copilot/transcript.ts';
import { writeSummary } from '../../desk/copilot/write-summary.ts';
import { AssistantError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Person, PersonRole } from '../../person.ts';
import type { CopilotQuestion, CopilotStep } from '../../trial.ts';
import { NDJSON, sendSteps } from '../steps.ts';
import { type DeskRoute, defineDeskRoute } from './route.ts';

export interface CopilotParts {
  readonly log: Log;
  /** Undefined where there is none that this person may see. */
  readLog(
    me: Person,
    conversationId: string,
  ): Promise<{ readonly locale: string; readonly events: readonly LoggedEvent[] } | undefined>;
  /** Case numbers in a text: twenty digits each. */
  findCaseNumbers(text: string): readonly string[];
  watch(question: CopilotQuestion, signal: AbortSignal): AsyncIterable<CopilotStep>;
}

const ALLOWED: readonly PersonRole[] = ['attendant', 'supervisor', 'admin'];
const LONGEST_DRAFT = 8_000;

const params = z.object({ id: z.uuid().describe('The conversation.') });
const caseSchema = z.object({
  number: z.string(),
  written: z.string().describe('0000832-35.2018.4.01.3202'),
  court: z.string().nullable().describe('TJSP; null where no court has that number.'),
});
const checkSchema = z.object({
  findings: z.array(
    z.object({
      kind: z.enum(FINDING_KINDS),
      start: z.int(),
      end: z.int(),
      instead: z.string().nullable().describe('What to say instead, or how.'),
    }),
  ),
  ease: z.int().nullable().describe('Ease of reading of Portuguese, 0 to 100 (Martins et al., 1996).'),
});

const textsOf = (events: readonly LoggedEvent[]): string[] =>
  events.flatMap(({ body }) => {
    if (body.type === 'message-received' && body.activity.type === 'message') return [body.activity.text];
    return body.type === 'reply-added' && body.by ? [body.activity.text] : [];
  });

function createReading({ readLog, findCaseNumbers }: CopilotParts) {
  const casesIn = (events: readonly LoggedEvent[]): readonly SpokenCase[] =>
    tellCases(textsOf(events).flatMap(findCaseNumbers));
  return {
    casesIn,
    /** @throws AssistantError `not-found` */
    async read(me: Person, conversationId: string) {
      const log = await readLog(me, conversationId);
      if (!log) throw new AssistantError('not-found', 'There is no such conversation.');
      return log;
    },
  };
}

async function* nothing(): AsyncGenerator<CopilotStep> {
  yield { step: 'ended' };
}

type Reading = ReturnType<typeof createReading>;

function createSuggestionRoutes({ log, watch }: CopilotParts, { read }: Reading): readonly DeskRoute[] {
  return [
    defineDeskRoute({
      method: 'GET',
      path: '/tickets/:id/copilot/suggestion',
      allowed: ALLOWED,
      summary: 'Suggest an answer from the documents',
      description:
        'To what the citizen waits to be told. Lines of JSON as they come: `partial` texts, then `answered` with ' +
        'citations, or `failed`; only `ended` where they wait for nothing. `staff` looks in internal documents too: ' +
        'for the person’s own eyes.',
      params,
      query: z.object({ audience: z.enum(['public', 'staff']).default('public') }),
      sends: NDJSON,
      async handle({ params: { id }, query: { audience }, me, reply }) {
        const { locale, events } = await read(me, id);
        const open = findOpenQuestion(events);
        const asked = open && ({ what: 'answer', ...open, audience, locale } as const);
        return sendSteps(reply, (signal) => (asked ? watch(asked, signal) : nothing()), log);
      },
    }),
  ];
}

function createSummaryRoutes({ log, watch }: CopilotParts, { read, casesIn }: Reading): readonly DeskRoute[] {
  return [
    defineDeskRoute({
      method: 'GET',
      path: '/tickets/:id/copilot/summary',
      allowed: ALLOWED,
      summary: 'Sum the conversation up',
      description: 'From the log alone, in the language of whoever asks.',
      params,
      answer: z.object({ text: z.string(), forModel: z.boolean() }),
      async handle({ params: { id }, me }) {
        const { events } = await read(me, id);
        const numbers = casesIn(events).map(({ number }) => number);
        return {
          text: writeSummary(summarise(events), me.locale),
          forModel: writeForModel(events, numbers) !== undefined,
        };
      },
    }),
    defineDeskRoute({
      method: 'GET',
      path: '/tickets/:id/copilot/model-summary',
      allowed: ALLOWED,
      summary: 'Have a model sum the conversation up',
      description:
        'Lines of JSON: `partial` texts, then `summarised`; only `ended` where there is no model, or it may not see ' +
        'the conversation because a court case is spoken of.',
      params,
      sends: NDJSON,
      async handle({ params: { id }, me, reply }) {
        const { events } = await read(me, id);
        const numbers = casesIn(events).map(({ number }) => number);
        const text = writeForModel(events, numbers);
        const asked =
          text === undefined ? undefined : ({ what: 'summary', text, locale: me.locale } as const);
        return sendSteps(reply, (signal) => (asked ? watch(asked, signal) : nothing()), log);
      },
    }),
  ];
}

function createCaseRoutes({ log, watch }: CopilotParts, { read, casesIn }: Reading): readonly DeskRoute[] {
  return [
    defineDeskRoute({
      method: 'GET',
      path: '/tickets/:id/copilot/cases',
      allowed: ALLOWED,
      summary: 'Court cases that are spoken of',
      params,
      answer: z.object({ cases: z.array(caseSchema) }),
      async handle({ params: { id }, me }) {
        const { events } = await read(me, id);
        return { cases: [...casesIn(events)] };
      },
    }),
    defineDeskRoute({
      method: 'GET',
      path: '/tickets/:id/copilot/case',
      allowed: ALLOWED,
      summary: 'The state of a court case that is spoken of',
      description: 'Asked of the court’s public data at this moment. Lines of JSON: `answered`, or `failed`.',
      params,
      query: z.object({ number: z.string().regex(/^\d{20}$/) }),
      sends: NDJSON,
      async handle({ params: { id }, query: { number }, me, reply }) {
        const { events } = await read(me, id);
        if (!casesIn(events).some((each) => each.number === number))
          throw new AssistantError('not-found', 'This case is not spoken of in the conversation.');
        const asked = { what: 'case', caseNumber: number, locale: me.locale } as const;
        return sendSteps(reply, (signal) => watch(asked, signal), log);
      },
    }),
  ];
}

const CHECK = defineDeskRoute({
  method: 'POST',
  path: '/copilot/check',
  allowed: ALLOWED,
  summary: 'Look through a draft: plain words, kindness, promises',
  description: 'By word lists and counts: no model sees it.',
  body: z.object({
    text: z.string().max(LONGEST_DRAFT),
    locale: z.string().max(35).default('pt-BR').describe('Of the citizen.'),
  }),
  answer: checkSchema,
  async handle({ body: { text, locale } }) {
    const { findings, ease } = checkDraft(text, locale);
    return { findings: [...findings], ease };
  },
});

/** All are about one conversation, but the check. */
export function createCopilotRoutes(parts: CopilotParts): readonly DeskRoute[] {
  const reading = createReading(parts);
  return [
    ...createSuggestionRoutes(parts, reading),
    ...createSummaryRoutes(parts, reading),
    ...createCaseRoutes(parts, reading),
    CHECK,
  ];
}
