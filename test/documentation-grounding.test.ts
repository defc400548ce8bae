/** The check that a passage carries what a model wrote, over sentences that are right and wrong. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { judgeStatement } from '../agents/documentation/ground.ts';
import { isOrder } from '../agents/documentation/wording.ts';
import { cutDocument } from '../src/knowledge/chunk.ts';
import { readMarkdown } from '../src/knowledge/formats/markdown.ts';
import { splitSentences } from '../src/sentences.ts';

interface Pair {
  readonly quote: string;
  readonly says: string;
  readonly why?: string;
}
interface Group {
  readonly title: string;
  readonly heading?: string;
  readonly passage: string;
  readonly carried: readonly Pair[];
  readonly missed?: readonly Pair[];
  readonly 'not-carried': readonly Pair[];
}

const read = (file: string): Group[] =>
  parse(readFileSync(new URL(`documentation/${file}`, import.meta.url), 'utf8')) as Group[];

function judge({ title, heading, passage }: Group, { quote, says }: Pair) {
  const headings = heading === undefined ? [] : [heading];
  const one = { passageId: 'p1', collection: 'c', document: 'd', title, headings, text: passage };
  return judgeStatement({ sentence: says, quotes: [{ passage: 1, quote }] }, [one]);
}

for (const file of ['pairs.yml', 'unseen-pairs.yml']) {
  describe(`a sentence and its source, in ${file}`, () => {
    for (const group of read(file)) {
      for (const pair of group.carried)
        it(`carries: ${pair.says}`, () => {
          const judged = judge(group, pair);
          assert.ok(judged.kept, judged.reason);
        });
      for (const pair of group.missed ?? [])
        it(`is too strict about: ${pair.says}`, () => assert.equal(judge(group, pair).kept, false));
      for (const pair of group['not-carried'])
        it(`does not carry (${pair.why}): ${pair.says}`, () => assert.equal(judge(group, pair).kept, false));
    }
  });
}

/** Each sentence of the documents of this checkout, and what becomes of it when a model says this instead. */
describe('the sentences of the documents', () => {
  const folder = new URL('../knowledge/', import.meta.url);
  const passages = globSync('*/*.md', { cwd: folder })
    .sort()
    .flatMap((file) => cutDocument('c', file, readMarkdown(readFileSync(new URL(file, folder)), file)));
  const sentences = passages.flatMap((passage) =>
    splitSentences(passage.text).map((sentence) => ({ passage, sentence })),
  );
  /** Of those that can be changed so: how many are kept. */
  const keptOf = (change: (sentence: string) => string | undefined): { kept: string[]; of: number } => {
    const changed = sentences.flatMap(({ passage, sentence: quote }) => {
      const sentence = change(quote);
      return sentence === undefined || sentence === quote ? [] : [{ passage, quote, sentence }];
    });
    const kept = changed.filter(
      ({ passage, ...one }) =>
        judgeStatement({ sentence: one.sentence, quotes: [{ passage: 1, quote: one.quote }] }, [passage])
          .kept,
    );
    return { kept: kept.map(({ sentence }) => sentence), of: changed.length };
  };
  const isLong = (sentence: string): boolean => sentence.length > 20;

  it('are many', () => assert.ok(sentences.length > 500));

  it('are carried by themselves', () => {
    const { kept, of } = keptOf((sentence) => (isLong(sentence) ? `${sentence} ` : undefined));
    assert.equal(kept.length, of);
  });

  it('never lead to another address', () => {
    const { kept } = keptOf((sentence) => `${sentence.replace(/[.;:]$/, '')} em www.fraude.example.`);
    assert.deepEqual(kept, []);
  });

  // What is left is hardly Portuguese any more (“deve nada”), or says the same.
  const VERB = /(?<=\s)(?:é|são|pode|deve|tem|está|será|precisa|podem|devem)(?=\s)/;
  for (const [name, share, change] of [
    ['another number', 0.02, (one: string) => one.replace(/\d+/, (number) => `${Number(number) + 1}`)],
    ['a “não” more', 0.02, (one: string) => (/não/i.test(one) ? undefined : one.replace(VERB, 'não $&'))],
    ['a “não” less', 0.1, (one: string) => one.replace(/(?<=\s)não /, '')],
  ] as const) {
    it(`with ${name} are cut, all but ${share * 100} % of them`, () => {
      const { kept, of } = keptOf((sentence) => (isLong(sentence) ? change(sentence) : undefined));
      assert.ok(of > 50 && kept.length <= of * share, `${kept.length} of ${of}: ${kept.join('\n')}`);
    });
  }

  it('give nobody orders', () => {
    const lines = passages.flatMap(({ title, headings, text }) => [title, ...headings, ...text.split('\n')]);
    assert.deepEqual(lines.filter(isOrder), []);
  });
});
