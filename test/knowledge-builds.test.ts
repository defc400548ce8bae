/** Builds: back and forth between them, what is kept of old ones, and what a killed process leaves. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import { KEPT_BUILDS, listBuilds, readLiveBuild, rollBack } from '../src/knowledge/builds.ts';
import { stageDocuments } from '../src/knowledge/passages.ts';
import { overDatabases } from './helpers/databases.ts';
import {
  document,
  IPTU,
  type KnowledgeFolder,
  openKnowledgeFolder,
  SOURCES,
} from './helpers/knowledge-folder.ts';

overDatabases('builds', (database) => {
  let folder: KnowledgeFolder;
  beforeEach(async () => {
    folder = await openKnowledgeFolder(database());
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  const goTo = async (build: number) => {
    await rollBack(database(), build);
    await folder.knowledge.refresh();
  };
  /** The IPTU's document as of that month, as a build. */
  const buildWith = async (month: string): Promise<number> => {
    folder.put('servicos/iptu.md', document('IPTU', `O imposto vence em ${month}.`));
    const { build } = await folder.ingest();
    assert.ok(build !== null);
    return build;
  };

  it('go back, stay there while nothing changes, and go forth again', async () => {
    const before = await readLiveBuild(database());
    assert.ok(before !== undefined);
    const after = await buildWith('abril');
    folder.remove('servicos/poda.md');
    const last = (await folder.ingest()).build ?? 0;
    assert.deepEqual([await folder.documentsFor('março'), await folder.documentsFor('poda')], [[], []]);
    await goTo(before);
    assert.deepEqual(await folder.documentsFor('abril'), []);
    assert.deepEqual(await folder.documentsFor('março'), ['iptu']);
    assert.ok((await folder.documentsFor('poda')).includes('poda'));
    assert.equal((await folder.ingest()).build, null, 'the sources are as they were');
    assert.equal(await readLiveBuild(database()), before);
    await goTo(after);
    assert.deepEqual(await folder.documentsFor('abril'), ['iptu']);
    await goTo(last);
    assert.deepEqual(await folder.documentsFor('poda'), []);
    await goTo(before);
    folder.put('servicos/novo.md', document('Novo', 'A creche abre às sete.'));
    await folder.ingest();
    assert.deepEqual(await folder.documentsFor('creche'), ['novo'], 'what changes is searched');
    assert.deepEqual(await folder.documentsFor('abril'), ['iptu'], 'with the newest of the others');
  });

  it('are listed with what they hold; one that is not kept cannot be gone to', async () => {
    const build = await buildWith('maio');
    const [newest, before] = await listBuilds(database());
    assert.deepEqual([newest?.id, newest?.live, before?.live], [build, true, false]);
    assert.deepEqual(newest?.collections, [
      {
        ...{ name: 'servicos', title: 'Serviços', locale: 'pt-BR', owner: 'Prefeitura', audience: 'public' },
        ...{ documents: 2, passages: 3 },
      },
    ]);
    assert.equal(newest?.report['changed'], 1);
    await assert.rejects(rollBack(database(), build + 1_000), /Build \d+ was not found/);
    assert.equal(await readLiveBuild(database()), build);
  });

  it('are let go of when there are newer ones, with every word that only they had', async () => {
    const months = ['junho', 'julho', 'agosto', 'setembro', 'outubro', 'novembro', 'dezembro'];
    const [first] = [await buildWith('palavraunica')];
    const found = await folder.knowledge.search('palavraunica');
    assert.equal(found.length, 1);
    const { passageId = '' } = found[0] ?? {};
    for (const month of months.slice(0, KEPT_BUILDS - 1)) await buildWith(month);
    assert.ok(await folder.knowledge.readPassage(passageId), 'what was cited can still be read');
    assert.equal((await database().query("select term from words where word = 'palavraunica'")).length, 1);
    for (const month of months.slice(KEPT_BUILDS - 1)) await buildWith(month);
    const kept = await listBuilds(database());
    assert.equal(kept.length, KEPT_BUILDS);
    assert.ok(kept.every(({ id }) => id > (first ?? 0)));
    assert.equal(await folder.knowledge.readPassage(passageId), undefined);
    assert.deepEqual(await database().query("select term from words where word = 'palavraunica'"), []);
    const words = await database().query(
      'select w.word from words w left join terms t on t.id = w.term where t.id is null',
    );
    assert.deepEqual(words, []);
  });

  it('what a process staged that was killed is not searched, and goes in time', async () => {
    const live = await readLiveBuild(database());
    const row = {
      collection: 'servicos',
      document: 'meio',
      origin: 'file',
      hash: 'x',
      title: 'Meio',
    } as const;
    const about = { locale: 'pt-BR', owner: '', audience: 'public', mediaType: 'text/markdown' } as const;
    const passages = [{ passageId: 'meio-1', headings: [], text: 'Um texto pela metade.' }];
    await stageDocuments(database(), [{ ...row, ...about, passages }]);
    assert.equal((await folder.ingest()).build, null);
    assert.equal(await readLiveBuild(database()), live);
    assert.deepEqual(await folder.documentsFor('metade'), []);
    assert.equal(await folder.knowledge.readPassage('meio-1'), undefined);
    await database().query("update documents set staged_at = now() - interval '2 days' where since is null");
    await buildWith('janeiro');
    assert.deepEqual(await database().query('select id from documents where since is null'), []);
  });

  it('an ingest that another one overtook looks again, and takes nothing back', async () => {
    // Two that start together with different things to read; whichever ends first, both changes stand.
    folder.put('outra/sources.yml', SOURCES);
    folder.put('outra/a.md', document('A', 'A feira é aos sábados.'));
    const slow = folder.ingest();
    folder.put('servicos/iptu.md', IPTU.replace('março', 'agosto'));
    await Promise.all([slow, folder.ingest(), folder.ingest()]);
    assert.equal((await folder.ingest()).build, null);
    assert.deepEqual(await folder.documentsFor('agosto'), ['iptu']);
    assert.deepEqual(await folder.documentsFor('feira'), ['a']);
  });
});
