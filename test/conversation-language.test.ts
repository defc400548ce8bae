/** The language of a conversation: the one that was clearly written last. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { INITIAL_STATE } from '../src/turn.ts';
import { says, texts, turn } from './helpers/decisions.ts';

describe('the language of a conversation', () => {
  const speaks = (text: string, intent: string, spoken: string) =>
    says(text, intent, { spoken, locale: spoken });

  it('becomes the one that is clearly written, from this very answer on, and back again', () => {
    const english = turn([speaks('hello there', 'greeting', 'en')]);
    assert.deepEqual([texts(english), english.locale], [['Hello!'], 'en']);
    const kept = turn([says('ok', 'greeting')], { locale: 'en' });
    assert.deepEqual([texts(kept), kept.locale], [['Hello!'], 'en']);
    const back = turn([speaks('bom dia', 'greeting', 'pt-BR')], { locale: 'en' });
    assert.deepEqual([texts(back), back.locale], [['Olá!'], 'pt-BR']);
  });

  it('is that of the last message that tells', () => {
    const row = [speaks('hello', 'greeting', 'en'), speaks('bom dia', 'greeting', 'pt-BR'), says('ok', null)];
    assert.equal(turn(row, { locale: 'es' }).locale, 'pt-BR');
    assert.equal(turn(row.slice(0, 1), { locale: 'en-GB' }).locale, 'en-GB', 'the same language, elsewhere');
  });

  it('stays in a turn without words', () => {
    assert.equal(turn([], { locale: 'es', state: INITIAL_STATE }).locale, 'es');
  });
});
