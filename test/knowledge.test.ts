/** Ingest: from a folder of Markdown to passages, and back out. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, it } from 'node:test';
import { type IngestReport, ingestAll } from '../src/knowledge/ingest.ts';
import { overDatabases } from './helpers/databases.ts';
import {
  document,
  type KnowledgeFolder,
  openKnowledgeFolder,
  PODA,
  recordWarnings,
} from './helpers/knowledge-folder.ts';

const KNOWLEDGE = join(import.meta.dirname, '../knowledge');

/** What of a report does not depend on the machine, or on what was there before. */
const countsOf = ({ changed, unchanged, deleted, rejected, passages }: IngestReport) => ({
  ...{ changed, unchanged, deleted, passages },
  rejected: rejected.length,
});

overDatabases('ingest', (database) => {
  let folder: KnowledgeFolder;
  beforeEach(async () => {
    folder = await openKnowledgeFolder(database());
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  it('cuts documents into passages of plain text under their headings', async () => {
    const [passage] = await folder.knowledge.search('como faço a solicitação da poda');
    assert.deepEqual(
      { ...passage, passageId: '', score: 0, coverage: 0, confidence: 0 },
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
        confidence: 0,
      },
    );
    assert.ok(passage);
    assert.ok(passage.coverage > 0 && passage.coverage <= 1);
    const { score, coverage, confidence, ...kept } = passage;
    assert.deepEqual(await folder.knowledge.readPassage(passage.passageId), kept);
  });

  it('touches nothing when nothing changed, and only what changed', async () => {
    const [before] = await folder.knowledge.search('prazo da poda');
    const nothing = { changed: 0, unchanged: 2, deleted: 0, rejected: 0, passages: 0 };
    const same = await folder.ingest();
    assert.deepEqual([countsOf(same), same.build], [nothing, null]);
    folder.put('servicos/iptu.md', document('IPTU', 'O IPTU vence em abril.'));
    const one = { changed: 1, unchanged: 1, deleted: 0, rejected: 0, passages: 1 };
    assert.deepEqual(countsOf(await folder.ingest()), one);
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

  it('forgets deleted documents and collections at once', async () => {
    folder.remove('servicos/iptu.md');
    assert.equal((await folder.ingest()).deleted, 1);
    assert.deepEqual(await folder.documentsFor('IPTU vence'), []);
    folder.remove('servicos');
    assert.equal((await folder.ingest()).deleted, 1);
    assert.deepEqual(await folder.documentsFor('poda'), []);
  });

  it('names each bad file with its reason, keeps what was known of it, and takes the others', async () => {
    folder.put('servicos/poda.md', '---\ntitle: a: b\n---\ntexto');
    folder.put('servicos/vazio.md', document('Vazio', ''));
    folder.put('servicos/quebrado.pdf', Buffer.from('%PDF-1.7\nnot a file'));
    folder.put('servicos/quebrado.docx', Buffer.from('PK\u0003\u0004 not a file'));
    folder.put('servicos/foto.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    folder.put('outra/sources.yml', 'title: [');
    folder.put('servicos/novo.md', document('Novo', 'A creche abre às sete.'));
    const { log, warnings } = recordWarnings();
    const report = await folder.ingest(log);
    const bad = ['foto.png', 'poda.md', 'quebrado.docx', 'quebrado.pdf', 'vazio.md'];
    assert.deepEqual(report.rejected.map(({ place }) => place).sort(), [
      'outra/sources.yml',
      ...bad.map((file) => `servicos/${file}`),
    ]);
    assert.deepEqual(
      { ...countsOf(report), passages: 0 },
      { changed: 1, unchanged: 1, deleted: 0, rejected: 6, passages: 0 },
    );
    assert.deepEqual(
      warnings.map((warning) => warning['file']).sort(),
      report.rejected.map(({ place }) => place).sort(),
    );
    const reasons = new Map(report.rejected.map(({ place, reason }) => [place, reason]));
    assert.match(reasons.get('outra/sources.yml') ?? '', /^outra\/sources\.yml:1: /);
    assert.match(reasons.get('servicos/poda.md') ?? '', /line 2/);
    assert.ok(report.rejected.every(({ reason }) => reason.length > 5));
    assert.deepEqual(await folder.documentsFor('creche'), ['novo']);
    assert.ok((await folder.documentsFor('poda')).includes('poda'));
  });

  it('takes every document of this checkout, each passage of a size to be read', async () => {
    const { log, warnings } = recordWarnings();
    const report = await ingestAll({ database: database(), folder: KNOWLEDGE, log });
    await folder.knowledge.refresh();
    assert.deepEqual(warnings, []);
    assert.ok(report.changed >= 25, `${report.changed} documents`);
    const long = await database().query(
      `select passage_id from passages where cardinality(regexp_split_to_array(text, '\\s+')) > 180`,
    );
    assert.deepEqual(long, []);
    const [found] = await folder.knowledge.search('Como acompanho o meu pedido?');
    assert.equal(found?.document, 'acompanhar-pedido');
  });

  it('is ingested by several at once: one build, and nothing twice', async () => {
    folder.put('servicos/iptu.md', document('IPTU', 'O IPTU vence em maio.'));
    const reports = await Promise.all([folder.ingest(), folder.ingest(), folder.ingest()]);
    assert.equal(reports.filter(({ build }) => build !== null).length, 1);
    assert.equal(
      reports.reduce((sum, report) => sum + report.changed, 0),
      1,
    );
    assert.deepEqual(await folder.documentsFor('maio'), ['iptu']);
    const staged = await database().query('select id from documents where since is null');
    assert.deepEqual(staged, [], 'what the slower ones had read is gone');
  });
});
