/** Rasa's marks for entities within an example, which its YAML and its Markdown format share. */
import { z } from 'zod';
import type { Entity } from '../recognizer.ts';

/**
 * `[text](entity)`, `[text](entity:value)`, `[text]{"entity": …}` and, for entities that overlap,
 * `[text][{…}, {…}]`.
 * Source: rasa/shared/nlu/training_data/entities_parser.py, ENTITY_REGEX.
 */
const MARK = /\[([^\]]+?)\](?:\(([^:)]+?)(?::([^)]+))?\)|(\{[^}]+?\})|(\[\{.*?\}\]))/g;

const entityFields = z.object({ entity: z.string().min(1), value: z.string().optional() });

export interface MarkedText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

function readFields(json: string): readonly z.output<typeof entityFields>[] {
  const parsed: unknown = JSON.parse(json);
  return z.array(entityFields).parse(Array.isArray(parsed) ? parsed : [parsed]);
}

/**
 * Takes the marks out of an example.
 * @throws Error with a sentence about the mark that cannot be read
 */
export function parseMarkedText(marked: string): MarkedText {
  const entities: Entity[] = [];
  let text = '';
  let end = 0;
  for (const match of marked.matchAll(MARK)) {
    const [whole, words = '', name, value, object, list] = match;
    text += marked.slice(end, match.index);
    end = match.index + whole.length;
    const span = { start: text.length, end: text.length + words.length };
    text += words;
    const fields = name === undefined ? readMark(whole, object ?? list ?? '') : [{ entity: name, value }];
    entities.push(...fields.map((field) => ({ name: field.entity, value: field.value ?? words, ...span })));
  }
  return { text: text + marked.slice(end), entities };
}

function readMark(mark: string, json: string) {
  try {
    return readFields(json);
  } catch {
    throw new Error(`the entity in ${mark} must be JSON with an "entity" name`);
  }
}
