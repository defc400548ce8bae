/** Rasa's Markdown training data, as projects wrote it before Rasa 2.0. */
import { type Corpus, corpusError } from '../corpus.ts';
import { appendTo, type CorpusDraft, createDraft, type Phrase, readAnnotated } from './draft.ts';

interface Section {
  readonly kind: string;
  readonly name: string;
  readonly line: number;
  readonly phrases: Phrase[];
}

/** Comments may span lines; the line breaks in them are kept, so that lines count right. */
const withoutComments = (text: string): string =>
  text.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ''));

function splitSections(text: string, fileName: string): readonly Section[] {
  const sections: Section[] = [];
  for (const [index, raw] of withoutComments(text).split('\n').entries()) {
    const line = index + 1;
    const content = raw.trim();
    const heading = /^##\s*([^:]+?)\s*(?::\s*(.+))?$/.exec(content);
    const phrase = /^[-*+]\s+(.+)$/.exec(content)?.[1];
    const open = sections.at(-1);
    if (heading) sections.push({ kind: heading[1] ?? '', name: heading[2] ?? '', line, phrases: [] });
    else if (phrase !== undefined && open) open.phrases.push({ text: phrase, line });
    else if (content !== '' && !/^[-*+]$/.test(content)) {
      throw corpusError(
        fileName,
        line,
        `must be a heading such as "## intent:name" or a "- " line: ${content}`,
      );
    }
  }
  return sections;
}

function addSection(draft: CorpusDraft, { kind, name, line, phrases }: Section, fileName: string): void {
  const lists = { synonym: draft.synonyms, lookup: draft.lookups, regex: draft.patterns };
  if (kind !== 'intent' && !Object.hasOwn(lists, kind)) {
    draft.ignored.push(`${fileName}:${line}: ${kind}`);
    return;
  }
  if (name === '') throw corpusError(fileName, line, `"${kind}" needs a name`);
  if (phrases.length === 0) throw corpusError(fileName, line, 'has no examples');
  if (kind === 'intent') draft.examples.push(...readAnnotated(fileName, name, phrases));
  else appendTo(lists[kind as keyof typeof lists], name, phrases);
}

/** @throws AssistantError `configuration` with file, line and reason */
export function parseRasaMarkdown(text: string, fileName: string): Corpus {
  const draft = createDraft();
  for (const section of splitSections(text, fileName)) addSection(draft, section, fileName);
  return draft;
}
