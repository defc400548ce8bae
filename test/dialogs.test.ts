/** What every dialog of the folder does with an input, and the agent that one of them asks. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import protocolsAgent from '../agents/protocols/agent.ts';
import { findEntities } from '../src/entities.ts';
import {
  type AgentContext,
  type Dialog,
  type DialogInput,
  type DialogTurn,
  type Effect,
  formatProtocolNumber,
  type JsonObject,
  type ProtocolStatus,
  TIME_ZONE,
} from '../src/index.ts';
import { createProtocolNumber } from '../src/protocol-number.ts';
import { parseResponses } from '../src/responses.ts';
import { means } from './helpers/decisions.ts';
import { PLAIN_ROUTING } from './helpers/policy.ts';

const FOLDER = new URL('../dialogs/', import.meta.url);

async function loadDialog(name: string): Promise<Dialog> {
  const module: { default: Dialog } = await import(new URL(`${name}/dialog.ts`, FOLDER).href);
  return module.default;
}

const MINE = createProtocolNumber(new Date('2026-09-11T12:00:00Z'));
const OLD = createProtocolNumber(new Date('2026-07-01T12:00:00Z'));
/** The task whose answer was said last. */
const ANSWERED = '019a0000-0000-7000-8000-000000000001';
const WRONG_DIGIT = `${MINE.slice(0, 14)}${(Number(MINE[14]) + 1) % 10}`;

const NOW = new Date('2026-11-21T12:00:00Z');
const says = (text: string): DialogInput => {
  const entities = findEntities(text, { locale: 'pt-BR', now: NOW, timeZone: TIME_ZONE });
  return { type: 'message', text, understanding: { ...means(null), entities } };
};
const taps = (value: string): DialogInput => ({ type: 'choice', value, title: value });
const timer = (name: string): DialogInput => ({ type: 'timer', name, payload: {} });
const redirected: DialogInput = { type: 'redirected', from: 'another-dialog' };
const failed: DialogInput = { type: 'failed', agent: 'agent', taskId: 'task' };
const answered = (output: JsonObject): DialogInput => ({
  type: 'answered',
  agent: 'protocols',
  taskId: 'task',
  answer: { status: 'answered', output: { protocolNumber: MINE, ...output }, explanation: {} },
});
const found = (status: string): DialogInput =>
  answered({
    found: true,
    status,
    openedAt: '2026-09-12T01:30:00.000Z',
    lastEventAt: '2026-09-14T17:05:00.000Z',
  });
const answer = { output: {}, explanation: {} };
const activity = { type: 'message', text: 'A poda é gratuita. [1]' } as const;
const documents = { type: 'answered', agent: 'documentation', taskId: 'task' } as const;
const withText: DialogInput = { ...documents, answer: { ...answer, status: 'answered', activity } };
const withoutText: DialogInput = { ...documents, answer: { ...answer, status: 'answered' } };
const unanswered: DialogInput = { ...documents, answer: { ...answer, status: 'unanswered' } };

type Situation = Partial<DialogTurn['conversation']> & {
  readonly state?: JsonObject;
  readonly routing?: Partial<DialogTurn['routing']>;
};
const waiting: Situation = { status: 'waiting' };
const inDanger = {
  urgency: { kind: 'risk-to-life', danger: 'suicide', words: 'quero morrer' },
  handoff: { queue: 'geral', reason: 'risk-to-life' },
} as const;
/** Was asked how it was. */
const leaving: Situation = { state: {} };
const asked = (tries: number): Situation => ({
  state: { values: {}, asking: 'number', tries, pieces: [], askedAt: NOW.toISOString() },
});

function turnOf(input: DialogInput, { state, routing, ...facts }: Situation = {}): DialogTurn {
  const conversation = {
    protocolNumber: MINE,
    locale: 'pt-BR',
    channel: 'web',
    status: 'open',
    silentMs: 0,
    misses: 0,
    now: NOW,
    lastAnswer: ANSWERED,
    inProgress: undefined,
    isAttended: false,
  } as const;
  return {
    dialog: 'x',
    input,
    state,
    conversation: { ...conversation, ...facts },
    routing: { ...PLAIN_ROUTING, ...routing },
    memory: undefined,
    options: [],
    wording: () => undefined,
  };
}

/** An effect in the few words that matter to a citizen: `reply hello`, `hand-off geral`, `pass`. */
function inShort(effect: Effect): string {
  switch (effect.type) {
    case 'reply':
    case 'ask':
      return `${effect.type} ${effect.response}`;
    case 'reply-activity':
      return `say ${effect.activity.text}`;
    case 'start-task':
      return `task ${effect.agent} ${JSON.stringify(effect.input)}`;
    case 'hand-off':
      return `hand-off ${effect.queue}`;
    case 'redirect':
      return `redirect ${effect.dialog}`;
    case 'give-feedback':
      return `give-feedback ${JSON.stringify(effect.feedback)}`;
    default:
      return effect.type;
  }
}

const lookUp = `task protocols {"protocolNumber":"${MINE}"}`;

/** By dialog: input, what it leads to, and in which situation. */
const TABLE: Readonly<Record<string, readonly (readonly [DialogInput, string, Situation?])[]>> = {
  greeting: [[says('oi'), 'reply hello']],
  thanks: [[says('obg'), 'reply you-are-welcome']],
  goodbye: [
    [says('tchau'), 'ask goodbye + set-timer'],
    [taps('go:goodbye'), 'ask goodbye + set-timer'],
    [taps('go:goodbye'), 'redirect talk-to-a-person', waiting],
    [taps('4'), 'give-feedback {"rating":4} + reply rated + close', leaving],
    [says('nota 4'), 'give-feedback {"rating":4} + reply rated + close', leaving],
    [
      says('Ruim, demorou muito.'),
      'give-feedback {"rating":2,"comment":"demorou muito."} + reply rated-low + close',
      leaving,
    ],
    [says('nota 11'), 'ask out-of-range', leaving],
    [says('bom dia'), 'pass', leaving],
    [says('que dia passa o lixo?'), 'pass', leaving],
    [taps('a-button-of-long-ago'), 'pass', leaving],
    [taps('5'), 'pass'],
    [timer('close'), 'close', { silentMs: 600_000 }],
    [timer('close'), '', { silentMs: 599_999 }],
    [timer('close'), '', { silentMs: 600_000, status: 'waiting' }],
  ],
  solved: [
    [taps(`go:solved:${ANSWERED}`), `give-feedback {"taskId":"${ANSWERED}","solved":true} + reply glad`],
    [says('resolveu'), `give-feedback {"taskId":"${ANSWERED}","solved":true} + reply glad`],
    [says('resolveu'), 'give-feedback {"solved":true} + reply glad', { lastAnswer: undefined }],
  ],
  'not-solved': [
    [
      taps(`go:not-solved:${ANSWERED}`),
      `give-feedback {"taskId":"${ANSWERED}","solved":false} + miss + reply what-next`,
    ],
    [
      says('não era isso'),
      `give-feedback {"taskId":"${ANSWERED}","solved":false} + redirect talk-to-a-person`,
      waiting,
    ],
  ],
  reopen: [
    [
      taps(`go:reopen:${formatProtocolNumber(OLD)}`),
      `task protocols {"protocolNumber":"${OLD}","reopens":true}`,
    ],
    [taps(`go:reopen:${MINE}`), 'reply open'],
    [taps('go:reopen:nonsense'), 'redirect consult-protocol'],
    [taps('go:reopen'), 'redirect consult-protocol'],
    [says(`reabrir o protocolo ${OLD}`), 'redirect consult-protocol'],
    [answered({ protocolNumber: OLD, reopened: 'reopened' }), 'reply reopened'],
    [answered({ protocolNumber: OLD, reopened: 'open' }), 'reply open'],
    [
      answered({ protocolNumber: OLD, reopened: 'too-late', closedAt: '2026-08-12T01:30:00Z' }),
      `continue + reply too-late`,
    ],
    [answered({ protocolNumber: OLD, reopened: 'not-found' }), 'reply not-found'],
    [failed, 'miss + reply failed'],
  ],
  'send-history': [
    [says('quero uma cópia da conversa'), 'task history {"scope":"conversation"}'],
    [says('todas as minhas conversas'), 'task history {"scope":"all"}'],
    [taps('go:send-history'), 'task history {"scope":"conversation"}'],
    [failed, 'miss + reply failed'],
  ],
  'what-can-you-do': [[says('menu'), 'reply menu']],
  'talk-to-a-person': [
    [says('atendente'), 'hand-off geral + reply handed-off'],
    [taps('go:talk-to-a-person'), 'hand-off geral + reply handed-off', { misses: 2 }],
    [redirected, 'hand-off geral + reply handed-off'],
    [says('é o poste da esquina'), 'reply waiting', waiting],
    [taps('go:talk-to-a-person'), 'reply waiting', waiting],
    [redirected, 'reply waiting', waiting],
    [taps('back-to-assistant'), 'end-handoff + reply back', waiting],
    [says('Voltar ao assistente.'), 'end-handoff + reply back', waiting],
    [says('back to the assistant'), 'end-handoff + reply back', waiting],
    [taps('back-to-assistant'), 'reply back'],
    [
      says('vou quebrar tudo'),
      'hand-off outra + reply handed-off',
      { routing: { handoff: { queue: 'outra', reason: 'threat' } } },
    ],
    [
      failed,
      'hand-off geral + reply handed-off-failure',
      { routing: { handoff: { queue: 'geral', reason: 'agent-failed' } } },
    ],
    [
      says('que palhaçada'),
      'hand-off geral + reply handed-off-anger',
      { routing: { handoff: { queue: 'geral', reason: 'anger' } } },
    ],
    [
      says('tenho 82 anos'),
      'hand-off geral + reply waiting-priority',
      { ...waiting, routing: { saidNow: ['age-80'] } },
    ],
  ],
  'urgent-help': [
    [says('emergência'), 'reply numbers'],
    [taps('go:urgent-help'), 'reply numbers'],
    [redirected, 'reply numbers'],
    [says('quero morrer'), 'hand-off geral + reply suicide', { routing: inDanger }],
    [
      says('quero morrer'),
      'hand-off geral + reply suicide',
      { ...waiting, routing: { ...inDanger, saidNow: ['risk-to-life'] } },
    ],
    [says('quero morrer'), 'reply suicide', { ...waiting, routing: inDanger }],
    [
      says('to desesperada'),
      'hand-off geral + reply despair',
      {
        routing: {
          urgency: { kind: 'despair', words: 'desesperada' },
          handoff: { queue: 'geral', reason: 'despair' },
        },
      },
    ],
  ],
  'ask-documentation': [
    [says('quando vence o iptu?'), 'task documentation {"question":"quando vence o iptu?"}'],
    [withText, `say ${activity.text}`],
    [withoutText, 'redirect fallback'],
    [unanswered, 'redirect fallback'],
    [failed, 'redirect fallback'],
    [redirected, 'reply go-ahead'],
    [taps('go:ask-documentation'), 'reply go-ahead'],
    [taps('a-button-of-long-ago'), 'redirect what-can-you-do'],
  ],
  fallback: [
    [redirected, 'miss + reply menu'],
    [redirected, 'miss + reply offer-person', { routing: { offersPerson: true } }],
    [redirected, 'miss + reply offer-after-failure', { routing: { failures: 1 } }],
    [
      says('que absurdo'),
      'miss + reply angry',
      { routing: { urgency: { kind: 'anger', words: 'que absurdo' } } },
    ],
    [says('tenho 82 anos'), 'reply priority-noted', { routing: { priority: ['age-80'] } }],
  ],
  'consult-protocol': [
    [says('ver meu protocolo'), 'ask ask-number'],
    [taps('go:consult-protocol'), 'ask ask-number'],
    [redirected, 'ask ask-number'],
    [says(`como está o protocolo ${MINE}?`), lookUp],
    [says(formatProtocolNumber(MINE)), lookUp, asked(2)],
    [says('263254839'), 'ask ask-number', asked(0)],
    [says(WRONG_DIGIT), 'ask ask-number'],
    [says(WRONG_DIGIT), 'miss + ask stuck', asked(2)],
    [says('que dia passa o lixo?'), 'pass', asked(0)],
    [taps('without'), 'reply no-number', asked(0)],
    [says('não tenho o número'), 'reply no-number', asked(0)],
    [taps('a-button-of-long-ago'), 'pass', asked(0)],
    [found('open'), 'reply status-open'],
    [found('waiting'), 'reply status-waiting'],
    [found('closed'), 'reply status-closed'],
    [answered({ found: false }), 'reply not-found'],
    [failed, 'miss + reply failed'],
  ],
};

const describeInput = (input: DialogInput, situation: Situation = {}): string => {
  const what = input.type === 'message' ? input.text : input.type === 'choice' ? input.value : input.type;
  return `${what} ${Object.keys(situation).length > 0 ? JSON.stringify(situation) : ''}`;
};

/** Every reply can be said: its response is there, and has a value for each of its places. */
function assertSpeakable(dialog: string, effects: readonly Effect[]): void {
  const file = new URL(`${dialog}/responses.pt-BR.yml`, FOLDER);
  const responses = parseResponses(readFileSync(file, 'utf8'), file.pathname);
  for (const effect of effects) {
    if (effect.type !== 'reply' && effect.type !== 'ask') continue;
    const text = responses.get(effect.response)?.text;
    assert.ok(text, `there is no response ${effect.response}`);
    const given = new Set(['protocolNumber', ...Object.keys(effect.values)]);
    const places = [...text.matchAll(/\{(\w+)\}/g)].map(([, place = '']) => place);
    assert.deepEqual(
      places.filter((place) => !given.has(place)),
      [],
      `places of ${effect.response} without a value`,
    );
  }
}

describe('what a dialog does', () => {
  for (const [dialog, rows] of Object.entries(TABLE)) {
    for (const [input, expected, situation] of rows) {
      it(`${dialog}: ${describeInput(input, situation)} -> ${expected}`, async () => {
        const effects = (await loadDialog(dialog)).respond(turnOf(input, situation));
        assert.equal(effects.map(inShort).join(' + '), expected);
        assertSpeakable(dialog, effects);
      });
    }
  }

  it('a person can be reached from everywhere', async () => {
    assert.equal((await loadDialog('talk-to-a-person')).interrupts, true);
  });
});

describe('consult-protocol', () => {
  const respond = async (turn: DialogTurn) => (await loadDialog('consult-protocol')).respond(turn);

  it('tells the moment in the time of São Paulo and the words of the language', async () => {
    const openedAt = async (locale: string): Promise<string> => {
      const [effect] = await respond(turnOf(found('open'), { locale }));
      assert.ok(effect?.type === 'reply');
      assert.equal(effect.values.number, formatProtocolNumber(MINE));
      return String(effect.values.openedAt);
    };
    assert.match(await openedAt('pt-BR'), /11 de setembro de 2026.* 22:30/);
    assert.match(await openedAt('en'), /September 11, 2026.* 10:30\sPM/);
    assert.match(await openedAt('es'), /11 de septiembre de 2026.* 22:30/);
  });
});

describe('the protocols agent', () => {
  const run = (protocolNumber: string, known?: ProtocolStatus) => {
    const findProtocol = async (number: string) => (number === known?.protocolNumber ? known : undefined);
    const task = {
      taskId: 't',
      conversationId: 'c',
      contactId: 'p',
      locale: 'pt-BR',
      input: { protocolNumber },
    };
    return protocolsAgent.run(task, { findProtocol } as unknown as AgentContext, undefined);
  };

  it('tells the status and the moments of a protocol of the contact', async () => {
    const openedAt = new Date('2026-09-12T01:30:00Z');
    const known: ProtocolStatus = {
      protocolNumber: MINE,
      status: 'waiting',
      openedAt,
      lastEventAt: openedAt,
    };
    const { status, output } = await run(MINE, known);
    const moment = '2026-09-12T01:30:00.000Z';
    assert.equal(status, 'answered');
    assert.deepEqual(output, {
      protocolNumber: MINE,
      found: true,
      status: 'waiting',
      openedAt: moment,
      lastEventAt: moment,
    });
  });

  it('tells nothing of a number that is not the contact’s', async () => {
    const { status, output, explanation } = await run(MINE);
    assert.deepEqual([status, output, explanation], ['answered', { protocolNumber: MINE, found: false }, {}]);
  });

  it('declares that it needs a number', () => {
    assert.equal(protocolsAgent.input.safeParse({}).success, false);
  });
});
