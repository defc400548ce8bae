/** Mistyped words: how far apart two are, and which of many was meant. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createNearest, editDistance } from '../src/knowledge/index/nearest.ts';

/** By its definition, without any bound. */
function distanceOf(one: string, other: string): number {
  if (one === '' || other === '') return one.length + other.length;
  const [a, b] = [one.slice(0, -1), other.slice(0, -1)];
  const swapped =
    one.length > 1 && other.length > 1 && one.at(-1) === other.at(-2) && one.at(-2) === other.at(-1);
  return Math.min(
    distanceOf(a, other) + 1,
    distanceOf(one, b) + 1,
    distanceOf(a, b) + (one.at(-1) === other.at(-1) ? 0 : 1),
    swapped ? distanceOf(one.slice(0, -2), other.slice(0, -2)) + 1 : Number.POSITIVE_INFINITY,
  );
}

const word = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength });

describe('editDistance', () => {
  it('is what its definition says, up to its bound', () => {
    fc.assert(
      fc.property(word(6), word(6), fc.integer({ min: 0, max: 3 }), (one, other, most) =>
        assert.equal(editDistance(one, other, most), Math.min(distanceOf(one, other), most + 1)),
      ),
    );
  });
});

describe('nearest words', () => {
  const near = createNearest();
  for (const form of ['certidao', 'certidoes', 'vacina', 'vacinas', 'iptu', 'matricula', 'estacionamento'])
    near.add(form);
  const find = (asked: string) => near.find(asked, () => true);

  it('are one mistake away, or two in a long word', () => {
    for (const [asked, expected] of [
      ['certdao', ['certidao']],
      ['cretidao', ['certidao']],
      ['vacinaa', ['vacina', 'vacinas']],
      ['estacionametno', ['estacionamento']],
      ['estasionamemto', ['estacionamento']],
      ['vasimas', []],
      ['iptv', []],
      ['helicoptero', []],
    ] as const)
      assert.deepEqual(find(asked), expected, asked);
  });

  it('are those that stand in documents that are searched', () => {
    assert.deepEqual(
      near.find('vacinaa', (form) => form === 'vacinas'),
      ['vacinas'],
    );
  });

  it('are every form at the least distance, as comparing all of them finds it', () => {
    const forms = fc.uniqueArray(word(11), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(forms, word(11), (all, asked) => {
        const searched = createNearest();
        for (const form of all) searched.add(form);
        const reach = asked.length < 5 ? 0 : asked.length < 10 ? 1 : 2;
        const distances = all.map((form) => ({ form, distance: editDistance(asked, form, 3) }));
        const least = Math.min(
          ...distances.map(({ distance }) => distance).filter((distance) => distance > 0),
          3,
        );
        const expected =
          least > reach ? [] : distances.filter(({ distance }) => distance === least).map(({ form }) => form);
        assert.deepEqual(searched.find(asked, () => true).toSorted(), expected.sort());
      }),
    );
  });
});
