/** What is taken out of messages before authors or a model read them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { maskPersonal } from '../../src/understanding/mask.ts';

const MASKED: readonly (readonly [text: string, masked: string])[] = [
  ['meu nome é Ana', 'meu nome é [name]'],
  ['Olá, meu nome é João da Silva e quero cancelar', 'Olá, meu nome é [name] e quero cancelar'],
  ['oi meu nome é joao da silva, preciso de ajuda', 'oi meu nome é [name], preciso de ajuda'],
  ['meu nome completo é Maria José dos Santos. Bom dia', 'meu nome completo é [name]. Bom dia'],
  ['Me chamo Ana Costa e Silva', 'Me chamo [name]'],
  ['me chamo ana quero saber do iptu', 'me chamo [name] quero saber do iptu'],
  ['bom dia, sou a Luciana', 'bom dia, sou a [name]'],
  ['Sou o Zé Carlos e moro aqui', 'Sou o [name] e moro aqui'],
  ['sou a mãe dele', 'sou a mãe dele'],
  ['sou o dono da casa', 'sou o dono da casa'],
  ['aqui é a Marta do Santo', 'aqui é a [name]'],
  ['My name is John Smith and I need help', 'My name is [name] and I need help'],
  ["hi, I'm Peter", "hi, I'm [name]"],
  ["I'm looking for a form", "I'm looking for a form"],
  ['Me llamo Lucía Pérez', 'Me llamo [name]'],
  ['mi nombre es José de la Cruz, quiero un turno', 'mi nombre es [name], quiero un turno'],
  ['meu nome está errado no cadastro', 'meu nome está errado no cadastro'],
  ['meu nome e cpf estão errados', 'meu nome e cpf estão errados'],
  ['MEU NOME É ANA SOUZA E QUERO CANCELAR', 'MEU NOME É [name] E QUERO CANCELAR'],
  ['qual é o nome do prefeito', 'qual é o nome do prefeito'],
  ['nome: Ana Paula\ncidade: Recife', 'nome: [name]\ncidade: Recife'],
  ['o que diz a Lei 13.460/2017', 'o que diz a Lei 13.460/2017'],
  [
    'o decreto nº 11.034/2022 e a lei complementar 123456',
    'o decreto nº 11.034/2022 e a lei complementar 123456',
  ],
  ['a placa da lei é 12345 e o número 13.460/2017', 'a placa da lei é [number] e o número [number]'],
];

describe('masking', () => {
  for (const [text, masked] of MASKED) it(`of “${text}”`, () => assert.equal(maskPersonal(text, []), masked));

  it('takes numbers and names out of one message', () => {
    const text = 'me chamo Ana, CPF 529.982.247-25, dia 15';
    const start = text.indexOf('529');
    const entities = [
      { name: 'cpf', value: '52998224725', start, end: start + 14 },
      { name: 'date', value: '2026-12-15', start: text.indexOf('dia'), end: text.length },
    ];
    assert.equal(maskPersonal(text, entities), 'me chamo [name], CPF [cpf], dia 15');
  });

  it('leaves the words of the dialogs’ own tables, and takes their numbers', () => {
    const text = 'matrícula 4711 na Vila Esperança em 5 dias úteis';
    const mark = (name: string, words: string) => {
      const start = text.indexOf(words);
      return { name, value: words, start, end: start + words.length };
    };
    const entities = [
      mark('enrolment', '4711'),
      mark('neighbourhood', 'Vila Esperança'),
      mark('date', 'em 5 dias úteis'),
    ];
    assert.equal(maskPersonal(text, entities), 'matrícula [enrolment] na Vila Esperança em 5 dias úteis');
  });

  it('leaves nothing of what overlaps', () => {
    const text = 'me chamo ana@mail.org';
    const entities = [{ name: 'email', value: 'ana@mail.org', start: 9, end: text.length }];
    assert.doesNotMatch(maskPersonal(text, entities), /ana|mail\.org/);
  });

  it('keeps every message readable, whatever is written', () => {
    const piece = fc.oneof(
      fc.constantFrom('meu nome é ', 'sou a ', 'me chamo', ' da ', ' e ', 'Ana', '\n', "'"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const masked = maskPersonal(text, []);
        if (!/nome|sou|chamo|name|soy|llamo|i.m|habla|fala|this|aqui|\d/i.test(text))
          assert.equal(masked, text);
        assert.doesNotMatch(masked, /me chamo Ana/);
      }),
    );
  });
});
