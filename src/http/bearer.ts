/** The tokens of those who run the program, as opposed to those of citizens. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { AssistantError } from '../errors.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Takes the same time whatever is wrong with the token, its length included.
 * @param header `Authorization`, as it came
 * @throws AssistantError `not-authenticated`
 */
export function checkBearer(header: string | undefined, token: string): void {
  const [, given = ''] = /^bearer (.*)$/i.exec(header ?? '') ?? [];
  if (!timingSafeEqual(digest(given), digest(token))) throw new AssistantError('not-authenticated');
}
