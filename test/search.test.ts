/** Search over the passages: what is found, how, and what a hostile question does: nothing. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import type { Database } from '../src/database.ts';
import { makeBuild, readLiveBuild, rollBack } from '../src/knowledge/builds.ts';
import { lockKnowledge, type NewDocument, stageDocuments } from '../src/knowledge/passages.ts';
import { openKnowledge } from '../src/knowledge/search.ts';
import type { SearchOptions } from '../src/knowledge.ts';
import { createLog } from '../src/log.ts';
import { overDatabases } from './helpers/databases.ts';
import { document, type KnowledgeFolder, openKnowledgeFolder, SOURCES } from './helpers/knowledge-folder.ts';
import { until } from './helpers/servers.ts';

/** Adds documents of one passage each to what is live, and ends some. Returns the rows of those that were added. */
async function addBuild(
  database: Database,
  documents: readonly (Partial<NewDocument> & { text: string })[],
  ended: readonly number[] = [],
): Promise<readonly number[]> {
  const rows = documents.map(
    ({ text, ...given }, at): NewDocument => ({
      ...{
        collection: 'outra',
        document: `d${at}`,
        origin: 'upload',
        hash: '',
        title: 'Outra',
        locale: 'pt-BR',
      },
      ...{ owner: '', audience: 'public', mediaType: 'text/plain' },
      ...given,
      passages: [{ passageId: `p${at}-${given.document}`, headings: [], text }],
    }),
  );
  const added = await stageDocuments(database, rows);
  await database.transaction(async (transaction) => {
    await lockKnowledge(transaction);
    await makeBuild(transaction, { ended, added, collections: [], report: {} });
  });
  return added;
}

overDatabases('search', (database) => {
  let folder: KnowledgeFolder;
  beforeEach(async () => {
    folder = await openKnowledgeFolder(database());
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  it('finds words without their accents, mistyped, in another form, and beside a slash', async () => {
    for (const [question, expected] of [
      ['solicitacao', 'poda'],
      ['SOLICITAÇÕES', 'poda'],
      ['solicitasão', 'poda'],
      ['emergencai', 'poda'],
      ['arvores', 'poda'],
      ['rg', 'iptu'],
      ['marco', 'iptu'],
    ] as const) {
      assert.equal((await folder.documentsFor(question))[0], expected, question);
    }
  });

  it('finds nothing for stop words, nothing, and signs, and obeys no operator', async () => {
    for (const question of [
      '',
      ' ',
      'o que é?',
      'nao',
      '???',
      '\0',
      '🙂',
      '"',
      "'",
      '\\',
      '%',
      '() & | !',
      ':*',
      '<->',
    ]) {
      assert.deepEqual(await folder.knowledge.search(question), [], JSON.stringify(question));
    }
    for (const question of [
      'poda & (',
      "poda'); drop table passages; --",
      'poda | !poda',
      '"poda" -poda',
      'poda:*',
      'poda\0',
      'poda \ud800',
    ]) {
      assert.equal((await folder.documentsFor(question))[0], 'poda', question);
    }
    assert.deepEqual(
      await folder.documentsFor(`${'xyzzy '.repeat(20_000)}poda`),
      [],
      'what is far out is not read',
    );
  });

  it('covers less of a question the more of it is unknown', async () => {
    const coverage = async (question: string) => (await folder.knowledge.search(question))[0]?.coverage ?? 0;
    assert.equal(await coverage('poda'), 1);
    assert.ok((await coverage('poda de helicópteros')) < 0.5);
    assert.ok((await coverage('poda de helicópteros submarinos')) < (await coverage('poda de helicópteros')));
  });

  it('keeps to the collections and the number asked for', async () => {
    folder.put('interno/sources.yml', SOURCES);
    folder.put('interno/poda.md', document('Poda', 'A poda é da equipe verde.'));
    await folder.ingest();
    const all = await folder.knowledge.search('poda');
    assert.deepEqual([...new Set(all.map((passage) => passage.collection))].sort(), ['interno', 'servicos']);
    const some = await folder.knowledge.search('poda', { collections: ['interno'], limit: 1 });
    assert.deepEqual(
      some.map((passage) => passage.collection),
      ['interno'],
    );
    assert.equal((await folder.knowledge.search('poda', { limit: 1 })).length, 1);
    assert.deepEqual(await folder.knowledge.search('poda', { collections: [] }), []);
  });

  it('finds the word that was meant with two mistakes in a long one, and none for a short one', async () => {
    assert.equal((await folder.documentsFor('solcitasão'))[0], 'poda');
    assert.deepEqual(await folder.documentsFor('pota'), []);
  });

  it('does not find what is for staff, or does not hold on that day, unless asked for it', async () => {
    await addBuild(database(), [
      { document: 'interno', audience: 'staff', text: 'O carimbo fica na gaveta.' },
      {
        document: 'verao',
        validFrom: '2026-12-01',
        validUntil: '2027-02-28',
        text: 'O parque abre às seis.',
      },
    ]);
    await folder.knowledge.refresh();
    const documentsFor = async (question: string, options: SearchOptions) =>
      (await folder.knowledge.search(question, options)).map((passage) => passage.document);
    assert.deepEqual(await documentsFor('carimbo', {}), []);
    assert.deepEqual(await documentsFor('carimbo', { audience: 'staff' }), ['interno']);
    // The day is that of the house: midnight in Brasília is three o’clock in Greenwich.
    for (const [on, expected] of [
      ['2026-12-01T02:59:00Z', []],
      ['2026-12-01T03:00:00Z', ['verao']],
      ['2027-03-01T02:59:00Z', ['verao']],
      ['2027-03-01T03:00:00Z', []],
    ] as const)
      assert.deepEqual(await documentsFor('parque', { on: new Date(on) }), expected, on);
  });

  it('searches a question that leans on an earlier one together with it', async () => {
    const [found] = await folder.knowledge.search('e quanto custa?', {
      earlier: ['Como peço a poda de uma árvore?'],
    });
    assert.equal(found?.document, 'poda');
    assert.deepEqual(await folder.knowledge.search('e quanto custa?', { earlier: [] }), []);
  });

  it('is surer of what answers than of what only shares words', async () => {
    const confidence = async (question: string) =>
      (await folder.knowledge.search(question))[0]?.confidence ?? 0;
    assert.ok(
      (await confidence('quanto demora a poda')) > (await confidence('quanto demora um transplante renal')),
    );
  });

  it('follows every change in another process, and back', async () => {
    await using other = await openKnowledge(database(), createLog('silent'));
    const isFound = async (question: string) => (await other.search(question)).length > 0;
    assert.ok(await isFound('março'));
    const before = await readLiveBuild(database());
    folder.put('servicos/iptu.md', document('IPTU', 'O IPTU vence em abril.'));
    await folder.ingest();
    await until(async () => (await isFound('abril')) && !(await isFound('março')), 'the change is seen');
    await rollBack(database(), before ?? 0);
    await until(
      async () => (await isFound('março')) && !(await isFound('abril')),
      'the older build is searched',
    );
  });

  it('finds after many changes just what a process finds that begins now', async () => {
    let ended: readonly number[] = [];
    for (let change = 0; change < 12; change++) {
      const text = `A feira ${change} abre às ${change} horas.`;
      const added = await addBuild(database(), [{ document: `feira-${change}`, text }], ended);
      ended = change % 3 === 0 ? added : [];
      await folder.knowledge.refresh();
    }
    await using fresh = await openKnowledge(database(), createLog('silent'));
    for (const question of ['feira', 'quando abre a feira 7', 'poda de árvore', 'IPTU março', 'segunda via'])
      assert.deepEqual(await folder.knowledge.search(question), await fresh.search(question), question);
  });
});
