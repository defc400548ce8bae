/** The answers report: what authors learn from the log about the documents' answers. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LOW_CONFIDENCE } from '../src/authoring/answers.ts';
import { openPglite } from '../src/databases/pglite.ts';
import { readAnswerLog } from '../src/store/answers.ts';
import { migrate } from '../src/store/migrate.ts';
import { openAnsweredHouse, putDocuments } from './helpers/answered-house.ts';
import { overDatabases, temporaryFolder } from './helpers/databases.ts';

const found = (passageId: string, confidence: number) => ({
  passages: [{ passageId, score: 1, coverage: 1, confidence }],
});
const dayFromNow = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const DOCUMENTS = {
  'taxes/iptu': { passages: ['iptu-1', 'iptu-2'] },
  'taxes/itbi': { passages: ['itbi-1'], validUntil: dayFromNow(-3) },
  'parks/trees': { passages: ['trees-1'], validUntil: dayFromNow(10) },
  'parks/old': { passages: ['old-1'], validUntil: dayFromNow(1), ended: true },
  'parks/fences': { passages: ['fences-1'], validUntil: dayFromNow(300) },
};
const PERIOD = { days: 30, limit: 100, confidence: LOW_CONFIDENCE, aheadDays: 30, collection: undefined };

overDatabases('the answers in the log', (database) => {
  it('are counted, with what was weak, what did not help, and what is used', async () => {
    const house = openAnsweredHouse(database());
    await putDocuments(database(), DOCUMENTS);
    await database().query("insert into ingests (scope, report) values ('all', $1::jsonb)", [
      JSON.stringify({ rejected: [{ collection: 'parks', place: 'map.pdf', reason: 'it holds no text' }] }),
    ]);
    // Too long ago to count.
    const before = await house.open();
    await house.answer(before, await house.ask(before, 'antes'), { text: 'Sim [1].', cited: ['fences-1'] });
    await house.age(40);

    const ana = await house.open();
    const good = await house.ask(ana, 'quando vence o iptu?');
    const sure = { ...found('iptu-1', 0.9), dropped: 0 };
    await house.answer(ana, good, {
      text: 'Em março [1].',
      cited: ['iptu-1'],
      source: 'model',
      explanation: sure,
    });
    await house.feedBack(ana, { taskId: good, solved: false });
    await house.feedBack(ana, { taskId: good, solved: true });
    const bad = await house.ask(ana, 'quem poda árvore?');
    await house.answer(ana, bad, {
      text: 'A prefeitura [1]. De graça [1]. Em 30 dias [1].',
      cited: ['trees-1'],
      explanation: { ...found('trees-1', 0.3), dropped: 2, fallback: 'main-sentence-cut' },
    });
    // Of no answer in particular: of the last.
    await house.feedBack(ana, { rating: 1, comment: 'não é isso' });
    const bia = await house.open();
    await house.answer(bia, await house.ask(bia, 'tem pão?'), { explanation: { reason: 'nothing-found' } });
    await house.answer(bia, await house.ask(bia, 'e o itbi?'), {
      explanation: { reason: 'too-little-covered', ...found('itbi-1', 0.2) },
    });
    await house.fail(bia, await house.ask(bia, 'demora?'));
    // Another agent's is none of the documents'.
    const other = await house.ask(bia, 'cadê meu processo?', 'case-guidance');
    await house.answer(bia, other, { agent: 'case-guidance', explanation: { reason: 'nothing-found' } });

    const log = await readAnswerLog(database(), PERIOD);
    assert.deepEqual(log.counts, {
      questions: 5,
      answered: 2,
      unanswered: 3,
      byModel: 1,
      other: 0,
      solved: 1,
      disliked: 1,
    });
    assert.equal(
      log.weeks.reduce((sum, { questions }) => sum + questions, 0),
      5,
    );
    assert.match(log.weeks[0]?.week ?? '', /^\d{4}-\d\d-\d\d$/);
    assert.deepEqual(
      log.unanswered.map(({ text, reason, nearest }) => [text, reason, nearest?.document]).sort(),
      [
        ['demora?', 'failed', undefined],
        ['e o itbi?', 'too-little-covered', 'itbi'],
        ['tem pão?', 'nothing-found', undefined],
      ],
    );
    const [weak] = log.weak;
    assert.equal(log.weak.length, 1);
    assert.deepEqual(
      [weak?.text, weak?.confidence, weak?.dropped, weak?.fallback, weak?.statements, weak?.citations],
      ['quem poda árvore?', 0.3, 2, 'main-sentence-cut', 3, 1],
    );
    assert.deepEqual(
      log.disliked.map(({ text, rating, comment, documents }) => [text, rating, comment, documents]),
      [['quem poda árvore?', 1, 'não é isso', [{ collection: 'parks', document: 'trees' }]]],
    );
    assert.deepEqual(
      log.documents.map((one) => [one.document, one.answers, one.disliked, one.passages, one.unusedPassages]),
      [
        ['trees', 1, 1, 1, 0],
        ['iptu', 1, 0, 2, 1],
        ['fences', 0, 0, 1, 1],
        ['itbi', 0, 0, 1, 1],
      ],
    );
    assert.deepEqual(
      log.expiring.map(({ document, past }) => [document, past]),
      [
        ['itbi', true],
        ['trees', false],
      ],
    );
    assert.deepEqual(log.rejected, [{ collection: 'parks', place: 'map.pdf', reason: 'it holds no text' }]);

    const parks = await readAnswerLog(database(), { ...PERIOD, collection: 'parks' });
    assert.equal(parks.counts.questions, 1);
    assert.deepEqual(
      parks.documents.map(({ document }) => document),
      ['trees', 'fences'],
    );
    assert.deepEqual(
      parks.expiring.map(({ document }) => document),
      ['trees'],
    );
    const taxes = await readAnswerLog(database(), { ...PERIOD, collection: 'taxes' });
    assert.deepEqual(
      taxes.unanswered.map(({ text }) => text),
      ['e o itbi?'],
    );
    assert.deepEqual(taxes.rejected, []);
    const all = await readAnswerLog(database(), { ...PERIOD, days: 60 });
    assert.equal(all.counts.questions, 6);
  });
});

describe('npm run answers:report', () => {
  const command = join(import.meta.dirname, '../src/commands/answers-report.ts');
  const run = (folder: string, ...args: string[]) =>
    spawnSync(process.execPath, [command, ...args], {
      env: { PATH: process.env['PATH'], DATA_DIR: folder, NO_COLOR: '1' },
      encoding: 'utf8',
    });

  it('prints for people and as JSON, without personal numbers, and refuses what it does not know', async () => {
    using folder = temporaryFolder();
    {
      await using database = await openPglite(folder.path);
      await migrate(database);
      await putDocuments(database, DOCUMENTS);
      const house = openAnsweredHouse(database);
      const ana = await house.open();
      const task = await house.ask(ana, 'meu cpf é 529.982.247-25, quanto devo de iptu?');
      await house.answer(ana, task, { explanation: { reason: 'nothing-found' } });
      const second = await house.ask(ana, 'quando poda?');
      await house.answer(ana, second, {
        text: 'Sempre [1].',
        cited: ['trees-1'],
        explanation: found('trees-1', 0.8),
      });
      await house.feedBack(ana, { taskId: second, solved: false, comment: 'liguem 11 98765-4321' });
    }
    const text = run(folder.path);
    assert.equal(text.status, 0, text.stderr);
    assert.match(text.stdout, /2 questions to the documents/);
    assert.match(text.stdout, /“meu cpf é \[cpf\], quanto devo de iptu\?”\n\s+nothing found 1×/);
    assert.match(text.stdout, /they wrote: “liguem \[phone\]”/);
    assert.match(text.stdout, /taxes\/itbi.*past/);
    const json = run(folder.path, '--json', '--days', '7', '--collection', 'parks');
    const report = JSON.parse(json.stdout);
    assert.equal(report.days, 7);
    assert.equal(report.counts.questions, 1);
    assert.equal(report.disliked[0].documents[0].what, 'parks/trees');
    assert.doesNotMatch(text.stdout + json.stdout, /529|98765/);
    const wrong = run(folder.path, '--collection', 'roads');
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /roads is not one of: taxes, parks/);
    assert.equal(run(folder.path, '--days', 'x').status, 2);
  });
});
