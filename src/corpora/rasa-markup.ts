/** Rasa's marks for entities within an example, which its YAML and its Markdown format share. */
import { z } from 'zod';
import type { MarkedEntity } from '../corpus.ts';

/**
 * `[text](entity)`, `[text](entity:value)`, `[text]{"entity": …}` and, for entities that overlap,
 * `[text][{…}, {…}]`.
 * Source: rasa/shared/nlu/training_data/entities_parser.py, ENTITY_REGEX.
 */
const MARK = /\[([^\]]+?)\](?:\(([^:)]+?)(?::([^)]+))?\)|(\{[^}]+?\})|(\[\{.*?\}\]))/g;

const name = z.union([z.string().trim().min(1), z.number()]).transform(String);
/** Values and groups are written as numbers too. */
const entityFields = z.object({
  entity: name,
  value: name.optional(),
  role: name.optional(),
  group: name.optional(),
});
type EntityFields = z.output<typeof entityFields>;

export interface MarkedText {
  readonly text: string;
  readonly entities: readonly MarkedEntity[];
}

function readFields(json: string): readonly EntityFields[] {
  const parsed: unknown = JSON.parse(json);
  return z.array(entityFields).parse(Array.isArray(parsed) ? parsed : [parsed]);
}

const toEntity = (
  { entity, value, role, group }: EntityFields,
  words: string,
  start: number,
): MarkedEntity => ({
  name: entity,
  value: value ?? words,
  start,
  end: start + words.length,
  ...(role === undefined ? {} : { role }),
  ...(group === undefined ? {} : { group }),
});

/**
 * Takes the marks out of an example.
 * @throws Error with a sentence about the mark that cannot be read
 */
export function parseMarkedText(marked: string): MarkedText {
  const entities: MarkedEntity[] = [];
  let text = '';
  let end = 0;
  for (const match of marked.matchAll(MARK)) {
    const [whole, words = '', entity, value, object, list] = match;
    text += marked.slice(end, match.index);
    end = match.index + whole.length;
    const fields =
      entity === undefined
        ? readMark(whole, object ?? list ?? '')
        : [{ entity: entity.trim(), value: value?.trim() }];
    entities.push(...fields.map((field) => toEntity(field, words, text.length)));
    text += words;
  }
  return { text: text + marked.slice(end), entities };
}

function readMark(mark: string, json: string): readonly EntityFields[] {
  try {
    return readFields(json);
  } catch {
    throw new Error(`the entity in ${mark} must be JSON with an "entity" name`);
  }
}
