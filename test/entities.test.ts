/** What a message holds, whatever its language: tables in test/entities/. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isCaseNumber, isCnpj, isCpf } from '../src/entities/check-digits.ts';
import { findEntities, joinPieces } from '../src/entities.ts';
import { createProtocolNumber } from '../src/protocol-number.ts';
import { describeFound, readTable } from './entities/tables.ts';

const options = { locale: 'pt-BR', now: new Date('2026-11-21T13:30:00Z'), timeZone: 'America/Sao_Paulo' };

const find = (text: string): string[] =>
  findEntities(text, options).map(({ name, value }) => `${name} ${value}`);

for (const file of ['numbers.yml', 'quantities.pt-BR.yml', 'nothing.pt-BR.yml', 'dates.en-es.yml']) {
  describe(file, () => {
    for (const each of readTable(file)) {
      it(each.text || '(empty)', () => assert.deepEqual(describeFound(each), each.expected));
    }
  });
}

describe('check digits', () => {
  const pad = (value: number, length: number): string => String(value).padStart(length, '0');
  const complete = (body: string, isValid: (digits: string) => boolean): string[] =>
    Array.from({ length: 100 }, (_, digits) => body + pad(digits, 2)).filter(isValid);

  it('each body has one pair of them, and a wrong digit is found', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999_998 }),
        fc.nat(10),
        fc.integer({ min: 1, max: 9 }),
        (body, at, by) => {
          const [cpf = '', ...others] = complete(pad(body, 9), isCpf);
          if (/^(\d)\1{8}$/.test(pad(body, 9))) return;
          assert.deepEqual(others, []);
          const wrong = cpf.slice(0, at) + ((Number(cpf[at]) + by) % 10) + cpf.slice(at + 1);
          assert.deepEqual(find(`meu cpf é ${cpf}`), [`cpf ${cpf}`]);
          assert.ok(!find(`meu cpf é ${wrong}`).includes(`cpf ${wrong}`));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('the examples of those who made the rules', () => {
    assert.ok(isCnpj('12ABC34501DE35'), 'Serpro, alphanumeric CNPJ');
    assert.ok(isCaseNumber('00008323520184013202'), 'CNJ, DataJud');
    assert.ok(!isCnpj('12abc34501de35') && !isCpf('529.982.247-25'), 'only normal forms');
  });

  it('finds whatever protocol number this program makes', () => {
    const number = createProtocolNumber(options.now);
    assert.deepEqual(find(`protocolo ${number}`), [`protocol-number ${number}`]);
  });
});

describe('numbers in pieces', () => {
  it('over several messages', () => {
    const joined = joinPieces(['meu cpf é 529', '982.', 'dois quatro sete', 'só um minuto', 'e 25']);
    assert.deepEqual(find(joined), ['cpf 52998224725']);
  });

  it('one digit said alone counts', () => assert.equal(joinPieces(['um', 'meia', '3', 'é isso']), '163'));
});

describe('any text', () => {
  const words = fc.constantFrom(
    ...'dia 15 de março às três e meia R$ 1.250,50 , / - . 529.982.247-25 sexta que vem até desde fim do mês ã́ 👍🏽 @ a.b http:// º ( ) + 55 11 mil dois %'.split(
      ' ',
    ),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words, { maxLength: 40 }).map((list) => list.join(' ')),
  );

  it('has its entities in order, apart, within it, and the same each time', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('pt-BR', 'en', 'es', 'xx'), (message, locale) => {
        const found = findEntities(message, { ...options, locale });
        let last = 0;
        for (const { name, value, start, end } of found) {
          assert.ok(start >= last && end > start && end <= message.length, `${name} ${start} ${end}`);
          assert.ok(value !== '' && !/undefined|NaN|Invalid/.test(value), `${name} ${value}`);
          assert.equal(message.slice(start, end).trim(), message.slice(start, end));
          last = end;
        }
        assert.deepEqual(findEntities(message, { ...options, locale }), found);
      }),
      { numRuns: 500 },
    );
  });

  it('a time zone that does not exist is an error, not a wrong day', () => {
    assert.throws(() => findEntities('hoje', { ...options, timeZone: 'Mars/Olympus' }), RangeError);
  });

  it('the day is that of the zone', () => {
    const now = new Date('2026-11-22T01:00:00Z');
    const dayIn = (timeZone: string): string[] =>
      findEntities('hoje', { ...options, now, timeZone }).map(({ value }) => value);
    assert.deepEqual(dayIn('America/Sao_Paulo'), ['2026-11-21']);
    assert.deepEqual(dayIn('Europe/Lisbon'), ['2026-11-22']);
  });
});
