/** The answer without a model: which words of the documents it takes, and that they read well. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { kindsOf } from '../agents/documentation/answer-kinds.ts';
import type { Grounded } from '../agents/documentation/citations.ts';
import { extractAnswer } from '../agents/documentation/extract.ts';
import { readStatements } from '../agents/documentation/statements.ts';
import type { FoundPassage } from '../src/knowledge.ts';
import { countWords } from '../src/words.ts';

interface Section {
  readonly title?: string;
  readonly heading?: string;
  readonly text: string;
}

/** As if the search had found them all alike. */
const found = (...sections: readonly Section[]): FoundPassage[] =>
  sections.map(({ title = 'Poda de árvore', heading, text }, index) => ({
    passageId: `p${index}`,
    collection: 'c',
    document: title,
    title,
    headings: heading === undefined ? [] : [heading],
    text,
    score: 10,
    coverage: 1,
    confidence: 1,
  }));

const read = (answer: readonly Grounded[]): string => answer.map(({ text }) => text).join(' ');

function assertLiteral(answer: readonly Grounded[]): void {
  for (const { sources } of answer)
    for (const { passage, quote } of sources) assert.ok(passage.text.includes(quote), quote);
}

const SECTIONS: readonly Section[] = [
  { heading: 'O que é', text: 'A poda de árvore é o corte de galhos em calçadas, praças e ruas.' },
  { heading: 'Quem pode pedir', text: 'Qualquer morador pode pedir a poda de árvore.' },
  { heading: 'Como pedir', text: 'A poda de árvore é pedida pelo telefone (00) 0000-0156.' },
  { heading: 'Onde pedir', text: 'A poda também é pedida na Central, que fica na Rua das Flores, 2.' },
  { heading: 'Prazo', text: 'A poda de árvore demora até 15 dias úteis.' },
  { heading: 'Quanto custa', text: 'A poda de árvore custa R$ 38,00.' },
  { heading: 'Documentos', text: '- Documento com foto.\n- CPF.\n- Comprovante de residência.' },
];

describe('the extractive answer', () => {
  for (const [question, expected] of [
    ['como peço a poda de árvore', /0000-0156/],
    ['qto custa a poda de arvore', /R\$ 38,00/],
    ['quanto tempo demora a poda?', /15 dias/],
    ['onde peço a poda', /Rua das Flores/],
    ['quem pode pedir poda', /Qualquer morador/],
    ['quais documentos para a poda', /Comprovante de residência/],
    ['o que é a poda de árvore', /corte de galhos/],
  ] as const) {
    it(`prefers the section that answers such a question: ${question}`, () => {
      const answer = extractAnswer(question, found(...SECTIONS));
      assert.match(answer[0]?.text ?? '', expected);
      assertLiteral(answer);
    });
  }

  it('puts a list under its heading, or under what announces it', () => {
    const [list] = extractAnswer('quais documentos para a poda', found(...SECTIONS));
    assert.equal(list?.text, 'Documentos:\n- Documento com foto.\n- CPF.\n- Comprovante de residência.');
    const text = 'Para a poda, leve:\n\n- Documento com foto.\n- CPF.';
    const [announced] = extractAnswer('o que levar para a poda', found({ heading: 'Documentos', text }));
    assert.equal(announced?.text, text);
  });

  it('never shows an item of a long list without what announces it', () => {
    const items = Array.from({ length: 30 }, (_, index) => `- O item de número ${index} da poda de árvore.`);
    const text = `Não podem ser podadas:\n\n${items.join('\n')}`;
    const answer = extractAnswer('o que não pode ser podado, item de número 17', found({ text }));
    assert.match(read(answer), /^Não podem ser podadas:\n/);
    assert.match(read(answer), /número 17/);
    assertLiteral(answer);
  });

  it('shows of a table the row that was asked for, and all of it where none was', () => {
    const rows = ['Alvará', 'Habite-se', 'Planta'].map(
      (name, index) => `Documento: ${name}; Preço: R$ ${index + 1},00`,
    );
    const table = found({ title: 'Segunda via', heading: 'Quanto custa', text: rows.join('\n') });
    assert.equal(read(extractAnswer('quanto custa a segunda via do habite-se', table)), rows[1]);
    assert.match(read(extractAnswer('quanto custa a segunda via', table)), /Alvará[\s\S]*Planta/);
  });

  it('goes with the sentence before it, where a sentence leans on that', () => {
    const text =
      'Árvore com ninho de passarinho só é cortada com licença especial. Nesse caso, o biólogo da equipe visita a rua.';
    const answer = extractAnswer('o biólogo da equipe visita a rua?', found({ text }));
    assert.equal(read(answer), text);
  });

  it('leaves out what leads elsewhere, and what announces nothing', () => {
    const text =
      'Poda de árvore\nVeja também a página sobre poda de árvore.\nA poda de árvore é gratuita.\nA poda de árvore, conforme a tabela abaixo:';
    assert.equal(read(extractAnswer('poda de árvore', found({ text }))), 'A poda de árvore é gratuita.');
  });

  it('takes two documents for one question never', () => {
    const answer = extractAnswer(
      'a poda é gratuita?',
      found({ text: 'A poda é gratuita.' }, { title: 'Outra poda', text: 'A poda é gratuita, sim.' }),
    );
    assert.equal(
      new Set(answer.flatMap(({ sources }) => sources.map(({ passage }) => passage.title))).size,
      1,
    );
  });
});

describe('a sentence that is too long', () => {
  const clause = (name: string) => `o ${name} deve ser entregue na secretaria com todas as folhas assinadas`;

  it('ends at the border of a clause', () => {
    const text = `Para a poda, ${Array.from({ length: 20 }, (_, index) => clause(`papel ${index}`)).join('; ')}.`;
    const [cut] = extractAnswer('o que é preciso para a poda', found({ text }));
    assert.match(cut?.text ?? '', /folhas assinadas…$/);
    assertLiteral(cut ? [cut] : []);
  });

  it('shows of an enumeration the item that was asked for, behind its beginning', () => {
    const items = Array.from({ length: 20 }, (_, index) => ` ${clause(`papel ${index}`)};`);
    items[15] = ' o laudo do biólogo vale por 90 dias;';
    const text = `São condições da poda:${items.join('')} fim.`;
    const [cut] = extractAnswer('quanto tempo vale o laudo do biólogo', found({ text }));
    assert.equal(cut?.text, 'São condições da poda: … o laudo do biólogo vale por 90 dias…');
    assertLiteral(cut ? [cut] : []);
  });
});

describe('what kind of answer a question asks for', () => {
  for (const [question, kind] of [
    ['qto é a passagem', 'amount'],
    ['é de graça?', 'amount'],
    ['demora mt?', 'duration'],
    ['q horas abre', 'time'],
    ['quantas parcelas', 'count'],
    ['aonde eu vou', 'place'],
    ['quais docs', 'documents'],
    ['tenho direito?', 'who'],
    ['oq eu faço', 'how'],
    ['oq é isso', 'definition'],
    ['pq atrasou', 'reason'],
    ['qual o telefone', 'telephone'],
    ['how much is it', 'amount'],
    ['cuándo abre', 'time'],
  ] as const) {
    it(`${question}: ${kind}`, () => {
      const kinds = kindsOf(question).map(({ name }) => name);
      assert.ok(kinds.includes(kind), kinds.join(', '));
    });
  }
});

describe('whatever a document holds', () => {
  const line = fc.oneof(
    fc.lorem({ maxCount: 40, mode: 'words' }),
    fc.lorem({ maxCount: 12, mode: 'sentences' }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constantFrom(
      '',
      '',
      '- item um',
      '* item dois',
      '1. item três',
      'São eles:',
      'Nome: Ana; Preço: R$ 2,00',
    ),
  );
  const text = fc
    .array(line, { minLength: 1, maxLength: 14 })
    .map((lines) => lines.join('\n').trim())
    .filter((written) => /\p{L}/u.test(written));

  it('each statement stands in it, where it says that it does', () => {
    fc.assert(
      fc.property(text, (passage) => {
        for (const { text: said, from, to, announcement } of readStatements(passage)) {
          assert.equal(passage.slice(from, to), said);
          if (announcement !== undefined) assert.ok(passage.includes(announcement));
        }
      }),
    );
  });

  it('the answer is literal, of two statements and 90 words at most', () => {
    fc.assert(
      fc.property(text, text, fc.lorem({ maxCount: 8 }), (one, two, question) => {
        const answer = extractAnswer(question, found({ text: one, heading: 'Como pedir' }, { text: two }));
        assert.ok(answer.length >= 1 && answer.length <= 2);
        assert.ok(countWords(answer.map((said) => said.text).join('\n')) <= 90);
        assertLiteral(answer);
      }),
    );
  });
});
