/** Decisions over dialogs made for the purpose: what a turn is handed, and what is read from it. */
import type { InboundActivity } from '../../src/activity.ts';
import type { Dialog } from '../../src/dialog.ts';
import type { EventBody, StoredEvent } from '../../src/event.ts';
import * as assistant from '../../src/index.ts';
import { type DecideOptions, decide } from '../../src/pipeline/decide.ts';
import { createDialogLibrary } from '../../src/pipeline/dialog-library.ts';
import type { Certainty } from '../../src/recognizer.ts';
import { parseResponses } from '../../src/responses.ts';
import { type Conversation, INITIAL_STATE } from '../../src/turn.ts';
import type { MessageUnderstanding } from '../../src/understanding.ts';
import { PLAIN_POLICY } from './policy.ts';

const { ask, closeConversation, endHandoff, handOff, miss, pass, redirect, reply, replyWith, startTask } =
  assistant;

const DIALOGS: Readonly<Record<string, Dialog>> = {
  greeting: { courtesy: true, respond: () => [reply('hello')] },
  abilities: { courtesy: true, respond: () => [reply('menu')] },
  form: {
    pauses: true,
    respond: ({ input, state }) => {
      if (state === undefined || input.type === 'resumed') return [ask('question', { tries: 0 })];
      if (input.type === 'message' && /\d/.test(input.text))
        return [startTask('clerk', { number: input.text })];
      return [pass()];
    },
  },
  'talk-to-a-person': {
    interrupts: true,
    respond: ({ conversation, input }) => {
      if (input.type === 'choice' && input.value === 'back') return [endHandoff('citizen'), reply('back')];
      return conversation.status === 'waiting'
        ? [reply('in-queue')]
        : [reply('called'), handOff('geral', 'asked')];
    },
  },
  'ask-documentation': {
    respond: ({ input }) => {
      if (input.type === 'answered' && input.answer.activity)
        return [replyWith(input.answer.activity, input.taskId)];
      if (input.type === 'answered' || input.type === 'failed') return [redirect('fallback')];
      return [startTask('documentation', { question: input.type === 'message' ? input.text : '' })];
    },
  },
  fallback: {
    respond: ({ conversation }) => [miss(), reply(conversation.misses === 0 ? 'menu' : 'offer-person')],
  },
  circle: { respond: () => [redirect('circle')] },
  help: { respond: () => [reply('menu')] },
  register: { respond: ({ state }) => (state === undefined ? [ask('name', {})] : [reply('hello')]) },
  goodbye: { respond: () => [reply('bye'), closeConversation('goodbye')] },
};

const RESPONSES = `
hello: Olá!
question: Qual é o número?
name: Qual é o nome?
back: De volta.
in-queue: Na fila, protocolo {protocolNumber}.
called: Chamei uma pessoa.
menu: { text: Posso ajudar com isto., buttons: [{ title: Pessoa, dialog: talk-to-a-person }] }
offer-person: Quer uma pessoa?
bye: Até logo!
`;

export const library = createDialogLibrary(
  Object.entries(DIALOGS).map(([name, dialog]) => ({
    name,
    dialog,
    responses: new Map([
      ['pt-BR', parseResponses(RESPONSES, 'pt-BR')],
      ['en', parseResponses(RESPONSES.replace('Olá!', 'Hello!'), 'en')],
    ]),
  })),
);

export const means = (
  intent: string | null,
  certainty: Certainty = intent === null ? 'unknown' : 'sure',
): MessageUnderstanding => ({
  intent,
  confidence: intent === null ? 0 : 0.9,
  certainty,
  alternatives: [],
  entities: [],
  locale: 'pt-BR',
  decidedBy: 'test',
});

export const stored = (
  seq: number,
  body: EventBody,
  understanding: MessageUnderstanding | null = null,
): StoredEvent => ({
  conversationId: 'c',
  seq,
  body,
  understanding,
  createdAt: new Date(0),
});

const received = (activity: InboundActivity): EventBody => ({
  type: 'message-received',
  activity,
  channel: 'web',
  address: 'a',
});
export const says = (text: string, intent: string | null, more: Partial<MessageUnderstanding> = {}) =>
  stored(1, received({ type: 'message', text }), { ...means(intent), ...more });
export const taps = (value: string) =>
  stored(1, received({ type: 'choice', value, title: value }), means(null));
export const fires = (dialog: string) =>
  stored(1, { type: 'timer-fired', dialog, name: 'reminder', payload: {} });
export const ended = (dialog: string, text?: string) =>
  stored(1, {
    type: 'task-answered',
    taskId: 't1',
    agent: 'documentation',
    dialog,
    tookMs: 1,
    answer: {
      status: text === undefined ? 'unanswered' : 'answered',
      ...(text === undefined ? {} : { activity: { type: 'message', text } }),
      output: {},
      explanation: {},
    },
  });

export function converse(
  unhandled: readonly StoredEvent[],
  own: Partial<Omit<Conversation, 'unhandled'>> = {},
): Conversation {
  return {
    conversationId: 'c',
    contactId: 'p',
    protocolNumber: '263254839201576',
    channel: 'web',
    address: 'a',
    locale: 'pt-BR',
    status: 'open',
    isAttended: false,
    queue: null,
    state: INITIAL_STATE,
    lastSeq: 1,
    silentMs: 0,
    openTasks: [],
    unhandled: unhandled.map((event) => ({ ...event, ageMs: 0 })),
    ...own,
  };
}

export function turn(
  unhandled: readonly StoredEvent[],
  own: Parameters<typeof converse>[1] = {},
  options: Partial<DecideOptions> = {},
) {
  let tasks = 0;
  return decide(converse(unhandled, own), {
    library,
    policy: PLAIN_POLICY,
    silenceMs: 0,
    createTaskId: () => `task-${++tasks}`,
    policyOf: () => 'interrupt',
    placeOf: () => undefined,
    ...options,
  });
}

export const texts = (decision: ReturnType<typeof turn>) =>
  decision.events.flatMap((event) => (event.type === 'reply-added' ? [event.activity.text] : []));
export const rules = (decision: ReturnType<typeof turn>) =>
  decision.events.flatMap((event) => (event.type === 'reply-added' ? [event.reason.rule] : []));
export const inForm = { ...INITIAL_STATE, active: { dialog: 'form', state: { tries: 0 } } };
