/** Rasa's Markdown training data, as projects wrote it before Rasa 2.0. */
import { corpusError } from '../corpus.ts';
import { addSection, type CorpusDraft, createDraft, type Phrase, SECTION_KINDS } from './draft.ts';

interface Section {
  readonly kind: string;
  readonly name: string;
  readonly line: number;
  readonly phrases: Phrase[];
  /** Of a lookup table: files named instead of, or beside, its words. */
  readonly paths: Phrase[];
}

/** Comments may span lines; the line breaks in them are kept, so that lines count right. */
const withoutComments = (text: string): string =>
  text.replace(/<!--[\s\S]*?--!?>/g, (comment) => comment.replace(/[^\n]/g, ''));

/** `## kind:name`, or a title, which says nothing. */
const HEADING = /^##\s*([^:#]+?)\s*(?::\s*(.+))?$/;
const TITLE = /^#(?!#)/;

function readLine(sections: Section[], phrase: Phrase, fileName: string): void {
  const { text, line } = phrase;
  const open = sections.at(-1);
  const [, kind, name = ''] = HEADING.exec(text) ?? [];
  const item = /^[-*+]\s*(.+)$/.exec(text)?.[1];
  if (kind !== undefined) sections.push({ kind, name, line, phrases: [], paths: [] });
  else if (item !== undefined && open) open.phrases.push({ text: item, line });
  else if (text === '' || /^[-*+]$/.test(text) || TITLE.test(text)) return;
  else if (open?.kind === 'lookup' && item === undefined) open.paths.push(phrase);
  else
    throw corpusError(fileName, line, `must be a heading such as "## intent:name" or a "- " line: ${text}`);
}

function splitSections(text: string, fileName: string): readonly Section[] {
  const sections: Section[] = [];
  for (const [index, raw] of withoutComments(text.replace(/^\ufeff/, ''))
    .split('\n')
    .entries()) {
    readLine(sections, { text: raw.trim(), line: index + 1 }, fileName);
  }
  return sections;
}

function addLines(draft: CorpusDraft, section: Section, fileName: string): void {
  const { name, line, phrases, paths } = section;
  const kind = SECTION_KINDS.find((each) => each === section.kind);
  if (kind === undefined) {
    draft.ignored.push(`${fileName}:${line}: ${section.kind}`);
    return;
  }
  if (name === '') throw corpusError(fileName, line, `"${kind}" needs a name`);
  if (phrases.length + paths.length === 0) throw corpusError(fileName, line, 'has no examples');
  if (phrases.length > 0) addSection(draft, { kind, name, phrases }, fileName);
  draft.lookupFiles.push(...paths.map((path) => ({ name, path: path.text, line: path.line })));
}

/** @throws AssistantError `configuration` with file, line and reason */
export function parseRasaMarkdown(text: string, fileName: string): CorpusDraft {
  const draft = createDraft();
  for (const section of splitSections(text, fileName)) addLines(draft, section, fileName);
  return draft;
}
