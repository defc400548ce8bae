/** What the co-pilot points at in a draft, and what it leaves alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkDraft } from '../src/desk/copilot/draft-check.ts';
import { countSyllables, measureEase } from '../src/desk/copilot/readability.ts';
import { BAD, GOOD } from './helpers/draft-sentences.ts';

const found = (text: string, locale = 'pt-BR') =>
  checkDraft(text, locale).findings.map(({ kind, start, end, instead }) => ({
    kind,
    words: text.slice(start, end),
    instead,
  }));

describe('draft check', () => {
  it('leaves forty good sentences alone', () => {
    assert.equal(GOOD.length, 40);
    assert.deepEqual(
      GOOD.flatMap((sentence) => found(sentence)),
      [],
    );
  });

  it('points at forty that a colleague would point at', () => {
    assert.equal(BAD.length, 40);
    for (const [kind, sentence] of BAD) {
      const kinds = found(sentence).map((finding) => finding.kind);
      assert.ok(kinds.includes(kind), `${kind}: ${sentence}: ${kinds.join()}`);
    }
  });

  it('shows the words themselves, and plainer ones', () => {
    assert.deepEqual(found('Olá! INDEFERIDO, haja  vista o prazo.'), [
      { kind: 'jargon', words: 'INDEFERIDO', instead: 'negado, não aceito' },
      { kind: 'jargon', words: 'haja  vista', instead: 'porque' },
    ]);
  });

  it('knows English and Spanish, and only lengths of other languages', () => {
    assert.deepEqual(
      found('As previously stated, you should have paid.', 'en').map(({ kind }) => kind),
      ['unkind', 'unkind'],
    );
    assert.deepEqual(
      found('Le aseguro que su recurso no fue desestimado.', 'es').map(({ kind }) => kind),
      ['promise', 'jargon'],
    );
    assert.deepEqual(found('Outrossim, indeferido.', 'fr'), []);
  });

  it('finds places within any text, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...BAD.map(([, text]) => text), 'é\u0301 ', '😀\n', ' ß İ ')),
        (parts) => {
          const text = parts.join(' ');
          const { findings } = checkDraft(text, 'pt-BR');
          for (const { start, end } of findings) assert.ok(start >= 0 && start < end && end <= text.length);
          const starts = findings.map(({ start }) => start);
          assert.deepEqual(
            starts,
            starts.toSorted((one, other) => one - other),
          );
        },
      ),
    );
  });
});

describe('readability', () => {
  const SYLLABLES: Readonly<Record<string, number>> = {
    não: 1,
    que: 1,
    rua: 2,
    água: 2,
    quilo: 2,
    ações: 2,
    coisa: 2,
    saúde: 3,
    família: 3,
    história: 3,
    viúva: 3,
    ideia: 3,
    prefeitura: 4,
    documento: 4,
    cidadão: 3,
    ainda: 3,
    sair: 2,
    praia: 2,
    juiz: 2,
  };

  for (const [word, syllables] of Object.entries(SYLLABLES))
    it(`counts ${syllables} in ${word}`, () => assert.equal(countSyllables(word), syllables));

  it('finds plain words easier than an office’s', () => {
    const plain = measureEase(
      'Oi, Ana! Vi aqui que você já pagou a taxa. Falta só uma foto do seu RG. Pode mandar por aqui mesmo. Assim que ela chegar, eu confiro e te aviso. Leva um dia.',
    );
    const official = measureEase(
      'A regularização cadastral pressupõe a apresentação tempestiva da documentação comprobatória pertinente, condicionada à homologação pela autoridade administrativa competente, observadas as disposições regulamentares concernentes à comprovação domiciliar e à titularidade imobiliária declarada.',
    );
    assert.ok(plain !== null && plain >= 75, `${plain}`);
    assert.ok(official !== null && official < 25, `${official}`);
    assert.equal(measureEase('Curto demais.'), null);
  });
});
