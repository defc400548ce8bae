/** The dialog of court cases: what it takes as an answer to the agent's question, and what it lets go. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import dialog from '../dialogs/case-guidance/dialog.ts';
import type { DialogTurn, Effect } from '../src/dialog.ts';
import type { MessageUnderstanding } from '../src/understanding.ts';

const ASKED = {
  activity: { type: 'message', text: 'Processo …' },
  taskId: 't',
  agent: { step: 'case', caseNumber: '00008323520184013202' },
};

function hear(text: string, understanding: Partial<MessageUnderstanding>): readonly Effect[] {
  const input: DialogTurn['input'] = {
    type: 'message',
    text,
    understanding: {
      intent: null,
      confidence: 0,
      certainty: 'unknown',
      alternatives: [],
      entities: [],
      locale: 'pt-BR',
      decidedBy: 'test',
      ...understanding,
    },
  };
  const conversation = {
    protocolNumber: '263254839201518',
    locale: 'pt-BR',
    channel: 'web',
    status: 'open',
    silentMs: 0,
    misses: 0,
    now: new Date(),
    inProgress: 'case-guidance',
  } as DialogTurn['conversation'];
  // Of a turn it reads nothing else.
  return dialog.respond({ input, state: ASKED, conversation, options: [] } as unknown as DialogTurn);
}

const sureOf = (intent: string) => ({ intent, confidence: 0.99, certainty: 'sure' }) as const;

test('what is asked about the case comes to the agent, whatever else it sounds like', () => {
  for (const text of [
    'o que significa conclusos?',
    'e a audiência?',
    'quem é o juiz?',
    'e agora?',
    'mais antigos',
  ]) {
    const [effect] = hear(text, sureOf('ask-documentation'));
    assert.equal(effect?.type, 'start-task', text);
  }
  const entities = [{ name: 'case-number', value: '00008323520184013202', start: 0, end: 25 }];
  assert.equal(
    hear('0000832-35.2018.4.01.3202', { ...sureOf('consult-protocol'), entities })[0]?.type,
    'start-task',
  );
});

test('what surely begins something else is let go, and goes on with it', () => {
  for (const [text, intent] of [
    ['quero consultar meu protocolo', 'consult-protocol'],
    ['muito obrigado', 'thanks'],
    ['como tiro certidão negativa', 'ask-documentation'],
  ] as const)
    assert.deepEqual(hear(text, sureOf(intent)), [{ type: 'pass' }], text);
  assert.equal(hear('xpto', { ...sureOf('thanks'), certainty: 'doubtful' })[0]?.type, 'start-task');
});
