/** Deadline: a signal that also aborts when time is up. */
import { AssistantError } from '../errors.ts';

export interface Deadline extends Disposable {
  /** Aborts with the reason of the signal it follows, or with AssistantError `model-failed` when time is up. */
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

/** @param budgetMs no limit where undefined */
export function createDeadline(followed: AbortSignal, budgetMs: number | undefined): Deadline {
  const own = new AbortController();
  const abort = (reason?: unknown) => own.abort(reason);
  const follow = () => abort(followed.reason);
  followed.addEventListener('abort', follow, { once: true });
  const late = () => abort(new AssistantError('model-failed', `no whole answer within ${budgetMs} ms`));
  const timer = budgetMs === undefined ? undefined : setTimeout(late, budgetMs);
  return {
    signal: own.signal,
    abort,
    [Symbol.dispose]() {
      clearTimeout(timer);
      followed.removeEventListener('abort', follow);
    },
  };
}
