/** What somebody does with conversations, through the API. */
import { signal } from '@preact/signals';
import { ApiError, call, createActionId } from '../../app/api.ts';
import { showProblem, tellProblem } from '../../app/parts/problem.ts';
import { say } from '../../app/parts/toast.tsx';
import { linkTo, navigate } from '../../app/router.ts';
import { reloadTickets } from '../../app/use-live.ts';
import { refresh } from './conversation.ts';
import { t as tList } from './list-words.ts';
import { ticked } from './state.ts';

/** What is asked about in a dialog before it is done. */
export type Asking =
  | { readonly about: 'transfer' | 'close' | 'labels'; readonly ids: readonly string[] }
  | { readonly about: 'extend' | 'merge'; readonly ids: readonly [string] }
  | { readonly about: 'split'; readonly ids: readonly [string]; readonly fromSeq: number }
  | { readonly about: 'keys' };

/** The dialog that is open. */
export const asking = signal<Asking | undefined>(undefined);

/** Why what the open dialog was to do was not done: what stands behind it can be neither seen nor heard. */
export const askingProblem = signal('');

function report(error: unknown): void {
  if (asking.value === undefined) showProblem(error);
  else askingProblem.value = tellProblem(error);
}

export type Action =
  | { readonly type: 'take' | 'reopen' }
  | { readonly type: 'assign'; readonly personId: string; readonly summary?: string }
  | { readonly type: 'return' }
  | { readonly type: 'move'; readonly queue: string; readonly summary?: string }
  | { readonly type: 'to-assistant'; readonly summary?: string }
  | { readonly type: 'close'; readonly reason: string; readonly text?: string }
  | { readonly type: 'merge'; readonly into: string }
  | { readonly type: 'split'; readonly fromSeq: number }
  | { readonly type: 'labels'; readonly labels: readonly string[] }
  | { readonly type: 'extend'; readonly reason: string };

/** Where the action leads to another conversation: that one's id. */
type Result = { readonly conversationId?: string } | undefined;

/**
 * Does it, tells what came of it, and shows the conversation as it is then.
 * @returns whether it was done
 */
export async function act(conversationId: string, action: Action, done?: string): Promise<boolean> {
  const { type, ...rest } = action;
  try {
    const result = await call<Result>('POST', `/tickets/${conversationId}/${type}`, {
      actionId: createActionId(),
      ...rest,
    });
    if (done !== undefined) say(done);
    const other = result?.conversationId;
    if (other !== undefined && other !== conversationId) navigate(linkTo('inbox', other));
    await refresh();
    return true;
  } catch (error) {
    report(error);
    return false;
  }
}

interface BulkAnswer {
  readonly results: readonly { readonly id: string; readonly ok: boolean; readonly message?: string }[];
}

/** As many as the API takes in one request. */
const MOST_AT_ONCE = 200;

/** Does it with several at once; those that could not be changed stay ticked. @returns whether any was changed */
export async function actOnAll(ids: readonly string[], action: Action): Promise<boolean> {
  try {
    const results: BulkAnswer['results'][number][] = [];
    for (let from = 0; from < ids.length; from += MOST_AT_ONCE) {
      const part = ids.slice(from, from + MOST_AT_ONCE);
      const body = { actionId: createActionId(), ids: part, action };
      results.push(...(await call<BulkAnswer>('POST', '/bulk', body)).results);
    }
    const failed = results.filter(({ ok }) => !ok);
    const done = results.length - failed.length;
    ticked.value = new Set(failed.map(({ id }) => id));
    const [first] = failed;
    if (first && done === 0) throw new ApiError('conflict', 409, first.message ?? '');
    if (first) {
      const { message = '' } = first;
      say(tList('bulkSome', { done, failed: failed.length, message }), { look: 'problem' });
    } else say(tList('bulkDone', { count: done }));
    await Promise.all([reloadTickets(), refresh()]);
    return true;
  } catch (error) {
    report(error);
    return false;
  }
}

/** One or several: what a dialog was opened for. */
export const actOn = (ids: readonly string[], action: Action, done?: string): Promise<boolean> => {
  const [only] = ids;
  return only !== undefined && ids.length === 1 ? act(only, action, done) : actOnAll(ids, action);
};

/** Undoes that an address was linked to this contact. */
export async function unlink(linkId: string, done: string): Promise<void> {
  try {
    await call('DELETE', `/links/${linkId}`);
    say(done);
    await refresh();
  } catch (error) {
    showProblem(error);
  }
}
