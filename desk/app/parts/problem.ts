/** What went wrong, in the reader's language. */
import { ApiError } from '../api.ts';
import { t } from '../shell-words.ts';
import { say } from './toast.tsx';

const KNOWN = {
  offline: 'errorOffline',
  forbidden: 'errorForbidden',
  'not-found': 'errorNotFound',
  'too-many-requests': 'errorRateLimited',
  'too-many-attempts': 'errorRateLimited',
} as const;

/** The server's own sentence where we have no words of our own. */
export function tellProblem(error: unknown): string {
  const code = error instanceof ApiError ? error.code : '';
  // Said in the language of whoever is told it.
  if (error instanceof ApiError && code === 'conflict') return error.message;
  if (code in KNOWN) return t(KNOWN[code as keyof typeof KNOWN]);
  return t('errorElse', { message: error instanceof Error ? error.message : String(error) });
}

/** At the screen's edge: for what has no place of its own. */
export const showProblem = (error: unknown): void => say(tellProblem(error), { look: 'problem' });
