/** The documents that come with the house: readable, dated, and nobody's real data. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { parseMarkdown } from '../src/knowledge/markdown.ts';

const FOLDER = new URL('../knowledge/', import.meta.url);
const files = globSync('*/*.md', { cwd: FOLDER }).sort();
const read = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8');

describe('the documents', () => {
  it('are at least 28', () => assert.ok(files.length >= 28, `${files.length} documents`));

  it('no two have the same title, or a citation would not tell which', () => {
    const titles = files.map((file) => parseMarkdown(read(file)).title);
    assert.deepEqual(titles.toSorted(), [...new Set(titles)].sort());
  });

  for (const file of files) {
    it(file, () => {
      const source = read(file);
      const { title, sections } = parseMarkdown(source);
      const front: unknown = parse(source.split('---')[1] ?? '');
      assert.deepEqual(front, { title, updated: '2026-11-02' });
      assert.match(source, new RegExp(`^# ${RegExp.escape(title)}$`, 'm'), 'the heading is the title');
      assert.ok(sections.length >= 3 && sections.length <= 6, `${sections.length} sections`);
      assert.ok(
        sections.every(({ headings }) => headings.length === 1),
        'each section has its heading',
      );
      const text = sections.flatMap(({ blocks }) => blocks).join('\n');
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
