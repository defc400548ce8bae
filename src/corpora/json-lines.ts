/** Labelled phrases, one `{"text", "intent"}` a line. */
import { z } from 'zod';
import { type AnnotatedExample, corpusError } from '../corpus.ts';
import { describeError } from '../errors.ts';

const lineSchema = z.object({ text: z.string().min(1), intent: z.string().min(1) });

function parseLine(json: string, fileName: string, line: number): AnnotatedExample {
  try {
    return { ...lineSchema.parse(JSON.parse(json)), entities: [], line };
  } catch (error) {
    const reason =
      error instanceof z.ZodError ? 'needs a "text" and an "intent", both not empty' : describeError(error);
    throw corpusError(fileName, line, reason);
  }
}

/** @throws AssistantError `configuration` with file, line and reason */
export function parseJsonLines(text: string, fileName: string): readonly AnnotatedExample[] {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  const examples = lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [parseLine(line, fileName, index + 1)],
  );
  if (examples.length === 0) throw corpusError(fileName, 1, 'holds no examples');
  return examples;
}
