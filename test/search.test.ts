/** Search over the passages: what is found, how, and what a hostile question does: nothing. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import { overDatabases } from './helpers/databases.ts';
import { document, type KnowledgeFolder, openKnowledgeFolder, SOURCES } from './helpers/knowledge-folder.ts';

overDatabases('search', (database) => {
  let folder: KnowledgeFolder;
  beforeEach(async () => {
    folder = await openKnowledgeFolder(database());
  });
  afterEach(() => folder[Symbol.dispose]());

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
});
