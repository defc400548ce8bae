/** The agent's data files, checked when the program starts. */
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { parseYamlFile } from '#assistant';

/** @throws AssistantError `configuration`, with file, line and reason */
export async function readData<Schema extends z.ZodType>(
  file: string,
  folder: URL,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await readFile(new URL(file, folder), 'utf8');
  return parseYamlFile(text, `agents/case-guidance/${file}`, schema).value;
}
