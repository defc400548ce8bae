/** Ingest: from a folder of Markdown to passages, and back out. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import { ingestFolder } from '../src/knowledge/ingest.ts';
import { overDatabases } from './helpers/databases.ts';
import {
  document,
  type KnowledgeFolder,
  openKnowledgeFolder,
  PODA,
  recordWarnings,
} from './helpers/knowledge-folder.ts';

const KNOWLEDGE = new URL('../knowledge/', import.meta.url);

overDatabases('ingest', (database) => {
  let folder: KnowledgeFolder;
  beforeEach(async () => {
    folder = await openKnowledgeFolder(database());
  });
  afterEach(() => folder[Symbol.dispose]());

  it('cuts documents into passages of plain text under their headings', async () => {
    const [passage] = await folder.knowledge.search('como faço a solicitação da poda');
    assert.deepEqual(
      { ...passage, passageId: '', score: 0, coverage: 0 },
      {
        passageId: '',
        collection: 'servicos',
        document: 'poda',
        title: 'Poda de árvore',
        headings: ['Solicitação'],
        text:
          'Para a solicitação, informe:\n\n1. o endereço;\n2. um ponto de referência (https://mapa.example/a).\n\n' +
          'Tipo: Poda; Preço: R$ 0,00 & sem taxa',
        score: 0,
        coverage: 0,
      },
    );
    assert.ok(passage);
    assert.ok(passage.coverage > 0 && passage.coverage <= 1);
    const { score, coverage, ...kept } = passage;
    assert.deepEqual(await folder.knowledge.readPassage(passage.passageId), kept);
  });

  it('touches nothing when nothing changed, and only what changed', async () => {
    const [before] = await folder.knowledge.search('prazo da poda');
    assert.deepEqual(await folder.ingest(), {
      changed: 0,
      unchanged: 2,
      deleted: 0,
      rejected: 0,
      passages: 0,
    });
    folder.put('servicos/iptu.md', document('IPTU', 'O IPTU vence em abril.'));
    assert.deepEqual(await folder.ingest(), {
      changed: 1,
      unchanged: 1,
      deleted: 0,
      rejected: 0,
      passages: 1,
    });
    assert.deepEqual(await folder.documentsFor('março'), []);
    assert.deepEqual(await folder.documentsFor('abril'), ['iptu']);
    const [after] = await folder.knowledge.search('prazo da poda');
    assert.equal(after?.passageId, before?.passageId);
  });

  it('keeps the id of a passage whose text stays, though the rest of its document changes', async () => {
    const [before] = await folder.knowledge.search('prazo da poda em emergência');
    folder.put('servicos/poda.md', PODA.replace('o endereço;', 'a rua;'));
    await folder.ingest();
    const [after] = await folder.knowledge.search('prazo da poda em emergência');
    assert.equal(after?.passageId, before?.passageId);
    assert.equal(after?.text, before?.text);
  });

  it('forgets deleted documents and collections, with every word of theirs', async () => {
    folder.remove('servicos/iptu.md');
    assert.equal((await folder.ingest()).deleted, 1);
    assert.deepEqual(await folder.documentsFor('IPTU vence'), []);
    folder.remove('servicos');
    await folder.ingest();
    const [left] = await database().query(
      `select (select count(*) from collections) + (select count(*) from documents) + (select count(*) from passages)
           + (select count(*) from terms) + (select count(*) from postings) + (select count(*) from words) as rows`,
    );
    assert.equal(left?.['rows'], 0);
  });

  it('names each bad file with its reason, keeps what was known of it, and takes the others', async () => {
    folder.put('servicos/poda.md', 'sem cabeçalho');
    folder.put('servicos/vazio.md', document('Vazio', ''));
    folder.put('servicos/latin1.md', Buffer.from([0x2d, 0xe9, 0xe3]));
    folder.put('servicos/yaml.md', '---\ntitle: a: b\n---\ntexto');
    folder.put(
      'servicos/sem-fim.md',
      document('Sem fim', Array.from({ length: 90_000 }, (_, n) => `p${n}`).join(' ')),
    );
    folder.put('outra/sources.yml', 'title: [');
    folder.put('servicos/novo.md', document('Novo', 'A creche abre às sete.'));
    const { log, warnings } = recordWarnings();
    const report = await folder.ingest(log);
    assert.deepEqual(
      { ...report, passages: 0 },
      { changed: 1, unchanged: 1, deleted: 0, rejected: 5, passages: 0 },
    );
    const named = warnings.map((warning) => String(warning['file']).split('/').slice(-2).join('/')).sort();
    assert.deepEqual(named, [
      ...[
        'outra/sources.yml',
        'servicos/latin1.md',
        'servicos/poda.md',
        'servicos/sem-fim.md',
        'servicos/vazio.md',
        'servicos/yaml.md',
      ],
    ]);
    assert.ok(warnings.every((warning) => String(warning['reason']).length > 5));
    assert.deepEqual(await folder.documentsFor('creche'), ['novo']);
    assert.ok((await folder.documentsFor('poda')).includes('poda'));
  });

  it('takes every document of this checkout, each passage of a size to be read', async () => {
    const { log, warnings } = recordWarnings();
    const report = await ingestFolder(database(), KNOWLEDGE, log);
    assert.deepEqual(warnings, []);
    assert.ok(report.changed >= 25, `${report.changed} documents`);
    const long = await database().query(
      `select document from passages where cardinality(regexp_split_to_array(text, '\\s+')) > 180`,
    );
    assert.deepEqual(long, []);
    const [found] = await folder.knowledge.search('Como acompanho o meu pedido?');
    assert.equal(found?.document, 'acompanhar-pedido');
  });

  it('is ingested by several processes at once without harm', async () => {
    folder.put('servicos/iptu.md', document('IPTU', 'O IPTU vence em maio.'));
    const reports = await Promise.all([folder.ingest(), folder.ingest(), folder.ingest()]);
    assert.equal(
      reports.reduce((sum, report) => sum + report.changed, 0),
      1,
    );
    assert.deepEqual(await folder.documentsFor('maio'), ['iptu']);
  });
});
