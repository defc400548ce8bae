/** Tables of texts and what is to be found in them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { findEntities } from '../../src/entities.ts';

type Meaning = string | readonly string[];

interface Section {
  /** Local time in São Paulo, without zone. */
  readonly now?: string;
  readonly locale?: string;
  readonly means: { readonly [text: string]: Meaning };
}

export interface Case {
  readonly text: string;
  readonly locale: string;
  readonly now: string;
  /** `name value «words»`, in the text's order. */
  readonly expected: readonly string[];
}

const SPANNED = /^(.*)\[([^\]]*)\](.*) = (.+)$/s;

/** A meaning alone is the whole text's; in a list the words are not compared. */
function readExpected(text: string, meaning: Meaning): string[] {
  if (typeof meaning !== 'string') return [...meaning];
  const spanned = SPANNED.exec(meaning);
  if (!spanned) return [`${meaning} «${text}»`];
  const [, before = '', words = '', after = '', value = ''] = spanned;
  assert.equal(before + words + after, text, 'the marked text is the text');
  return [`${value} «${words}»`];
}

export function readTable(file: string): Case[] {
  const sections: Section[] = parse(readFileSync(join(import.meta.dirname, file), 'utf8'));
  return sections.flatMap(({ now = '2026-11-21T10:30', locale = 'pt-BR', means }) =>
    Object.entries(means).map(([text, meaning]) => ({
      text,
      locale,
      now,
      expected: readExpected(text, meaning),
    })),
  );
}

/** @param names only entities of these kinds; all when left out */
export function describeFound({ text, locale, now, expected }: Case, names?: RegExp): string[] {
  const withWords = expected.some((line) => line.includes('«'));
  return findEntities(text, { locale, now: new Date(`${now}:00-03:00`), timeZone: 'America/Sao_Paulo' })
    .filter(({ name }) => names?.test(name) ?? true)
    .map(
      ({ name, value, start, end }) => `${name} ${value}${withWords ? ` «${text.slice(start, end)}»` : ''}`,
    );
}
