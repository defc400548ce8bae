/** Collects headings and blocks in their order, and makes a clean document of them. */
import { cleanText } from '../../activity.ts';
import { fold } from '../../words.ts';
import { type About, type Block, type Document, documentError, type Section } from '../document.ts';
import { READ_TEXT_LIMIT } from './limits.ts';

/** Of a title or heading, in UTF-16 units: what is longer is a paragraph in a heading's clothes. */
const HEADING_LIMIT = 300;

export interface Outline {
  /** @param depth from 1; it ends the headings of its depth and below */
  heading(depth: number, text: string, anchor?: string): void;
  /** Ends the headings of this depth and below: what follows stands under the one above. */
  close(depth: number): void;
  block(block: Block): void;
  /** What follows stands on this page. */
  page(page: number): void;
  readonly sections: readonly Section[];
  /** All headings with their depths, in their order. */
  readonly headings: readonly { readonly depth: number; readonly text: string }[];
}

export function createOutline(): Outline {
  const sections: { headings: string[]; blocks: Block[]; page?: number; anchor?: string }[] = [];
  const headings: { depth: number; text: string }[] = [];
  let path: { depth: number; text: string; anchor?: string }[] = [];
  let page: number | undefined;

  const begin = () => {
    const anchor = path.findLast((entry) => entry.anchor !== undefined)?.anchor;
    sections.push({
      headings: path.map(({ text }) => text),
      blocks: [],
      ...(page === undefined ? {} : { page }),
      ...(anchor === undefined ? {} : { anchor }),
    });
  };
  const close = (depth: number) => {
    path = path.filter((entry) => entry.depth < depth);
  };
  return {
    sections,
    headings,
    heading(depth, text, anchor) {
      close(depth);
      const clean = cleanText(text).replace(/\s+/g, ' ').slice(0, HEADING_LIMIT).trim();
      if (clean !== '') {
        headings.push({ depth, text: clean });
        path.push({ depth, text: clean, ...(anchor ? { anchor } : {}) });
      }
      begin();
    },
    close(depth) {
      close(depth);
      begin();
    },
    block(block) {
      if (sections.length === 0) begin();
      sections.at(-1)?.blocks.push(block);
    },
    page(next) {
      page = next;
      begin();
    },
  };
}

export interface Draft {
  /** The first that is not blank is taken; then the first heading, then the file's name. */
  readonly titles: readonly (string | undefined)[];
  readonly locale?: string | undefined;
  readonly mediaType: string;
  readonly about?: About;
  readonly outline: Outline;
}

/** Programs fill titles in: with a file's name, or with what a new document is called. */
export const isSensibleTitle = (title: string | undefined): title is string =>
  title !== undefined &&
  /\p{L}{3}/u.test(title) &&
  !/\.(?:docx?|odt|pdf|indd|rtf|pptx?|xlsx?)$|^(?:microsoft|untitled|sem t[íi]tulo|documento?\s*\d*$|slide \d|title$|t[íi]tulo$|word document)/i.test(
    title.trim(),
  );

/** `a/iptu-2026.pdf` or `https://x.example/iptu-2026?p=1` is `iptu-2026`. */
const nameOf = (name: string): string => {
  const path = name.replace(/[?#].*$/, '').replace(/[\\/]+$/, '');
  const last = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return last.replace(/(?<=.)\.\w{1,5}$/, '') || name;
};

const cleanTitle = (text: string | undefined): string =>
  cleanText(text ?? '')
    .replace(/\s+/g, ' ')
    .slice(0, HEADING_LIMIT)
    .trim();

const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g;

const cleanBlock = ({ kind, text }: Block): Block => ({
  kind,
  // What a line begins with stays: items of inner lists are indented.
  text: cleanText(text.replace(INVISIBLE, ''))
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n'),
});

const LOCALE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i;

function canonicalLocale(tag: string | undefined): string | undefined {
  const text = tag?.trim().replaceAll('_', '-') ?? '';
  return LOCALE.test(text) ? Intl.getCanonicalLocales(text)[0] : undefined;
}

/**
 * @param name of the file, or its address
 * @throws AssistantError when no text is left, or far too much
 */
export function finishDocument(draft: Draft, name: string): Document {
  const named = draft.titles.map(cleanTitle).find((text) => text !== '');
  const title = named ?? draft.outline.headings[0]?.text ?? cleanTitle(nameOf(name));
  const sections = draft.outline.sections
    .map((section) => ({
      ...section,
      headings: section.headings.filter((heading) => fold(heading) !== fold(title)),
      blocks: section.blocks.map(cleanBlock).filter(({ text }) => text !== ''),
    }))
    .filter(({ blocks }) => blocks.length > 0);
  if (sections.length === 0) throw documentError('it has no text');
  const length = sections.flatMap(({ blocks }) => blocks).reduce((sum, { text }) => sum + text.length, 0);
  if (length > READ_TEXT_LIMIT) throw documentError(`it has more than ${READ_TEXT_LIMIT} characters of text`);
  const locale = canonicalLocale(draft.locale);
  return {
    title,
    ...(locale === undefined ? {} : { locale }),
    mediaType: draft.mediaType,
    about: draft.about ?? {},
    sections,
  };
}
