/** Rasa's YAML training data, format 2.0 and 3.x, as in a Rasa project's `data/nlu.yml`. */
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { corpusError } from '../corpus.ts';
import { addSection, type CorpusDraft, createDraft, type Phrase, SECTION_KINDS } from './draft.ts';

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

/** Names may look like numbers or truths to YAML: they stay as they are written. */
const nameOf = (node: unknown): string | undefined =>
  isScalar(node) && node.value !== null && node.value !== undefined
    ? (node.source ?? String(node.value)).trim()
    : undefined;

/** One text with a `- ` line each. `|` and `>` blocks begin on the line below their mark. */
function readBlock(source: Source, node: unknown, block: string): readonly Phrase[] {
  const isBlock = isScalar(node) && String(node.type).startsWith('BLOCK');
  const first = source.lineOf(node) + (isBlock ? 1 : 0);
  const lines = block.split('\n').map((text, index) => ({ text: text.trim(), line: first + index }));
  return lines
    .filter(({ text }) => text !== '' && text !== '-')
    .map(({ text, line }) => {
      const phrase = /^-\s*(.+)$/.exec(text)?.[1];
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
  const kind = SECTION_KINDS.find((each) => section.has(each));
  if (kind !== undefined) {
    const name = nameOf(section.get(kind, true)) || refuse(source, section, `"${kind}" needs a name`);
    addSection(draft, { kind, name, phrases: readExamples(source, section) }, source.fileName);
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
export function parseRasaYaml(text: string, fileName: string): CorpusDraft {
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
