/** Words that mean the same: read from a file, and found in either's place. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadPassages } from '../src/commands/load-passages.ts';
import type { Database } from '../src/database.ts';
import { openPglite } from '../src/databases/pglite.ts';
import { type Knowledge, openKnowledge } from '../src/knowledge/search.ts';
import { parseSynonyms } from '../src/knowledge/synonyms.ts';
import { createLog } from '../src/log.ts';
import { readSynonyms } from '../src/roles/search.ts';
import { migrate } from '../src/store/migrate.ts';

describe('the file of synonyms', () => {
  it('of this checkout can be read', async () => assert.ok((await readSynonyms()).length > 50));

  for (const [text, reason] of [
    ['same:\n  - [RG, carteira de identidade]\n  - [RG]\n', /^s\.yml:3: same\.1: /],
    ['same:\n  - [RG, "de"]\n', /^s\.yml:2: “de” has no word that can be searched$/],
    ['same:\n  - [RG, Rg]\n', /^s\.yml:2: the same stands here twice$/],
    ['also:\n  gato: []\n', /^s\.yml:2: also\.gato: /],
    ['different: []\n', /^s\.yml:1: .*different/],
    ['same: [\n', /^s\.yml:\d: /],
  ] as const) {
    it(`is refused with its line: ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseSynonyms(text, 's.yml'), { code: 'configuration', message: reason });
    });
  }
});

describe('a search with synonyms', () => {
  let database: Database;
  let knowledge: Knowledge;
  before(async () => {
    database = await openPglite(undefined);
    await migrate(database);
    await loadPassages(database, [
      { id: 'motorista', title: 'Trânsito', text: 'A carteira de motorista é renovada a cada dez anos.' },
      { id: 'trabalho', title: 'Trabalho', text: 'A carteira de trabalho é digital.' },
      { id: 'rg', title: 'Identificação', text: 'O RG é emitido no posto central.' },
      { id: 'animal', title: 'Animais', text: 'Cada animal é vacinado contra a raiva.' },
    ]);
    const synonyms = parseSynonyms(
      'same:\n  - [CNH, carteira de motorista]\n  - [RG, carteira de identidade]\nalso:\n  gato: [animal]\n',
      's.yml',
    );
    knowledge = await openKnowledge(database, createLog('silent'), { synonyms });
  });
  after(async () => {
    await knowledge[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  it('finds the one where the other was asked for, and counts it as covered', async () => {
    const [found, ...others] = await knowledge.search('CNH');
    assert.deepEqual([found?.passageId, others.length], ['motorista', 0]);
    assert.equal(found?.coverage, 1);
    assert.equal((await knowledge.search('carteira de identidade'))[0]?.passageId, 'rg');
    assert.equal((await knowledge.search('meu gato'))[0]?.passageId, 'animal');
  });

  it('goes one way where the file says so, and needs every word of a phrase', async () => {
    await using bare = await openKnowledge(database, createLog('silent'));
    assert.deepEqual(await bare.search('CNH'), []);
    const ids = (await knowledge.search('CNH carteira')).map(({ passageId }) => passageId);
    assert.equal(ids[0], 'motorista');
  });

  it('prefers what says it as it was asked', async () => {
    const [found] = await knowledge.search('carteira de trabalho');
    assert.equal(found?.passageId, 'trabalho');
  });
});
