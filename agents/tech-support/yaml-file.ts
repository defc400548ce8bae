/** A YAML file that knows on which line each of its parts stands, so that errors can say so. */
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Scalar } from 'yaml';
import { AssistantError } from '#assistant';

/** What is wrong, and where: the keys that lead there. */
export interface Problem {
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

export interface YamlFile {
  readonly name: string;
  readonly content: unknown;
  /** One line for each problem, `file:line: reason`, in the order of the lines. */
  errorFor(problems: readonly Problem[]): AssistantError;
}

type Document = ReturnType<typeof parseDocument>;

/** Of the deepest part of the path that is there; of a pair, its key. */
function findOffset(document: Document, path: Problem['path']): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        ({ key: found }) => isScalar(found) && String(found.value) === String(key),
      );
      if (!pair) break;
      offset = (pair.key as Scalar).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(key)];
      if (!isNode(item)) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  return offset;
}

/** @throws AssistantError `configuration` for a text that is no YAML, with file, line and reason */
export function readYamlFile(text: string, name: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const errorOf = (found: readonly { line: number; reason: string }[]) =>
    new AssistantError(
      'configuration',
      found
        .toSorted((one, other) => one.line - other.line)
        .map(({ line, reason }) => `${name}:${line}: ${reason}`)
        .join('\n'),
    );
  if (document.errors.length > 0) {
    throw errorOf(
      document.errors.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, reason: message })),
    );
  }
  return {
    name,
    content: document.toJS(),
    errorFor: (problems) =>
      errorOf(
        problems.map(({ path, reason }) => ({
          line: lines.linePos(findOffset(document, path)).line || 1,
          reason,
        })),
      ),
  };
}
