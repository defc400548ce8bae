/** The dialog that gives technical problems to the agent: what it keeps, and what it lets go. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import dialog from '../dialogs/tech-support/dialog.ts';
import { askWith, type DialogInput, type DialogTurn } from '../src/dialog.ts';
import type { AgentAnswer } from '../src/event.ts';
import type { JsonObject } from '../src/json.ts';

const conversation: DialogTurn['conversation'] = {
  protocolNumber: '263254839201576',
  locale: 'pt-BR',
  channel: 'web',
  status: 'open',
  silentMs: 0,
  misses: 0,
  now: new Date('2026-11-20T12:00:00Z'),
  lastAnswer: undefined,
  inProgress: undefined,
  isAttended: false,
};
const state = { problem: 'x', tried: [], notes: [], misses: 0 };
const activity = { type: 'message', text: 'Ligue na tomada.' } as const;

const respond = (input: DialogInput, asked?: JsonObject) =>
  // It looks at nothing else of the turn.
  dialog.respond({ input, state: asked, conversation } as DialogTurn);

/** What the dialog keeps while the agent's question is open. */
function stateOfQuestion(): JsonObject {
  const answer = { status: 'asks', activity, state, output: {}, explanation: {} } as const;
  const [effect] = respond({ type: 'answered', agent: 'tech-support', taskId: 't', answer });
  assert.ok(effect?.type === 'ask-activity');
  assert.deepEqual(effect, askWith(activity, 't', effect.state));
  return effect.state;
}

const message = (text: string, intent: string | null): DialogInput => ({
  type: 'message',
  text,
  understanding: {
    intent,
    confidence: 0.99,
    certainty: intent ? 'sure' : 'unknown',
    alternatives: [],
    entities: [],
    locale: 'pt-BR',
    decidedBy: 'test',
  },
});

describe('the tech-support dialog', () => {
  it('begins with the first words', () => {
    const [effect] = respond(message('meu token não funciona', 'tech-support'));
    assert.ok(effect?.type === 'start-task');
    assert.equal(effect.agent, 'tech-support');
    assert.equal(effect.input['text'], 'meu token não funciona');
    assert.equal(effect.input['state'], undefined);
  });

  for (const [text, intent] of [
    ['obrigado, deu certo', 'thanks'],
    ['não entendi nada do que você falou', 'talk-to-a-person'],
    ['voltar', 'what-can-you-do'],
    ['continua aparecendo o mesmo erro de antes', 'ask-documentation'],
    ['uso o firefox', 'ask-documentation'],
  ] as const) {
    it(`takes “${text}” for an answer to the step`, () => {
      const [effect] = respond(message(text, intent), stateOfQuestion());
      assert.ok(effect?.type === 'start-task');
      assert.deepEqual(effect.input['state'], state);
    });
  }

  it('lets go what surely begins something else', () => {
    const words = message('quero consultar o protocolo do meu pedido', 'consult-protocol');
    assert.deepEqual(respond(words, stateOfQuestion()), [{ type: 'pass' }]);
  });

  it('hands what was tried to people', () => {
    const details = { tried: [{ step: 'Ligue na tomada.', result: 'Não funcionou' }] };
    const answer: AgentAnswer = {
      status: 'hands-over',
      to: { queue: 'suporte', reason: 'unsolved', details },
      output: {},
      explanation: {},
    };
    const effects = respond({ type: 'answered', agent: 'tech-support', taskId: 't', answer });
    const handOff = effects.find(({ type }) => type === 'hand-off');
    assert.deepEqual(handOff, { type: 'hand-off', queue: 'suporte', reason: 'unsolved', details });
    const said = effects.find(({ type }) => type === 'reply');
    assert.ok(said?.type === 'reply' && said.response === 'handed-off');
    const words = readFileSync(
      new URL('../dialogs/tech-support/responses.pt-BR.yml', import.meta.url),
      'utf8',
    );
    assert.match(words, /já tentou vão junto: não precisa repetir/);
  });
});
