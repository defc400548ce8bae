/** The tokens of those who run the program, as opposed to those of citizens. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { AssistantError } from '../errors.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const tokenIn = (header: string | undefined): string => /^bearer (.*)$/i.exec(header ?? '')?.[1] ?? '';

/**
 * Takes the same time whatever is wrong with the token, its length included.
 * @param header `Authorization`, as it came
 * @throws AssistantError `not-authenticated`
 */
export function checkBearer(header: string | undefined, token: string): void {
  if (!timingSafeEqual(digest(tokenIn(header)), digest(token))) throw new AssistantError('not-authenticated');
}

/**
 * Takes the same time whosever token it is, and for one that is nobody's.
 * @param tokens by the names of those whose they are
 * @throws AssistantError `not-authenticated`
 */
export function findBearer(header: string | undefined, tokens: ReadonlyMap<string, string>): string {
  const given = digest(tokenIn(header));
  const owners = [...tokens].filter(([, token]) => timingSafeEqual(given, digest(token)));
  const [owner] = owners[0] ?? [];
  if (owner === undefined) throw new AssistantError('not-authenticated');
  return owner;
}
