/** Labelled phrases as files hold them: one `{"text", "intent"}` a line, where the intent `oos` means none of them. */
import { readFile } from 'node:fs/promises';
import { parseJsonLines } from '../corpora/json-lines.ts';
import { AssistantError, describeError } from '../errors.ts';
import type { Example } from '../recognizer.ts';

/** @throws AssistantError `configuration` with file, line and reason */
export async function readLabelled(fileName: string): Promise<readonly Example[]> {
  const file = await readFile(fileName, 'utf8').catch((error: unknown) => {
    throw new AssistantError('configuration', `${fileName} cannot be read: ${describeError(error)}`);
  });
  return parseJsonLines(file, fileName);
}
