/** Which tree is chosen for what people write: phrases that stand in no tree, and figures over them. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { isOneEditApart } from '../agents/tech-support/stems.ts';
import { splitWords } from '../src/words.ts';
import { converse, type Opened, openAgent } from './tech-support/conversation.ts';

const PHRASES = z
  .record(z.string(), z.array(z.string()))
  .parse(parse(readFileSync(new URL('tech-support/phrases.yml', import.meta.url), 'utf8')));

/** What people asked a Brazilian ministry's assistant about passwords and errors; nobody here wrote it. */
const TAIS = join(import.meta.dirname, '../../shared/data/nlu/tais');
const taisIsMissing = !existsSync(`${TAIS}.train.jsonl`) && process.env['CI'] === undefined;
const TAIS_TREES = new Map([
  ['salic_recuperacao_de_senha', 'login'],
  ['salic_erros', 'page-error'],
]);

const readTais = (): { text: string; intent: string }[] =>
  ['train', 'test'].flatMap((part) =>
    readFileSync(`${TAIS}.${part}.jsonl`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { text: string; intent: string }),
  );

let opened: Opened;
before(async () => {
  opened = await openAgent();
});

type Verdict = 'right' | 'asked' | 'missed' | 'wrong';

function judge(phrase: string, meant: string): Verdict {
  const { certainty, trees } = opened.chooser.choose(phrase);
  const ids = trees.map(({ tree }) => tree.id);
  if (meant === 'none') return { none: 'right', close: 'asked', clear: 'wrong' }[certainty] as Verdict;
  if (certainty === 'none') return 'missed';
  if (!ids.includes(meant)) return 'wrong';
  return certainty === 'clear' ? 'right' : 'asked';
}

const count = (verdicts: readonly Verdict[]) => {
  const shares = { right: 0, asked: 0, missed: 0, wrong: 0 };
  for (const verdict of verdicts) shares[verdict] += 1;
  return shares;
};

describe('choosing a tree from free words', () => {
  it('knows phrases that stand in no tree', (context) => {
    const meant = Object.entries(PHRASES).filter(([tree]) => tree !== 'none');
    const verdicts = meant.flatMap(([tree, phrases]) => phrases.map((phrase) => judge(phrase, tree)));
    const { right, asked, missed, wrong } = count(verdicts);
    const all = verdicts.length;
    context.diagnostic(
      `of ${all}: ${right} at once, ${asked} after asking, ${missed} missed, ${wrong} wrong`,
    );
    assert.ok(all >= 60);
    assert.ok(right / all >= 0.8, `${right} of ${all} at once`);
    assert.ok((right + asked) / all >= 0.95, `${right} + ${asked} of ${all} found`);
    assert.ok(wrong / all <= 0.03, `${wrong} of ${all} wrong`);
  });

  it('leads what people asked about passwords and errors right', {
    skip: taisIsMissing && `${TAIS} is not there`,
  }, (context) => {
    const verdicts = readTais().flatMap(({ text, intent }) => {
      const meant = TAIS_TREES.get(intent);
      return meant ? [judge(text, meant)] : [];
    });
    const { right, asked, missed, wrong } = count(verdicts);
    const all = verdicts.length;
    context.diagnostic(
      `TAIS, of ${all}: ${right} at once, ${asked} after asking, ${missed} missed, ${wrong} wrong`,
    );
    assert.ok(all > 30 && right / all >= 0.75 && wrong === 0);
  });

  it('does not surely choose one for what belongs to none', (context) => {
    const verdicts = (PHRASES['none'] ?? []).map((phrase) => judge(phrase, 'none'));
    const { right, asked, wrong } = count(verdicts);
    context.diagnostic(
      `of ${verdicts.length}: ${right} left alone, ${asked} asked about, ${wrong} taken for one`,
    );
    assert.ok(wrong / verdicts.length <= 0.25, `${wrong} of ${verdicts.length}`);
  });

  it('was not taught the phrases it is measured with', () => {
    const key = (text: string) => splitWords(text).join(' ');
    const taught = new Set(opened.trees.flatMap(({ phrases }) => phrases.map(key)));
    assert.deepEqual(
      Object.values(PHRASES)
        .flat()
        .filter((phrase) => taught.has(key(phrase))),
      [],
    );
    assert.deepEqual(Object.keys(PHRASES).sort(), [...opened.trees.map(({ id }) => id), 'none'].sort());
  });

  it('asks back where two are as likely, and goes on with the one that is tapped or named', async () => {
    const asked = await converse(opened, 'erro na câmera');
    assert.match(asked.text, /Sobre qual/);
    assert.ok(asked.titles.includes('Mensagem de erro') && asked.titles.includes('Câmera e microfone'));
    assert.match((await asked.say('Câmera e microfone')).text, /Quando é a audiência/);
    assert.match((await asked.say('é a câmera que não liga')).text, /Quando é a audiência/);
  });

  it('lists topics where none fits, over several pages, each within what a channel shows', async () => {
    const first = await converse(opened, 'preciso de uma ajuda');
    assert.match(first.text, /Posso ajudar com estes assuntos/);
    const second = await first.say('Mais assuntos');
    const shown = new Set([...first.titles, ...second.titles]);
    for (const { texts } of opened.trees) assert.ok(shown.has(texts.get('pt-BR')?.name ?? ''));
    assert.match((await second.say('Câmera e microfone')).text, /Quando é a audiência/);
  });

  it('asks for the problem in other words, and then calls people, with all that was said', async () => {
    const told = await (await converse(opened, 'preciso de uma ajuda')).say('Outro problema');
    assert.match(told.text, /Conte com suas palavras/);
    const { answer } = await told.say('minha geladeira pifou');
    assert.equal(answer.status, 'hands-over');
    assert.ok(answer.to && 'queue' in answer.to);
    assert.equal(answer.to.reason, 'no-topic');
    assert.equal(answer.to.details['problem'], 'preciso de uma ajuda');
    assert.deepEqual(answer.to.details['notes'], ['minha geladeira pifou']);
  });

  it('reads small misspellings', () => {
    for (const word of ['certficado', 'certifcado', 'certificadoo', 'certificadp', 'cretificado']) {
      assert.equal(opened.chooser.choose(word).trees[0]?.tree.id, 'digital-certificate', word);
    }
    assert.equal(isOneEditApart('senha', 'sanhe'), false);
    assert.equal(isOneEditApart('ab', 'ba'), true);
    assert.equal(isOneEditApart('abcd', 'ab'), false);
  });

  it('does not take a certidão for a certificado', () => {
    assert.notEqual(opened.chooser.choose('certidão').trees[0]?.tree.id, 'digital-certificate');
  });
});
