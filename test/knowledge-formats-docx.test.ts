/** Word documents: headings, lists, tables and links survive, and what is hostile or broken is refused. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ExternalHyperlink, HeadingLevel, Paragraph, TextRun } from 'docx';
import { unzipSync, zipSync } from 'fflate';
import { readDocument } from '../src/knowledge/formats/read-document.ts';
import { makeDocx, paragraph, table } from './helpers/documents.ts';

const read = (bytes: Uint8Array, name = 'normas/poda-2026.docx') => readDocument(bytes, { name });

const makeNorm = (): Promise<Uint8Array> =>
  makeDocx(
    [
      paragraph('Norma da poda', { heading: HeadingLevel.TITLE }),
      paragraph('Vale para árvores em vias públicas.'),
      paragraph('Como pedir', { heading: HeadingLevel.HEADING_1 }),
      paragraph('O pedido é feito:'),
      paragraph('pelo telefone 156;', { bullet: { level: 0 } }),
      paragraph('em dias úteis;', { bullet: { level: 1 } }),
      paragraph('pessoalmente.', { bullet: { level: 0 } }),
      paragraph('Passos', { heading: HeadingLevel.HEADING_2 }),
      paragraph('Informe o endereço.', { numbering: { reference: 'passos', level: 0 } }),
      paragraph('Aguarde a vistoria.', { numbering: { reference: 'passos', level: 0 } }),
      paragraph('Prazos', { heading: HeadingLevel.HEADING_1 }),
      table([
        ['Risco', 'Prazo'],
        ['Alto', '24 horas'],
        ['Baixo', '30 dias'],
      ]),
      new Paragraph({
        children: [
          new TextRun('Leia a '),
          new ExternalHyperlink({ link: 'https://leis.example/123', children: [new TextRun('lei')] }),
          new TextRun(' e o '),
          new ExternalHyperlink({ link: 'javascript:alert(1)', children: [new TextRun('decreto')] }),
          new TextRun('.'),
        ],
      }),
    ],
    { title: 'Modelo.docx' },
  );

describe('a word document', () => {
  it('has its title, headings, lists, tables and links', async () => {
    const { title, sections } = await read(await makeNorm());
    assert.equal(title, 'Norma da poda');
    assert.deepEqual(
      sections.map(({ headings, blocks }) => [headings.join(' › '), ...blocks.map(({ text }) => text)]),
      [
        ['', 'Vale para árvores em vias públicas.'],
        ['Como pedir', 'O pedido é feito:', '- pelo telefone 156;\n  - em dias úteis;\n- pessoalmente.'],
        ['Como pedir › Passos', '1. Informe o endereço.\n2. Aguarde a vistoria.'],
        [
          'Prazos',
          'Risco: Alto; Prazo: 24 horas\nRisco: Baixo; Prazo: 30 dias',
          'Leia a lei (https://leis.example/123) e o decreto.',
        ],
      ],
    );
    assert.equal(sections[3]?.blocks[0]?.kind, 'table');
  });

  it('is called by its properties, its heading or its file, in this order', async () => {
    const text = paragraph('Texto.');
    const heading = paragraph('Edital', { heading: HeadingLevel.HEADING_1 });
    assert.equal(
      (await read(await makeDocx([heading, text], { title: 'Edital de 2026' }))).title,
      'Edital de 2026',
    );
    assert.equal((await read(await makeDocx([heading, text], { title: 'modelo_v2.docx' }))).title, 'Edital');
    assert.equal((await read(await makeDocx([text]))).title, 'poda-2026');
  });
});

/** The archive with one of its parts as it is given. */
const withPart = (bytes: Uint8Array, name: string, content: Uint8Array): Uint8Array =>
  zipSync({ ...unzipSync(bytes), [name]: content });

/** The archive with another unpacked size of its main part in its directory. */
function withUnpackedSize(bytes: Uint8Array, size: number): Uint8Array {
  const archive = Buffer.from(bytes);
  const entry = archive.lastIndexOf('word/document.xml') - 46;
  assert.equal(archive.readUInt32LE(entry), 0x02014b50, 'an entry of the directory');
  archive.writeUInt32LE(size, entry + 24);
  return archive;
}

describe('a word document that cannot be read', () => {
  it('is refused when it has no text, or is cut off', async () => {
    await assert.rejects(read(await makeDocx([paragraph('')])), { message: 'it has no text' });
    const whole = await makeNorm();
    for (const share of [0.3, 0.6, 0.9, 0.999]) {
      await assert.rejects(read(whole.subarray(0, Math.floor(whole.length * share))), /broken|is not|zip/);
    }
  });

  it('is refused when its parts are broken', async () => {
    const whole = await makeNorm();
    await assert.rejects(read(withPart(whole, 'word/document.xml', Buffer.from('<w:document'))), /broken/);
    const { 'word/document.xml': _, ...others } = unzipSync(whole);
    await assert.rejects(read(zipSync(others)), /no Word document|is not/);
  });

  it('is refused when it unpacks to more than a book has', async () => {
    const bomb = withUnpackedSize(await makeNorm(), 100_000_000);
    await assert.rejects(read(bomb), { message: 'it unpacks to more than 60000000 bytes of text' });
  });

  it('takes no more memory than it says it needs, when it lies about that', async () => {
    const large = withPart(await makeNorm(), 'word/document.xml', new Uint8Array(5_000_000).fill(32));
    await assert.rejects(read(withUnpackedSize(large, 1_000)), /broken/);
  });
});
