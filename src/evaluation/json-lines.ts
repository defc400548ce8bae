/** Files of one JSON value a line, as people hand them to the commands that measure. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { AssistantError, describeError } from '../errors.ts';

/** The error for what is wrong in what a command was handed. */
export const invalidInput = (sentence: string): AssistantError =>
  new AssistantError('invalid-request', sentence);

function explain(error: unknown, place: string, path: string): AssistantError {
  if (error instanceof z.ZodError) {
    const issues = error.issues.map((issue) => `${issue.path.join('.') || 'line'}: ${issue.message}`);
    return invalidInput(`${place}: ${issues.join('; ')}`);
  }
  if (error instanceof SyntaxError) return invalidInput(`${place}: ${error.message}`);
  return invalidInput(`${path} cannot be read: ${describeError(error)}`);
}

/** @throws AssistantError `invalid-request` naming the file and the line, also for a file without lines */
export async function readJsonLines<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>[]> {
  const rows: z.output<S>[] = [];
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path, 'utf8') })) {
      number++;
      const json = number === 1 ? line.replace(/^\ufeff/, '') : line;
      if (json.trim() !== '') rows.push(schema.parse(JSON.parse(json)));
    }
  } catch (error) {
    throw explain(error, `${path}, line ${number}`, path);
  }
  if (rows.length === 0) throw invalidInput(`${path} has no lines`);
  return rows;
}
