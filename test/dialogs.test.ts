/** What every dialog of the folder does with an input, and the agent that one of them asks. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import protocolsAgent from '../agents/protocols/agent.ts';
import {
  type AgentContext,
  type Dialog,
  type DialogInput,
  type DialogTurn,
  type Effect,
  formatProtocolNumber,
  type JsonObject,
  type ProtocolStatus,
} from '../src/index.ts';
import { parseResponses } from '../src/pipeline/responses.ts';
import { createProtocolNumber } from '../src/protocol-number.ts';
import { means } from './helpers/decisions.ts';

const FOLDER = new URL('../dialogs/', import.meta.url);

async function loadDialog(name: string): Promise<Dialog> {
  const module: { default: Dialog } = await import(new URL(`${name}/dialog.ts`, FOLDER).href);
  return module.default;
}

const MINE = createProtocolNumber(new Date('2026-09-11T12:00:00Z'));
const WRONG_DIGIT = `${MINE.slice(0, 14)}${(Number(MINE[14]) + 1) % 10}`;

const says = (text: string): DialogInput => ({ type: 'message', text, understanding: means(null) });
const taps = (value: string): DialogInput => ({ type: 'choice', value, title: value });
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

type Situation = Partial<DialogTurn['conversation']> & { readonly state?: JsonObject };
const waiting: Situation = { status: 'waiting' };
const asked = (tries: number): Situation => ({ state: { tries } });

function turnOf(input: DialogInput, { state, ...facts }: Situation = {}): DialogTurn {
  const conversation = {
    protocolNumber: MINE,
    locale: 'pt-BR',
    channel: 'web',
    status: 'open',
    silentMs: 0,
    misses: 0,
  } as const;
  return { input, state, conversation: { ...conversation, ...facts }, options: [] };
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
    [says('tchau'), 'reply goodbye + close'],
    [taps('go:goodbye'), 'redirect talk-to-a-person', waiting],
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
    [redirected, 'miss + reply offer-person', { misses: 1 }],
    [redirected, 'miss + reply offer-person', { misses: 7 }],
  ],
  'consult-protocol': [
    [says('ver meu protocolo'), 'ask which-number'],
    [taps('go:consult-protocol'), 'ask which-number'],
    [redirected, 'ask which-number'],
    [says(`como está o protocolo ${MINE}?`), lookUp],
    [says(formatProtocolNumber(MINE)), lookUp, asked(2)],
    [says('263254839'), 'ask wrong-length', asked(0)],
    [says('263.'), 'ask wrong-length', asked(0)],
    [says(WRONG_DIGIT), 'ask wrong-digit'],
    [says(WRONG_DIGIT), 'miss + reply offer-person', asked(2)],
    [says('que dia passa o lixo?'), 'pass', asked(0)],
    [says('moro no número 120'), 'pass', asked(0)],
    [taps('no-number'), 'reply no-number', asked(0)],
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

  it('counts wrong tries and says how many digits it got', async () => {
    const [effect] = await respond(turnOf(says('2632 5483 9201'), asked(1)));
    assert.ok(effect?.type === 'ask');
    assert.deepEqual([effect.state, effect.values], [{ tries: 2 }, { digits: 12 }]);
  });

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
  const run = (protocolNumber: JsonObject, known?: ProtocolStatus) => {
    const findProtocol = async (number: string) => (number === known?.protocolNumber ? known : undefined);
    const task = { taskId: 't', conversationId: 'c', contactId: 'p', locale: 'pt-BR', input: protocolNumber };
    return protocolsAgent.run(task, { findProtocol } as unknown as AgentContext);
  };

  it('tells the status and the moments of a protocol of the contact', async () => {
    const openedAt = new Date('2026-09-12T01:30:00Z');
    const known: ProtocolStatus = {
      protocolNumber: MINE,
      status: 'waiting',
      openedAt,
      lastEventAt: openedAt,
    };
    const { status, output } = await run({ protocolNumber: MINE }, known);
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
    const { status, output, explanation } = await run({ protocolNumber: MINE });
    assert.deepEqual([status, output, explanation], ['answered', { protocolNumber: MINE, found: false }, {}]);
  });

  it('refuses a task without a number', async () => {
    await assert.rejects(run({}), { code: 'invalid-request', retryable: false });
  });
});
