/** Rasa's YAML training data, format 2.0 and 3.x, as in a Rasa project's `data/nlu.yml`. */
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { type Corpus, corpusError } from '../corpus.ts';
import { appendTo, type CorpusDraft, createDraft, type Phrase, readAnnotated } from './draft.ts';

/** A document under way: where it is from, and how a place in it becomes a line. */
interface Source {
  readonly fileName: string;
  lineOf(node: unknown): number;
}

const refuse = (source: Source, node: unknown, reason: string): never => {
  throw corpusError(source.fileName, source.lineOf(node), reason);
};

const textOf = (node: unknown): string | undefined =>
  isScalar(node) && typeof node.value === 'string' ? node.value : undefined;

/** One text with a `- ` line each. `|` and `>` blocks begin on the line below their mark. */
function readBlock(source: Source, node: unknown, block: string): readonly Phrase[] {
  const isBlock = isScalar(node) && String(node.type).startsWith('BLOCK');
  const first = source.lineOf(node) + (isBlock ? 1 : 0);
  const lines = block.split('\n').map((text, index) => ({ text: text.trim(), line: first + index }));
  return lines
    .filter(({ text }) => text !== '' && text !== '-')
    .map(({ text, line }) => {
      const phrase = /^-\s+(.+)$/.exec(text)?.[1];
      if (phrase === undefined) throw corpusError(source.fileName, line, `must begin with "- ": ${text}`);
      return { text: phrase, line };
    });
}

/** A list of `{text, metadata}`, or of plain texts. */
const readList = (source: Source, items: readonly unknown[]): readonly Phrase[] =>
  items.map((item) => {
    const text = textOf(isMap(item) ? item.get('text', true) : item)?.trim();
    return { text: text || refuse(source, item, 'an example must be a text'), line: source.lineOf(item) };
  });

function readExamples(source: Source, section: YAMLMap): readonly Phrase[] {
  const node = section.get('examples', true);
  const block = textOf(node);
  const phrases =
    block === undefined ? isSeq(node) && readList(source, node.items) : readBlock(source, node, block);
  return phrases && phrases.length > 0 ? phrases : refuse(source, node ?? section, 'has no examples');
}

function readSection(source: Source, section: unknown, draft: CorpusDraft): void {
  if (!isMap(section)) {
    throw corpusError(
      source.fileName,
      source.lineOf(section),
      'each item of "nlu" must be a section such as "intent: name"',
    );
  }
  const lists = { synonym: draft.synonyms, lookup: draft.lookups, regex: draft.patterns } as const;
  for (const kind of ['intent', 'synonym', 'lookup', 'regex'] as const) {
    if (!section.has(kind)) continue;
    const name = textOf(section.get(kind, true))?.trim() || refuse(source, section, `"${kind}" needs a name`);
    const phrases = readExamples(source, section);
    if (kind === 'intent') draft.examples.push(...readAnnotated(source.fileName, name, phrases));
    else appendTo(lists[kind], name, phrases);
    return;
  }
  draft.ignored.push(
    `${source.fileName}:${source.lineOf(section)}: ${String(section.items[0]?.key ?? 'empty')}`,
  );
}

function open(text: string, fileName: string) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number | undefined) => Math.max(1, lines.linePos(offset ?? 0).line);
  const [error] = document.errors;
  if (error) throw corpusError(fileName, lineAt(error.pos[0]), error.message);
  const lineOf = (node: unknown) => lineAt(isNode(node) ? node.range?.[0] : 0);
  return { root: document.contents, source: { fileName, lineOf } satisfies Source };
}

const checkVersion = (source: Source, root: YAMLMap): void => {
  const node = root.get('version', true);
  const version = isScalar(node) ? String(node.value) : '';
  // Rasa itself takes a file without a version for one of its newest format.
  if (node !== undefined && !/^[23]\./.test(version)) {
    refuse(source, node, `format version "${version}" is not known: 2.0 and 3.x are`);
  }
};

/**
 * Sections other than intents, synonyms, lookup tables and patterns are named in `ignored`.
 * @throws AssistantError `configuration` with file, line and reason
 */
export function parseRasaYaml(text: string, fileName: string): Corpus {
  const { root, source } = open(text, fileName);
  if (!isMap(root)) return refuse(source, root, 'must have an "nlu" list');
  checkVersion(source, root);
  const draft = createDraft();
  for (const { key } of root.items) {
    if (isScalar(key) && (key.value === 'version' || key.value === 'nlu')) continue;
    draft.ignored.push(`${fileName}:${source.lineOf(key)}: ${String(key)}`);
  }
  const sections = root.get('nlu', true);
  if (!isSeq(sections)) return refuse(source, sections ?? root, 'must have an "nlu" list');
  for (const section of sections.items) readSection(source, section, draft);
  return draft;
}
