/** Something that is done once, however often it has to be sent. */
import { useSignal } from '@preact/signals';
import { call, createActionId } from '../../app/api.ts';
import { tellProblem } from '../../app/parts/problem.ts';

export interface Sending {
  readonly isBusy: boolean;
  /** Why it could not be done, in words. */
  readonly problem: string | undefined;
  /** What is sent is another thing from here on. */
  renew(): void;
  /** Resolves to whether it was done. */
  send(path: string, body: object): Promise<boolean>;
}

export function useSending(): Sending {
  const actionId = useSignal(createActionId());
  const problem = useSignal<unknown>(undefined);
  const isBusy = useSignal(false);
  return {
    isBusy: isBusy.value,
    problem: problem.value === undefined ? undefined : tellProblem(problem.value),
    renew() {
      actionId.value = createActionId();
    },
    async send(path, body) {
      isBusy.value = true;
      try {
        await call('POST', path, { ...body, actionId: actionId.value });
        return true;
      } catch (error) {
        problem.value = error;
        return false;
      } finally {
        isBusy.value = false;
      }
    },
  };
}
