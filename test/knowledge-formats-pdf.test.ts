/** PDF: what stands on the pages, as a person reads it, and what is wrong with those that cannot be read. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import type { Document } from '../src/knowledge/document.ts';
import { readDocument } from '../src/knowledge/formats/read-document.ts';
import { makePdf } from './helpers/documents.ts';

const read = (bytes: Uint8Array, name = 'guia.pdf'): Promise<Document> => readDocument(bytes, { name });
const textOf = ({ sections }: Document): string =>
  sections.flatMap(({ blocks }) => blocks.map(({ text }) => text)).join('\n\n');
const bodyOf = (topic: string, sentences: number): string =>
  Array.from(
    { length: sentences },
    (_, at) => `A regra ${at} sobre ${topic} vale para todos os bairros.`,
  ).join(' ');

/** A guide with a head and a foot on each page, as text editors write them. */
const makeGuide = (): Promise<Uint8Array> =>
  makePdf((pdf) => {
    pdf.font('Helvetica-Bold').fontSize(22).text('Guia da iluminação pública');
    for (const chapter of ['Como pedir', 'Prazos', 'Recursos']) {
      if (chapter !== 'Como pedir') pdf.addPage();
      pdf.moveDown().font('Helvetica-Bold').fontSize(15).text(chapter);
      pdf.moveDown(0.5).font('Helvetica').fontSize(11).text(bodyOf(chapter.toLowerCase(), 8));
      pdf.moveDown().text(`O canal de ${chapter.toLowerCase()} é o 156.`);
    }
    const { start, count } = pdf.bufferedPageRange();
    for (let page = start; page < start + count; page++) {
      pdf.switchToPage(page);
      pdf.page.margins.bottom = 0;
      pdf
        .fontSize(8)
        .text('Prefeitura de Vila Esperança – Secretaria de Obras', 57, 30, { lineBreak: false });
      pdf.text(`Página ${page + 1} de ${count}`, 270, 810, { lineBreak: false });
    }
  });

describe('a PDF of several pages', () => {
  it('has its title, its headings by their size, and the page of each section', async () => {
    const { title, mediaType, sections } = await read(await makeGuide());
    assert.equal(title, 'Guia da iluminação pública');
    assert.equal(mediaType, 'application/pdf');
    assert.deepEqual(
      sections.map(({ headings, page }) => [headings, page]),
      [
        [['Como pedir'], 1],
        [['Prazos'], 2],
        [['Recursos'], 3],
      ],
    );
  });

  it('joins lines to paragraphs, and leaves out head and foot', async () => {
    const document = await read(await makeGuide());
    assert.deepEqual(
      document.sections.map(({ blocks }) => blocks.map(({ text }) => text)),
      ['como pedir', 'prazos', 'recursos'].map((topic) => [bodyOf(topic, 8), `O canal de ${topic} é o 156.`]),
    );
  });

  it('takes the title of its metadata when a person wrote it, and not when a program did', async () => {
    const draw = (pdf: PDFKit.PDFDocument) => void pdf.fontSize(12).text('Use o portal para pedir a poda.');
    assert.equal((await read(await makePdf(draw, { title: 'Manual da poda' }))).title, 'Manual da poda');
    for (const title of ['Microsoft Word - minuta_v3.docx', 'Documento1', 'untitled', '']) {
      assert.equal((await read(await makePdf(draw, { title }), 'obras/poda-2026.pdf')).title, 'poda-2026');
    }
  });

  it('is the same each time it is read', async () => {
    const bytes = await makeGuide();
    assert.deepEqual(await read(bytes), await read(bytes));
  });
});

describe('the layout of a PDF', () => {
  it('reads columns one after the other, below what stands across both', async () => {
    const bytes = await makePdf((pdf) => {
      pdf.font('Helvetica-Bold').fontSize(20).text('Boletim da cidade de Vila Esperança');
      pdf.font('Helvetica').fontSize(10);
      pdf.text(bodyOf('lixo', 18), 57, 110, { width: 225, columns: 1 });
      pdf.text(bodyOf('água', 18), 310, 110, { width: 225 });
    });
    const text = textOf(await read(bytes));
    assert.equal(text, `${bodyOf('lixo', 18)}\n\n${bodyOf('água', 18)}`);
  });

  it('undoes hyphens at line ends, but not those of compounds and pronouns', async () => {
    const bytes = await makePdf((pdf) => {
      const lines = [
        'O atendimento ao público acontece de segunda-',
        'feira a sexta, das oito às dezessete horas. A soli-',
        'citação precisa de um documento. Para cadastrar-',
        'se, leve o cartão. O guarda-chuva não é preciso, e um guarda-',
        'chuva basta para todos os que vierem juntos à prefei-',
        'tura da cidade.',
      ];
      pdf.fontSize(12);
      for (const [at, line] of lines.entries()) pdf.text(line, 57, 100 + at * 15, { lineBreak: false });
    });
    assert.equal(
      textOf(await read(bytes)),
      'O atendimento ao público acontece de segunda-feira a sexta, das oito às dezessete horas. A solicitação ' +
        'precisa de um documento. Para cadastrar-se, leve o cartão. O guarda-chuva não é preciso, e um ' +
        'guarda-chuva basta para todos os que vierem juntos à prefeitura da cidade.',
    );
  });

  it('keeps items and rows on lines of their own, each cell with its heading', async () => {
    const bytes = await makePdf((pdf) => {
      pdf.font('Helvetica').fontSize(11).text('Para pedir a segunda via do documento, leve:', 57, 80);
      for (const [at, item] of ['carteira de identidade;', 'comprovante de endereço.'].entries())
        pdf.text(`• ${item}`, 57, 100 + at * 15, { lineBreak: false });
      const rows = [
        ['Serviço', 'Preço', 'Prazo'],
        ['Poda', 'R$ 0,00', '15 dias'],
        ['Certidão', 'R$ 12,50', '2 dias'],
      ];
      for (const [at, row] of rows.entries()) {
        pdf.font(at === 0 ? 'Helvetica-Bold' : 'Helvetica');
        for (const [column, cell] of row.entries())
          pdf.text(cell, 57 + column * 150, 170 + at * 20, { lineBreak: false });
      }
      pdf
        .font('Helvetica')
        .text('Quem não puder vir pode pedir que outra pessoa venha em seu lugar, com procuração.', 57, 260);
    });
    const { sections } = await read(bytes);
    const blocks = sections.flatMap((section) => section.blocks);
    assert.deepEqual(blocks.slice(1, 3), [
      { kind: 'text', text: '- carteira de identidade;\n- comprovante de endereço.' },
      {
        kind: 'table',
        text: 'Serviço: Poda; Preço: R$ 0,00; Prazo: 15 dias\nServiço: Certidão; Preço: R$ 12,50; Prazo: 2 dias',
      },
    ]);
  });

  it('shows where links lead, and no lines of a table of contents', async () => {
    const bytes = await makePdf((pdf) => {
      pdf.fontSize(12).text('Introdução ........................ 3', 57, 60);
      pdf.text('Peça no ', 57, 90, { continued: true });
      pdf.text('portal de serviços', { link: 'https://servicos.example/poda', continued: true });
      pdf.text(' da cidade.', { link: null });
    });
    assert.equal(
      textOf(await read(bytes)),
      'Peça no portal de serviços (https://servicos.example/poda) da cidade.',
    );
  });
});

describe('a PDF that cannot be read', () => {
  it('says that it was scanned, is encrypted, cut off or broken', async () => {
    const text = (pdf: PDFKit.PDFDocument) => void pdf.text('A creche abre às sete.');
    const picture = await makePdf((pdf) => void pdf.rect(50, 50, 100, 100).fill('black'));
    await assert.rejects(read(picture), { message: 'it has no text: it was probably scanned' });
    const locked = await makePdf(text, { password: 'segredo' });
    await assert.rejects(read(locked), { message: 'it is encrypted: save it without a password' });
    const whole = await makePdf(text);
    const half = whole.subarray(0, whole.length / 2);
    await assert.rejects(read(half), { message: 'its end is missing: it was probably not copied whole' });
    const broken = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(200, 'x'), Buffer.from('\n%%EOF')]);
    await assert.rejects(read(broken), { message: 'it is broken, and cannot be read as a PDF' });
  });

  it('says that it unpacks to more than a document needs', async () => {
    const packed = deflateSync(Buffer.alloc(257_000_000), { level: 1 });
    const object = (dictionary: string) =>
      Buffer.concat([
        Buffer.from(`%PDF-1.4\n1 0 obj <<${dictionary}>>\nstream\n`),
        packed,
        Buffer.from('\nendstream endobj\n%%EOF'),
      ]);
    const one = object(`/Filter /FlateDecode /Length ${packed.length}`);
    await assert.rejects(read(one), { message: 'a stream in it unpacks to more than 256000000 bytes' });
    const two = object(`/Filter [/FlateDecode /FlateDecode] /Length ${packed.length}`);
    await assert.rejects(read(two), { message: 'a stream in it is packed twice' });
  });

  it('stops between two pages when nobody waits for it any more', async () => {
    const stop = new AbortController();
    const bytes = await makePdf((pdf) => {
      for (let page = 0; page < 40; page++) pdf.addPage().text(bodyOf('luz', 30));
    });
    const reading = readDocument(bytes, { name: 'x.pdf', signal: stop.signal });
    setImmediate(() => stop.abort(new Error('nobody waits')));
    await assert.rejects(reading, { message: 'nobody waits' });
  });
});
