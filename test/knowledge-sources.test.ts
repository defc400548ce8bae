/** sources.yml: what it says of the documents, and what is said of it when it is wrong. */
import assert from 'node:assert/strict';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { HeadingLevel } from 'docx';
import { readCollections } from '../src/knowledge/collection.ts';
import { listDocuments } from '../src/knowledge/uploads.ts';
import { overDatabases, temporaryFolder } from './helpers/databases.ts';
import { makeDocx, paragraph } from './helpers/documents.ts';
import { document, type KnowledgeFolder, openKnowledgeFolder } from './helpers/knowledge-folder.ts';
import { html } from './helpers/site.ts';

const CHARTERS = join(import.meta.dirname, '../../shared/data/knowledge/cartas-de-servico-xml');

overDatabases('file sources', (database) => {
  let folder: KnowledgeFolder;
  beforeEach(async () => {
    folder = await openKnowledgeFolder(database());
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  const readAbout = async (name: string) => {
    const all = await listDocuments(database(), { limit: 100 });
    const { title, locale, owner, audience, validFrom, validUntil, address } =
      all.find((each) => each.document === name) ?? assert.fail(`${name} is not there`);
    return { title, locale, owner, audience, validFrom, validUntil, address };
  };

  it('say what holds for their documents, which may know better', async () => {
    using outside = temporaryFolder();
    folder.put(
      'leis/sources.yml',
      [
        'title: Leis',
        'owner: Procuradoria',
        'audience: staff',
        'sources:',
        `  - files: ["*.md", "anexos/**/*.html"]`,
        '    owner: Câmara',
        '    audience: public',
        '    valid_from: 2025-01-01',
        '    valid_until: 2099-12-31',
        '    address: https://leis.example/textos/',
        '  - files: "**/*.txt"',
        `    folder: ${JSON.stringify(outside.path)}`,
        '    locale: en',
      ].join('\n'),
    );
    folder.put('leis/lei 1.md', document('Lei 1', 'Texto da lei primeira.'));
    folder.put('leis/anexos/2025/b.html', html('Anexo B', '<h2 id="t">Tabela</h2><p>Conteúdo do anexo.</p>'));
    const front =
      'title: Lei 2\nowner: Gabinete\naudience: staff\nvalid_until: 2030-06-30\naddress: https://x.example/2\n';
    folder.put('leis/lei-2.md', `---\n${front}---\n\nTexto da segunda.\n`);
    writeFileSync(join(outside.path, 'note.txt'), 'Office hours\n\nThe office opens at nine.\n');
    assert.deepEqual((await folder.ingest()).rejected, []);
    const shared = { locale: 'pt-BR', owner: 'Câmara', audience: 'public', validFrom: '2025-01-01' };
    assert.deepEqual(await readAbout('lei 1'), {
      ...{ ...shared, title: 'Lei 1', validUntil: '2099-12-31' },
      address: 'https://leis.example/textos/lei%201.md',
    });
    assert.deepEqual(await readAbout('lei-2'), {
      ...{ ...shared, title: 'Lei 2', owner: 'Gabinete', audience: 'staff', validUntil: '2030-06-30' },
      address: 'https://x.example/2',
    });
    const [annex] = await folder.knowledge.search('conteúdo do anexo');
    assert.equal(annex?.address, 'https://leis.example/textos/anexos/2025/b.html#t');
    const note = await readAbout('note');
    assert.deepEqual([note.locale, note.owner, note.audience], ['en', 'Procuradoria', 'staff']);
    assert.deepEqual(await folder.documentsFor('office opens'), [], 'not for the public');
    const [forStaff] = await folder.knowledge.search('office opens', { audience: 'staff' });
    assert.equal(forStaff?.document, 'note');
    const passageId = forStaff?.passageId ?? '';
    assert.equal(await folder.knowledge.readPassage(passageId), undefined, 'nor by its id');
    assert.equal((await folder.knowledge.readPassage(passageId, 'staff'))?.document, 'note');
  });

  it('keep for the staff what is for the staff, whatever a file says', async () => {
    folder.put('interno/sources.yml', 'title: Interno\naudience: staff\nsources:\n  - files: "*.md"\n');
    folder.put(
      'interno/plantao.md',
      '---\ntitle: Plantão\naudience: public\n---\n\nO plantão começa às 19h.\n',
    );
    await folder.ingest();
    assert.deepEqual(await folder.documentsFor('plantão'), []);
    const [found] = await folder.knowledge.search('plantão', { audience: 'staff' });
    assert.equal(found?.document, 'plantao');
  });

  it('change their documents when what they say changes', async () => {
    const yaml =
      'title: Serviços\nowner: Prefeitura\nsources:\n  - files: "*.md"\n    valid_until: 2001-01-01\n';
    folder.put('servicos/sources.yml', yaml);
    assert.equal((await folder.ingest()).changed, 2);
    assert.deepEqual(await folder.documentsFor('IPTU'), [], 'it holds no longer');
    folder.put('servicos/sources.yml', yaml.replace('title: Serviços', 'title: Outros'));
    const renamed = await folder.ingest();
    assert.deepEqual([renamed.changed, renamed.build !== null], [0, true]);
  });

  it('take DOCX, and of two files of one name the first', async () => {
    const content = [
      paragraph('Regimento', { heading: HeadingLevel.TITLE }),
      paragraph('Horários', { heading: HeadingLevel.HEADING_1 }),
      paragraph('O arquivo municipal abre às terças.'),
    ];
    folder.put('servicos/regimento.docx', Buffer.from(await makeDocx(content)));
    folder.put('servicos/regimento.md', document('Outro', 'Outro texto.'));
    folder.put('servicos/.oculto.md', document('Oculto', 'Nada.'));
    const { rejected, changed } = await folder.ingest();
    assert.equal(changed, 1);
    assert.deepEqual(rejected, [
      {
        ...{ collection: 'servicos', place: 'servicos/regimento.md' },
        reason: 'it has the same name as servicos/regimento.docx',
      },
    ]);
    const [found] = await folder.knowledge.search('quando abre o arquivo municipal');
    assert.deepEqual([found?.document, found?.headings], ['regimento', ['Horários']]);
  });

  it('say when a folder is not there or no file is like it, and keep what was known', async () => {
    folder.put(
      'servicos/sources.yml',
      'title: S\nsources:\n  - files: "*.md"\n    folder: nenhuma\n  - files: "*.odt"\n',
    );
    const { rejected, deleted } = await folder.ingest();
    assert.equal(deleted, 0);
    assert.equal(rejected.length, 2);
    assert.match(rejected[0]?.reason ?? '', /no such file or directory/);
    assert.equal(rejected[1]?.reason, 'no file is like *.odt');
    assert.deepEqual(await folder.documentsFor('IPTU vence'), ['iptu']);
  });

  const missing = globSync('*.xml', { cwd: CHARTERS }).length === 0 && 'the charters are not on this machine';
  it('take charters, and find them', { skip: missing }, async () => {
    const files = globSync('*.xml', { cwd: CHARTERS }).sort().slice(0, 40);
    folder.put('cartas/sources.yml', 'title: Cartas\nsources:\n  - files: "*.xml"\n');
    for (const file of files) folder.put(`cartas/${file}`, readFileSync(join(CHARTERS, file)));
    const report = await folder.ingest();
    assert.deepEqual([report.rejected, report.changed], [[], files.length]);
    const all = await listDocuments(database(), { collection: 'cartas', limit: 100 });
    for (const { title } of all.slice(0, 5)) {
      const found = await folder.knowledge.search(title ?? '', { collections: ['cartas'] });
      assert.ok(
        found.some((passage) => passage.title === title),
        title ?? 'a charter without title',
      );
    }
  });
});

describe('sources.yml', () => {
  const wrong = async (yaml: string) => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'c'));
    writeFileSync(join(folder.path, 'c/sources.yml'), yaml);
    const { collections, unreadable } = await readCollections(folder.path);
    assert.deepEqual(collections, []);
    return unreadable[0]?.reason;
  };

  for (const [what, yaml, reason] of [
    ['no title', 'sources: []', /^c\/sources\.yml:1: title: /],
    [
      'the files where they used to stand',
      'title: T\nfiles: "*.md"\nsources: []',
      /files belongs under sources:/,
    ],
    [
      'a source of no kind',
      'title: T\nsources:\n  - owner: x',
      /:3: sources\.0: must have one of files, pages, sitemap/,
    ],
    [
      'a source of two kinds',
      'title: T\nsources:\n  - files: x\n    sitemap: https://a.example/s.xml',
      /must have one of/,
    ],
    ['an unknown key', 'title: T\nsources:\n  - files: x\n    onwer: y', /:3: sources\.0: .*onwer/],
    [
      'no day',
      'title: T\nsources:\n  - files: x\n    valid_until: 31/12/2026',
      /:4: .*must be a day as 2026-01-31/,
    ],
    [
      'days in disorder',
      'title: T\nsources:\n  - files: x\n    valid_from: 2026-02-01\n    valid_until: 2026-01-01',
      /before valid_from/,
    ],
    [
      'an audience of nobody',
      'title: T\naudience: all\nsources: []',
      /:2: audience: must be public or staff/,
    ],
    [
      'a file as address',
      'title: T\nsources:\n  - pages: file:///etc/passwd',
      /:3: .*must be an address as https/,
    ],
    [
      'a password in the address',
      'title: T\nsources:\n  - pages: https://u:p@a.example/',
      /must be an address as https/,
    ],
    ['no language', 'title: T\nlocale: português\nsources: []', /:2: locale: must be a language tag/],
  ] as const) {
    it(`is refused with ${what}`, async () => assert.match((await wrong(yaml)) ?? '', reason));
  }
});
