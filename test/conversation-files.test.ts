/** What authors of conversations are told: where a file is wrong, and where an answer is another one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseScripts } from './helpers/conversation-file.ts';
import { fillCaptures, matchWords, readPlain, readSpoken } from './helpers/conversation-words.ts';

const parse = (source: string) => parseScripts(source, 'dialogs/x/conversations/y.yml');

describe('a file of conversations', () => {
  it('is read line by line, with the number of each', () => {
    const [script] = parse(
      '- title: Pergunta\n  language: es\n  lines:\n    - user: oi\n    - key: 2\n    - buttons: [Sim, Não]\n',
    );
    assert.deepEqual([script?.title, script?.language, script?.line], ['Pergunta', 'es', 1]);
    assert.deepEqual(script?.lines, [
      { kind: 'user', text: 'oi', line: 4 },
      { kind: 'key', text: '2', line: 5 },
      { kind: 'buttons', text: 'Sim | Não', line: 6 },
    ]);
  });

  const rows: readonly (readonly [string, RegExp])[] = [
    ['title: x', /y\.yml:1: the file is a list/],
    ['- lines:\n    - user: oi', /y\.yml:1: a conversation has a title/],
    ['- title: a\n  lines:\n    - users: oi', /y\.yml:3: a line is one of user, tap/],
    ['- title: a\n  lines:\n    - user: oi\n      bot: olá', /y\.yml:3: a line is one of/],
    ['- title: a\n  lines:\n    - bot: olá', /y\.yml:3: the citizen speaks first/],
    ['- title: a\n  lines:\n    - user: oi\n    - wait: 3 weeks', /y\.yml:4: wait: must be as “20 days”/],
    ['- title: a\n  lines:\n    - user: oi\n    - restart: database', /y\.yml:4: restart: /],
    ['- title: a\n  lines:\n    - user: "oi', /y\.yml:\d: Missing closing "quote/],
  ];
  for (const [source, message] of rows) {
    it(`that is wrong is told with its line: ${JSON.stringify(source)}`, () => {
      assert.throws(() => parse(source), message);
    });
  }
});

describe('words that are expected', () => {
  const matches = (expected: string, said: string, known: [string, string][] = []) =>
    matchWords(expected, said, new Map(known));

  it('are the whole answer, in whatever lines it stands', () => {
    assert.ok(matches('Onde foi? Pode ser um bairro.', 'Onde foi?\nPode ser um bairro.'));
    assert.equal(matches('Onde foi?', 'Onde foi? Pode ser um bairro.'), undefined);
    assert.ok(matches('Custa R$ 5 (cinco).', 'Custa R$ 5 (cinco).'));
  });

  it('leave out what is marked', () => {
    for (const expected of ['Onde … bairro.', '… um bairro.', 'Onde foi? …', '…'])
      assert.ok(matches(expected, 'Onde foi? Pode ser um bairro.'), expected);
    assert.equal(matches('Onde … rua.', 'Onde foi? Pode ser um bairro.'), undefined);
  });

  it('remember a value, which is the same from then on', () => {
    const number = '263 251 234 567 870';
    const captures = matches('O protocolo é {protocolNumber}. …', `O protocolo é ${number}. Até logo.`);
    assert.equal(captures?.get('protocolNumber'), number);
    const known: [string, string][] = [['protocolNumber', number]];
    assert.ok(matches('É {protocolNumber}.', `É ${number}.`, known));
    assert.equal(matches('É {protocolNumber}.', 'É 263 251 234 567 871.', known), undefined);
    assert.equal(fillCaptures('o {protocolNumber}', new Map(known)), `o ${number}`);
    assert.throws(() => fillCaptures('o {number}', new Map(known)), /nothing was remembered as \{number\}/);
  });

  it('may be an expression', () => {
    assert.ok(matches('/^(Olá|Oi)/', 'Olá!'));
    assert.equal(matches('/^oi (?<name>\\w+)/i', 'Oi Ana')?.get('name'), 'Ana');
  });
});

describe('a message without buttons', () => {
  it('is taken apart as its reader does', () => {
    assert.deepEqual(
      readPlain('Leve:\n- RG\n\nFonte: [1] Poda\n\n1. Sim\n2. Não\nResponda com o número da opção.'),
      {
        text: 'Leve:\n- RG',
        buttons: ['Sim', 'Não'],
      },
    );
    assert.deepEqual(readPlain('Que dia?\n\n- Pular\nOu responda com uma destas opções.'), {
      text: 'Que dia?',
      buttons: ['Pular'],
    });
    assert.deepEqual(readPlain('Leve:\n- RG'), { text: 'Leve:\n- RG', buttons: [] });
    assert.deepEqual(readSpoken('Que dia?\n\nPara Pular, tecle asterisco 1.'), {
      text: 'Que dia?',
      buttons: ['Pular'],
    });
  });
});
