/** The conversation as a model may read it, or that it may not. */
import type { LoggedEvent } from './open-question.ts';
import { shorten } from './summary.ts';

/** The agent whose rule it is that no model sees a court case: it may be sealed (docs/case-guidance.md). */
export const CASE_AGENT = 'case-guidance';
const LINES = 60;
const LETTERS_PER_LINE = 500;

const isOfCase = ({ body }: LoggedEvent): boolean =>
  (body.type === 'task-started' && body.agent === CASE_AGENT) ||
  (body.type === 'reply-added' && body.reason.dialog === CASE_AGENT);

function lineOf({ body }: LoggedEvent): string[] {
  const write = (who: string, text: string) => [`${who}: ${shorten(text, LETTERS_PER_LINE)}`];
  if (body.type === 'message-received')
    return write('cidadão', body.activity.type === 'message' ? body.activity.text : body.activity.title);
  if (body.type === 'reply-added') return write(body.by ? 'atendente' : 'assistente', body.activity.text);
  if (body.type === 'handoff-requested')
    return write('ficha', JSON.stringify({ motivo: body.reason, ...body.details }));
  return [];
}

/**
 * Undefined where a court case is spoken of, or nothing was said.
 * @param caseNumbers found in the conversation
 */
export function writeForModel(
  events: readonly LoggedEvent[],
  caseNumbers: readonly string[],
): string | undefined {
  if (caseNumbers.length > 0 || events.some(isOfCase)) return undefined;
  return events.flatMap(lineOf).slice(-LINES).join('\n') || undefined;
}
