import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  createProtocolNumber,
  formatProtocolNumber,
  isProtocolNumber,
  parseProtocolNumber,
} from '../src/protocol-number.ts';

const day = fc.date({ min: new Date('2025-01-01'), max: new Date('2098-12-31'), noInvalidDate: true });
const number = day.map(createProtocolNumber);

describe('protocol number', () => {
  it('is 15 digits that carry their own check', () => {
    fc.assert(fc.property(number, (digits) => /^\d{15}$/.test(digits) && isProtocolNumber(digits)));
  });

  it('finds every single wrong digit', () => {
    fc.assert(
      fc.property(number, (digits) => {
        for (let place = 0; place < 15; place++) {
          for (let wrong = 0; wrong < 10; wrong++) {
            if (String(wrong) === digits[place]) continue;
            const changed = digits.slice(0, place) + wrong + digits.slice(place + 1);
            assert.equal(isProtocolNumber(changed), false, `${digits} read as ${changed}`);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('finds every swap of two different digits, neighbours or not', () => {
    fc.assert(
      fc.property(number, (digits) => {
        for (let one = 0; one < 15; one++) {
          for (let two = one + 1; two < 15; two++) {
            const swapped = [...digits];
            [swapped[one], swapped[two]] = [digits[two] ?? '', digits[one] ?? ''];
            if (digits[one] === digits[two]) continue;
            assert.equal(isProtocolNumber(swapped.join('')), false, `${digits} read as ${swapped.join('')}`);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('sorts by date', () => {
    fc.assert(
      fc.property(day, day, (one, two) => {
        const dayOf = (date: Date) => date.toISOString().slice(0, 10);
        fc.pre(dayOf(one) < dayOf(two));
        return createProtocolNumber(one) < createProtocolNumber(two);
      }),
    );
  });

  it('does not repeat or follow a sequence within a day', () => {
    const now = new Date('2026-11-21T12:00:00Z');
    const drawn = Array.from({ length: 2_000 }, () => createProtocolNumber(now));
    // 2,000 draws of 10^8 clash once in fifty runs; two clashes in one run are a defect.
    assert.ok(new Set(drawn).size >= 1_999);
    const tenths = new Set(drawn.map((digits) => digits[5]));
    assert.equal(tenths.size, 10, 'every tenth of the range is drawn from');
  });

  it('is found in what people type, however they group it', () => {
    fc.assert(
      fc.property(number, fc.constantFrom('', ' ', '.', '-', ' - '), (digits, separator) => {
        const grouped = formatProtocolNumber(digits).replaceAll(' ', separator);
        const parsed = parseProtocolNumber(`oi, meu protocolo é o ${grouped}, pode ver?`);
        assert.deepEqual(parsed, { type: 'valid', protocolNumber: digits });
      }),
    );
  });

  it('says what is wrong with a number that was meant as one', () => {
    const digits = createProtocolNumber(new Date('2026-11-21'));
    const wrong = digits.slice(0, 14) + ((Number(digits[14]) + 1) % 10);
    assert.deepEqual(parseProtocolNumber(wrong), { type: 'invalid', reason: 'check-digits', digits: wrong });
    assert.deepEqual(parseProtocolNumber(`é ${digits.slice(0, 12)}`), {
      type: 'invalid',
      reason: 'length',
      digits: digits.slice(0, 12),
    });
    const two = `${wrong}\n${digits}`;
    assert.deepEqual(
      parseProtocolNumber(two),
      { type: 'valid', protocolNumber: digits },
      'two lines, two numbers',
    );
    assert.deepEqual(parseProtocolNumber('moro na rua 12, casa 3'), { type: 'absent' });
  });

  it('is neither a NUP, nor a CNJ case number, a CNPJ, a CPF or a 16-digit card number', () => {
    assert.ok(![11, 14, 16, 17, 20].includes(createProtocolNumber(new Date()).length));
  });
});
