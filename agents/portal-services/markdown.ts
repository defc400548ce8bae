/**
 * A service as authors write it: front matter, then headings that may come in any order. Only the
 * title and a description are needed; what is left out the citizen is told is not said.
 */
import { lexer, type Token, type Tokens } from 'marked';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { distinct, fold, nameSteps, type ServiceEntry, type ServiceStep } from '#assistant';
import type { CatalogueFile } from './service.ts';

const frontMatter = z.strictObject({
  title: z.string().trim().min(1),
  id: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'has only lower-case letters, digits and hyphens')
    .optional(),
  synonyms: z.array(z.string()).default([]),
  owner: z.string().default(''),
  link: z.url({ protocol: /^https?$/ }).optional(),
  free: z.boolean().optional(),
  updated: z.union([z.string(), z.date()]).optional(),
});

const PARTS = {
  description: ['o que é', 'what it is', 'qué es'],
  audience: ['quem pode pedir', 'who can ask', 'quién puede pedirlo'],
  costs: ['quanto custa', 'what it costs', 'cuánto cuesta'],
  deadline: ['prazo', 'how long it takes', 'plazo'],
  channels: ['como pedir', 'how to ask', 'cómo pedirlo'],
  documents: ['documentos', 'documents'],
  steps: ['passo a passo', 'step by step', 'paso a paso'],
  contact: ['contato', 'contact', 'contacto'],
} as const;
type PartName = keyof typeof PARTS;

const PART_NAMES = Object.keys(PARTS) as PartName[];
const partNamed = (heading: string): PartName | undefined =>
  PART_NAMES.find((name) => PARTS[name].some((title) => fold(title) === fold(heading)));

class MarkdownError extends Error {
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

/** Source under a heading, without what stands under the headings below it. */
interface Section {
  readonly depth: number;
  readonly title: string;
  readonly line: number;
  source: string;
}

/** Where an author's editor broke a line means nothing. */
const unwrap = (token: Token): string =>
  token.type === 'paragraph' ? token.raw.replace(/(?<! {2}|\\)\n(?=\S)/g, ' ') : token.raw;

function readSections(source: string, firstLine: number): Section[] {
  const sections: Section[] = [];
  let line = firstLine;
  for (const token of lexer(source)) {
    if (token.type === 'heading') {
      const { depth, text } = token as Tokens.Heading;
      sections.push({ depth, title: text.trim(), line, source: '' });
    } else if (token.type !== 'space') {
      const section = sections.at(-1);
      if (!section) throw new MarkdownError(line, 'text stands before the first heading');
      section.source += unwrap(token);
    }
    line += token.raw.split('\n').length - 1;
  }
  return sections;
}

/** The items of the lists of a text, and its paragraphs. */
const itemsOf = (source: string): string[] =>
  distinct(
    lexer(source).flatMap((token) =>
      token.type === 'list'
        ? (token as Tokens.List).items.map(({ text }) => text.replace(/\n(?=\S)/g, ' '))
        : [token.raw],
    ),
  );

type Parts = Partial<Record<PartName, string>>;

function splitParts(sections: readonly Section[], title: string): { parts: Parts; steps: Section[] } {
  const parts: Parts = {};
  const steps: Section[] = [];
  let current: PartName | undefined;
  for (const section of sections) {
    if (section.depth === 1 && fold(section.title) === fold(title)) {
      parts.description = section.source;
    } else if (section.depth <= 2) {
      current = partNamed(section.title);
      if (!current) {
        const known = PART_NAMES.map((name) => PARTS[name][0]).join(', ');
        throw new MarkdownError(section.line, `“${section.title}” is not a heading of a service: ${known}`);
      }
      parts[current] = [parts[current], section.source].filter(Boolean).join('\n\n');
    } else if (current === 'steps') steps.push(section);
    else
      throw new MarkdownError(
        section.line,
        `“${section.title}” stands below a heading that has none below it`,
      );
  }
  return { parts, steps };
}

/** Steps under headings of their own, or the items of a list. */
function readSteps(parts: Parts, sections: readonly Section[]): ServiceStep[] {
  const written =
    sections.length > 0
      ? sections.map(({ title, source }) => ({
          title: title.replace(/^\d+[.)]\s*/, ''),
          text: source.trim(),
        }))
      : itemsOf(parts.steps ?? '').map((text) => ({ title: '', text }));
  const ids = nameSteps(written.map(({ title, text }) => title || text.slice(0, 40)));
  return written.map((step, index) => ({
    ...step,
    id: ids[index] ?? '',
    documents: [],
    channels: [],
    costs: [],
    deadline: '',
  }));
}

const FRONT_MATTER = /^---[^\S\n]*\n([\s\S]*?)^---[^\S\n]*(?:\n|$)/m;

function readEntry(text: string, fallbackId: string): ServiceEntry {
  const match = text.startsWith('---') ? FRONT_MATTER.exec(text) : null;
  if (!match) throw new MarkdownError(1, 'it does not begin with front matter between lines of ---');
  const known = frontMatter.safeParse(parseYaml(match[1] ?? ''));
  if (!known.success)
    throw new MarkdownError(
      1,
      `its front matter is not right: ${z.prettifyError(known.error).replaceAll('\n', ' ')}`,
    );
  const { title, id, synonyms, owner, link, free } = known.data;
  const sections = readSections(text.slice(match[0].length), match[0].split('\n').length);
  const { parts, steps } = splitParts(sections, title);
  const description = (parts.description ?? '').trim();
  if (description === '') throw new MarkdownError(1, 'it does not say what the service is');
  return {
    id: id ?? fallbackId,
    name: title,
    synonyms: distinct(synonyms),
    description,
    owner,
    audience: itemsOf(parts.audience ?? ''),
    free,
    costs: itemsOf(parts.costs ?? ''),
    deadline: (parts.deadline ?? '').trim(),
    channels: itemsOf(parts.channels ?? ''),
    documents: itemsOf(parts.documents ?? ''),
    link: link ?? '',
    contact: (parts.contact ?? '').trim(),
    steps: readSteps(parts, steps),
    text: '',
  };
}

/** @param fallbackId where the front matter has no `id`; the file's name */
export function readMarkdown(source: string, file: string, fallbackId: string): CatalogueFile {
  try {
    const text = source.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
    return { services: [readEntry(text, fallbackId)], findings: [] };
  } catch (error) {
    if (error instanceof YAMLParseError) {
      const line = (error.linePos?.[0].line ?? 0) + 1;
      return { services: [], findings: [{ file, line, reason: error.message.split('\n')[0] ?? '' }] };
    }
    if (!(error instanceof MarkdownError)) throw error;
    return { services: [], findings: [{ file, line: error.line, reason: error.message }] };
  }
}
