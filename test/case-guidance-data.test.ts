/** The tables that cases are explained from, the number's reader on any input, and how long it takes. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { formatCaseNumber, readCaseNumber } from '../agents/case-guidance/case-number.ts';
import type { Movement } from '../agents/case-guidance/cases.ts';
import { readCourts } from '../agents/case-guidance/courts.ts';
import { readGlossary } from '../agents/case-guidance/glossary.ts';
import { pageOf } from '../agents/case-guidance/history.ts';
import { meet, openAgent, textOf } from './helpers/case-guidance.ts';
import { INDICES, makeNumber, makeSource, movement, startDatajud } from './helpers/datajud-server.ts';

const FOLDER = new URL('../agents/case-guidance/', import.meta.url);
const courts = await readCourts(FOLDER);
const glossary = await readGlossary(FOLDER);
const read = async (file: string) => parse(await readFile(new URL(file, FOLDER), 'utf8'));
const explain = (code: number | undefined, name: string) =>
  glossary.explain({ code, name, at: '2026-01-01T00:00:00Z', details: [] });

describe('courts', () => {
  test('each of the 91 indices is of a court, and no other', () => {
    const named = [...courts.values()].flatMap(({ indices }) => indices);
    assert.equal(INDICES.length, 91);
    assert.deepEqual(new Set(named.filter((index) => index !== 'tre-df')), new Set(INDICES));
  });

  test('a number leads to its court', () => {
    const expected = {
      '8.26': 'TJSP',
      '8.25': 'TJSE',
      '8.07': 'TJDFT',
      '6.26': 'TRE-SP',
      '5.03': 'TRT3',
      '7.05': 'STM',
    };
    for (const [code, short] of Object.entries({
      ...expected,
      '9.21': 'TJMRS',
      '4.06': 'TRF6',
      '3.00': 'STJ',
    }))
      assert.equal(courts.get(code)?.short, short);
  });

  test('each site is of the judiciary, over HTTPS', () => {
    for (const { site } of courts.values()) assert.match(site, /^https:\/\/[\w.-]+\.jus\.br(\/|$)/);
  });
});

describe('the glossary', () => {
  test('explains more than 120 movements one by one, and each code once', async () => {
    const { movements } = await read('glossary.yml');
    const families: { codes: number[] }[] = await read('families.yml');
    const codes = [...Object.keys(movements).map(Number), ...families.flatMap((family) => family.codes)];
    assert.ok(Object.keys(movements).length > 120);
    assert.equal(new Set(codes).size, codes.length);
  });

  test('names that are the same are told apart by their code', () => {
    assert.equal(explain(339, 'Liminar').title, 'Liminar concedida');
    assert.equal(explain(792, 'Liminar').title, 'Liminar negada');
    assert.equal(explain(246, 'Definitivo').title, 'Processo arquivado');
    assert.equal(explain(12266, 'Confirmada').title, 'Intimação eletrônica lida');
  });

  test('what it does not know one by one is explained by where it stands, or by what it is about', () => {
    assert.deepEqual(
      [explain(275, 'Força maior'), explain(1002, 'Progressão de regime')].map(({ title, by }) => [
        title,
        by,
      ]),
      [
        ['Processo parado: Força maior', 'family'],
        ['Concedido: Progressão de regime', 'family'],
      ],
    );
    assert.deepEqual(explain(20_087, 'Penhora de bens').by, 'words');
    for (const name of ['Prescrição afastada', 'Não concessão de liminar', 'Coisa nunca vista', ''])
      assert.equal(explain(20_088, name).by, 'unknown');
  });

  test('its sentences are short and plain', async () => {
    const { movements, terms } = await read('glossary.yml');
    for (const { title, plain, next = '' } of Object.values<Record<string, string>>(movements)) {
      assert.ok((title ?? '').length <= 60, title);
      for (const sentence of `${plain} ${next}`.split(/(?<=[.?!])\s/))
        assert.ok(sentence.split(' ').length <= 30, sentence);
    }
    assert.ok(terms.length >= 10);
  });

  test('the longest word that is asked for is explained', () => {
    assert.equal(glossary.findTerm('o que é AUDIENCIA DE CONCILIAÇÃO?')?.word, 'audiência de conciliação');
    assert.equal(glossary.findTerm('transitado em julgado quer dizer o quê')?.word, 'transitado em julgado');
    assert.equal(glossary.findTerm('bom dia'), undefined);
  });
});

test('each language says the same, with the same places', async () => {
  const placesOf = (response: unknown) =>
    [...new Set(JSON.stringify(response).match(/\{\w+\}/g) ?? [])].sort();
  const portuguese = await read('responses.pt-BR.yml');
  for (const locale of ['en', 'es']) {
    const other = await read(`responses.${locale}.yml`);
    assert.deepEqual(Object.keys(other), Object.keys(portuguese));
    for (const key of Object.keys(portuguese))
      assert.deepEqual(placesOf(other[key]), placesOf(portuguese[key]), key);
  }
});

describe('any input', () => {
  const awaited = fc.option(fc.record({ pieces: fc.stringMatching(/^\d{0,19}$/) }), { nil: undefined });
  const words = fc.array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.integer().map(String), fc.constant(' - ')),
  );

  test('is read as a number, or said what is wrong with it', () => {
    fc.assert(
      fc.property(words, awaited, (parts, before) => {
        const found = readCaseNumber(parts.join(' '), courts, before);
        if (found.type === 'partial') assert.ok(found.digits.length < 20);
        if (found.type === 'valid') assert.match(found.number, /^\d{20}$/);
      }),
    );
  });

  test('a number is found as it is written, and cut anywhere', () => {
    const codes = fc.constantFrom(...courts.keys());
    fc.assert(
      fc.property(codes, fc.nat(9_999_999), fc.integer({ min: 1, max: 19 }), (code, sequence, at) => {
        const number = makeNumber(code, sequence);
        const valid = { type: 'valid', number };
        assert.deepEqual(readCaseNumber(`é o ${formatCaseNumber(number)}, viu?`, courts, undefined), valid);
        const first = readCaseNumber(number.slice(0, at), courts, { pieces: '' });
        // As many digits as a protocol number has may be one.
        if (first.type === 'protocol') return;
        assert.deepEqual(first, { type: 'partial', digits: number.slice(0, at) });
        const rest = readCaseNumber(number.slice(at), courts, { pieces: number.slice(0, at) });
        if (20 - at < 14) assert.deepEqual(rest, valid);
      }),
    );
  });

  test('page after page, every movement is shown once', () => {
    const moments = fc.array(fc.tuple(fc.nat(40), fc.nat(3)), { maxLength: 60 });
    fc.assert(
      fc.property(moments, (drawn) => {
        const movements = drawn
          .map(([day, code]): Movement => {
            const at = new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
            return { at, code, name: 'x', details: [] };
          })
          .sort((a, b) => (a.at < b.at ? 1 : -1));
        let shown = 0;
        let olderThan: string | undefined;
        do {
          const page = pageOf(movements, olderThan);
          for (const { count } of page.steps) shown += count;
          olderThan = page.olderThan;
        } while (olderThan !== undefined);
        assert.equal(shown, movements.length);
      }),
    );
  });
});

test('a case of 2,000 movements is explained each time anew', async () => {
  await using server = await startDatajud();
  const number = makeNumber('8.26', 9);
  const movimentos = Array.from({ length: 2_000 }, (_, at) =>
    movement(
      [60, 581, 85, 51, 275, 99_999][at % 6] ?? 0,
      'Nome',
      new Date(Date.UTC(2020, 0, 1 + at)).toISOString(),
    ),
  );
  server.reply({ sources: [makeSource(number, { movimentos })] });
  const citizen = meet(await openAgent(server));
  await citizen.say(number);
  for (let at = 0; at < 10; at++) assert.match(textOf(await citizen.choose('summary')), /Ver|Processo/);
});
