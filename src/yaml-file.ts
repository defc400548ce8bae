/** YAML files that people write: checked against a schema, with the line of whatever is wrong. */
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { AssistantError } from './errors.ts';

type Path = readonly PropertyKey[];

export interface YamlFile<Value> {
  readonly value: Value;
  /** The error for something that is wrong in a place of the file. */
  refuse(path: Path, reason: string): AssistantError;
}

/**
 * @param fileName as the reader of an error knows it: `dialogs/policy.yml`
 * @throws AssistantError `configuration`: file, line and reason, one for each thing that is wrong
 */
export function parseYamlFile<Schema extends z.ZodType>(
  text: string,
  fileName: string,
  schema: Schema,
): YamlFile<z.output<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${fileName}:${Math.max(1, lines.linePos(offset).line)}`;
  const fail = (sentences: readonly string[]) => new AssistantError('configuration', sentences.join('\n'));
  /** Of the place, or of the nearest around it that is there. */
  const placeOf = (path: Path): string => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
      if (Array.isArray(range)) return at(Number(range[0]));
    }
    return at(0);
  };
  if (document.errors.length > 0)
    throw fail(document.errors.map(({ pos, message }) => `${at(pos[0])}: ${message}`));
  const result = schema.safeParse(document.toJS());
  if (!result.success)
    throw fail(
      result.error.issues.map(
        ({ path, message }) => `${placeOf(path)}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`,
      ),
    );
  return { value: result.data, refuse: (path, reason) => fail([`${placeOf(path)}: ${reason}`]) };
}
