/** The dialog of the specialist for public services: what it keeps for itself. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import documentation from '../dialogs/ask-documentation/dialog.ts';
import dialog from '../dialogs/portal-services/dialog.ts';
import type { DialogInput, DialogTurn } from '../src/index.ts';
import { means } from './helpers/decisions.ts';

describe('the dialog', () => {
  const state = {
    activity: { type: 'message', text: '…' },
    taskId: 't',
    agent: { service: 'x', view: 'card', part: 0 },
  };
  const respond = (text: string, intent: string | null) =>
    dialog
      .respond({
        input: { type: 'message', text, understanding: means(intent) },
        state,
      } as object as DialogTurn)
      .map(({ type }) => type);

  it('keeps questions about the service, and lets go what is surely something else', () => {
    assert.deepEqual(respond('quanto custa?', 'ask-documentation'), ['start-task']);
    assert.deepEqual(respond('próximo', null), ['start-task']);
    assert.deepEqual(respond('tchau', 'goodbye'), ['pass']);
  });

  it('takes what the documents did not know, and gives up where it does not know either', () => {
    const handed = (intent: string | null) => ({ ...means(intent), decidedBy: 'handover' as const });
    const respond = (input: object) => dialog.respond({ input, state: undefined } as object as DialogTurn);
    const text = 'onde podo uma árvore';
    const [asked] = respond({ type: 'message', text, understanding: handed('ask-documentation') });
    assert.deepEqual(asked?.type === 'start-task' && asked.input, {
      text,
      entities: [],
      state: { tried: 'documents' },
    });
    const [other] = respond({ type: 'message', text, understanding: handed(null) });
    assert.deepEqual(other?.type === 'start-task' && other.input, { text, entities: [] });
    const answer = { status: 'unanswered', output: {}, explanation: {} };
    const [end] = respond({ type: 'answered', taskId: 't', answer });
    assert.deepEqual([end?.type, end?.type === 'redirect' && end.dialog], ['redirect', 'fallback']);
  });

  it('is where a question goes that the documents do not know', () => {
    const answer = { status: 'unanswered', output: { asked: { question: 'poda?' } }, explanation: {} };
    const input = { type: 'answered', taskId: 't', answer };
    const effects = documentation.respond({ input } as object as DialogTurn);
    const redirect = effects.find((effect) => effect.type === 'redirect');
    assert.deepEqual([redirect?.dialog, redirect?.message?.text], ['portal-services', 'poda?']);
    assert.ok(redirect?.message);
    const [next] = dialog.respond({ input: redirect.message, state: undefined } as object as DialogTurn);
    assert.deepEqual(next?.type === 'start-task' && next.input['state'], { tried: 'documents' });
  });

  it('does not say the whole card again after something in between, and goes on all the same', () => {
    const activity = { ...state.activity, buttons: [{ title: 'Passo a passo', value: 'steps' }] };
    const shown = { ...state, activity };
    const turn = (input: DialogInput) => ({ input, state: shown }) as object as DialogTurn;
    const [resumed] = dialog.respond(turn({ type: 'resumed', isFirst: false }));
    assert.ok(resumed?.type === 'ask');
    assert.deepEqual([resumed.response, resumed.state, resumed.buttons], ['go-on', shown, activity.buttons]);
    const [putOff] = dialog.respond(turn({ type: 'resumed', isFirst: true }));
    assert.equal(putOff?.type, 'ask-activity');
    const [tapped] = dialog.respond(turn({ type: 'choice', value: 'steps', title: 'Passo a passo' }));
    assert.deepEqual(tapped?.type === 'start-task' && tapped.input['state'], state.agent);
  });
});
