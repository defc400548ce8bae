/** The documentation agent over the documents of this checkout, without a model server. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Database } from '../src/database.ts';
import { type Knowledge, openKnowledge } from '../src/knowledge/search.ts';
import { createLog } from '../src/log.ts';
import type { Model } from '../src/model.ts';
import {
  ask,
  assertGrounded,
  countWords,
  findAlways,
  openDocuments,
  textOf,
} from './helpers/documentation.ts';

let database: Database;
let knowledge: Knowledge;
before(async () => {
  database = await openDocuments();
  knowledge = await openKnowledge(database, createLog('silent'));
});
after(async () => {
  await knowledge[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const neverAsked: Model = {
  name: 'never-asked',
  stream() {
    throw new assert.AssertionError({ message: 'the model was asked' });
  },
};

describe('documentation, without a model', () => {
  for (const [question, expected] of [
    ['Como acompanho o meu pedido?', /consultar protocolo/],
    ['quanto tempo demora a poda de uma arvore', /15 dias úteis/],
    ['qual o valor do itbi', /2%/],
    ['documentos pra matrícula', /Certidão de nascimento/],
    ['até quantas parcelas posso dividir', /60 parcelas/],
    ['recebi uma mensagem pedindo senha, é golpe?', /é golpe/],
  ] as const) {
    it(`answers "${question}" in the documents' words, and cites them`, async () => {
      const { answer } = await ask(question, { knowledge });
      assert.equal(answer.status, 'answered');
      assert.match(textOf(answer), expected);
      assert.equal(answer.output['source'], 'extractive');
      await assertGrounded(answer, knowledge);
    });
  }

  it('says nothing when nothing fits, and why', async () => {
    for (const [question, reason] of [
      ['qual a capital da frança', 'nothing-found'],
      ['🙂', 'nothing-found'],
      ['o que é?', 'nothing-found'],
      ['quem ganhou o jogo de futebol ontem à noite', 'too-little-covered'],
      ['como faço bolo de chocolate com morango', 'too-little-covered'],
    ]) {
      const { answer } = await ask(question ?? '', { knowledge, model: neverAsked });
      assert.equal(answer.status, 'unanswered', question);
      assert.equal(answer.activity, undefined);
      assert.equal(answer.explanation['reason'], reason, question);
    }
  });

  it('answers the newest of several questions in a row that nothing answers together', async () => {
    const row = 'Como tiro a segunda via do IPTU?\nQue dia passa o caminhão de lixo?';
    const { answer } = await ask(row, { knowledge });
    assert.equal(answer.status, 'answered');
    assert.match(textOf(answer), /caminhão/i);
    await assertGrounded(answer, knowledge);
  });

  it('quotes literally and keeps short, whatever passage it answers from', async () => {
    const passages = await database.query<{ title: string; headings: string[]; text: string }>(
      'select d.title, p.headings, p.text from passages p join documents d on d.id = p.document_id',
    );
    assert.ok(passages.length > 100);
    for (const { title, headings, text } of passages) {
      const { answer } = await ask(`${title} ${headings.join(' ')} ${text.slice(0, 80)}`, { knowledge });
      assert.equal(answer.status, 'answered', title);
      await assertGrounded(answer, knowledge);
      assert.ok(countWords(textOf(answer)) <= 90, textOf(answer));
    }
  });

  it('shortens a sentence without end, and still quotes it literally', async () => {
    const source = findAlways(`---\ntitle: Poda\n---\n${'poda de árvore, '.repeat(100)}fim.`);
    const { answer } = await ask('poda', { knowledge: source });
    assert.ok(countWords(textOf(answer)) <= 90);
    assert.match(textOf(answer), /árvore… \[1\]$/);
    await assertGrounded(answer, source);
  });

  it('shows what a document holds as words, whatever they look like', async () => {
    const source = findAlways(
      '---\ntitle: Poda\n---\nA poda de árvore custa `<img src=x onerror=alert(1)>` e **nada** [mais](javascript:alert(1)).',
    );
    const { answer } = await ask('quanto custa a poda', { knowledge: source });
    assert.equal(textOf(answer), 'A poda de árvore custa <img src=x onerror=alert(1)> e nada mais [1].');
    await assertGrounded(answer, source);
  });
});
