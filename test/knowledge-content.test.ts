/** The documents that come with the house: readable, dated, nobody's real data, and found by who asks. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import type { Answering } from '../src/commands/answering.ts';
import { openHouse, type QuestionResult, runQuestionSet } from '../src/commands/run-questions.ts';
import { readMarkdown } from '../src/knowledge/formats/markdown.ts';

const FOLDER = new URL('../knowledge/', import.meta.url);
const files = globSync('*/*.md', { cwd: FOLDER }).sort();
const read = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8');

describe('the documents', () => {
  it('are at least 28', () => assert.ok(files.length >= 28, `${files.length} documents`));

  it('no two have the same title, or a citation would not tell which', () => {
    const titles = files.map((file) => readMarkdown(Buffer.from(read(file)), file).title);
    assert.deepEqual(titles.toSorted(), [...new Set(titles)].sort());
  });

  for (const file of files) {
    it(file, () => {
      const source = read(file);
      const { title, sections } = readMarkdown(Buffer.from(source), file);
      const front: unknown = parse(source.split('---')[1] ?? '');
      assert.deepEqual(front, { title, updated: '2026-11-02' });
      assert.match(source, new RegExp(`^# ${RegExp.escape(title)}$`, 'm'), 'the heading is the title');
      assert.ok(sections.length >= 3 && sections.length <= 6, `${sections.length} sections`);
      assert.ok(
        sections.every(({ headings }) => headings.length === 1),
        'each section has its heading',
      );
      const text = sections.flatMap(({ blocks }) => blocks.map((block) => block.text)).join('\n');
      assert.doesNotMatch(
        text,
        /\(\d*[1-9]\d*\) ?\d|\d{3}\.\d{3}\.\d{3}-\d{2}/,
        'a real phone number or CPF',
      );
      for (const [address] of text.matchAll(/[\w.]+@[\w.]*\w|\bportal\.[\w.]*\w/g)) {
        assert.match(address, /\.example$/);
      }
    });
  }
});

describe('the questions of each collection', () => {
  let house: Answering;
  before(async () => {
    house = await openHouse();
  });
  after(() => house[Symbol.asyncDispose]());

  const failed = (results: readonly QuestionResult[]): string =>
    results
      .flatMap(({ question, failure }) => (failure === undefined ? [] : `${question.question}: ${failure}`))
      .join('\n');

  const sets = globSync('*/questions.yml', { cwd: FOLDER }).map((file) => file.split(/[\\/]/)[0] ?? '');

  it('are there for the city and for the assistant', () =>
    assert.deepEqual(sets.toSorted(), ['guiche', 'vila-esperanca']));

  for (const collection of sets) {
    it(`${collection}: as many as it demands are answered as expected, or not at all`, async () => {
      const { set, results, passed } = await runQuestionSet(collection, house);
      const none = set.questions.filter((question) => 'answer' in question && question.answer === 'none');
      assert.ok(none.length >= 30 && set.questions.length - none.length >= 60);
      assert.ok(passed.answered >= set.pass.answered, failed(results));
      assert.ok(passed.none >= set.pass.none, failed(results));
    });
  }
});
