/** A history as PDF, read back: what it says, to whoever sees it or hears it, and of what people write. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toPrintable } from '../src/history/printable.ts';
import { writePdf } from '../src/history/write-pdf.ts';
import type { History } from '../src/history.ts';
import { assistant, CITED, citizen, DAY, history, NUMBER, SHOWN, tell } from './helpers/histories.ts';
import { readPdf } from './helpers/pdf.ts';

const toPdf = async (told: History) => readPdf(await writePdf(tell(told), { isCompressed: false }));

describe('a history as PDF', () => {
  it('says the same, in letters that can be copied out', async () => {
    const { text } = await toPdf(history(DAY));
    for (const said of [
      'Quanto tempo demora a poda? É urgente: ação, coração, pão & “aspas” – já…',
      'Fonte [1]: Poda de árvore: prazos (https://vila.example/poda)',
      'Você, 21/11/2026, 12:03',
      'A conversa foi passada para uma pessoa da equipe.',
      'Página 1 de 1',
    ])
      assert.ok(text.includes(said), said);
    assert.ok(!text.includes('nota interna'));
  });

  it('names its language, title, numbers and date, and its parts, for who does not see it', async () => {
    const { source, info, tags } = await toPdf(history(DAY.slice(0, 2)));
    assert.match(source, /\/Lang \(pt-BR\)/);
    assert.match(source, /\/Marked true/);
    assert.match(source, /\/DisplayDocTitle true/);
    assert.equal(info('Title'), `Cópia da sua conversa: Protocolo ${SHOWN}`);
    assert.equal(info('Keywords'), NUMBER);
    assert.match(info('CreationDate') ?? '', /^D:20261121183000Z/);
    // Question, and answer with options and source.
    assert.deepEqual(tags, ['H1', 'P', 'H2', 'P', 'H3', 'P', 'H3', 'P', 'P', 'P', 'Document']);
  });

  it('replaces what its fonts lack so that it is seen, and says so', async () => {
    const { text } = await toPdf(history([citizen('oi 😀👩🏽‍🚒 日本語 ā ☎'), assistant('olá 🇧🇷')]));
    assert.ok(text.includes('oi [emoji][emoji] [?] a [?]'), text);
    assert.ok(text.includes('olá [emoji]'));
    assert.match(text, /Este formato não mostra todos os sinais/);
    assert.doesNotMatch((await toPdf(history(DAY))).text, /não mostra todos/);
  });

  it('numbers its pages, and keeps what begins on one and ends on the next', async () => {
    const long = Array.from({ length: 400 }, (_, index) => `frase ${index} do texto.`).join(' ');
    const { pages, text, lines } = await toPdf(history([citizen(long), assistant('fim')]));
    assert.ok(pages > 1);
    assert.ok(lines.includes(`Página ${pages} de ${pages}`));
    for (const index of [0, 199, 399]) assert.ok(text.includes(`frase ${index} do texto.`), String(index));
  });

  it('holds a conversation of 2,000 messages, while others are served', async () => {
    const events = Array.from({ length: 1_000 }, (_, index) => [
      citizen(`pergunta ${index}: quanto tempo demora a poda?`),
      assistant(`resposta ${index}: até trinta dias depois do pedido [1].`, CITED),
    ]).flat();
    let turns = 0;
    const others = setInterval(() => turns++, 1);
    const { pages, text, lines } = await toPdf(history(events));
    clearInterval(others);
    for (let index = 0; index < 1_000; index++)
      assert.ok(text.includes(`pergunta ${index}:`) && text.includes(`resposta ${index}:`), String(index));
    assert.equal(lines.filter((line) => /^Página \d+ de/.test(line)).length, pages);
    assert.ok(turns > 100, `others had ${turns} turns`);
  });

  it('can be written of anything that people write', async () => {
    const said = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 5 }), async (texts) => {
        const pdf = await writePdf(tell(history(texts.map(citizen))));
        assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
        assert.match(pdf.subarray(-8).toString(), /%%EOF/);
      }),
      { numRuns: 40 },
    );
  });

  it('is given up when nobody waits for it', async () => {
    const signal = AbortSignal.abort(new Error('gone'));
    await assert.rejects(writePdf(tell(history(DAY)), { signal }), /gone/);
  });
});

describe('what a PDF can show', () => {
  it('is all of Portuguese, Spanish and English, as it is', () => {
    const text = 'ÁÀÂÃÉÊÍÓÔÕÚÜÇ áàâãéêíóôõúüç ñÑ¿¡ €“”‘’–—…•ªº§°½ R$ 10,00\n(sim) [1]';
    assert.deepEqual(toPrintable(text), { text, isReplaced: false });
    assert.equal(toPrintable(text.normalize('NFD')).text, text);
  });

  it('always is, whatever the text', () => {
    const printable = new TextDecoder('windows-1252');
    const all = new Set(printable.decode(Uint8Array.from({ length: 256 }, (_, code) => code)));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const sign of toPrintable(text).text) assert.ok(all.has(sign), JSON.stringify(sign));
      }),
    );
  });
});
