/** A dialog that does one thing, and closes when it is done. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Button } from '../../app/parts/button.tsx';
import { Actions, Dialog } from '../../app/parts/dialog.tsx';
import { asking, askingProblem } from './actions.ts';

export const closeDialog = (): void => {
  asking.value = undefined;
  askingProblem.value = '';
};

export interface DialogFormProps {
  readonly title: string;
  readonly label: string;
  readonly isReady?: boolean;
  /** Whether it was done: then the dialog closes. */
  run(): Promise<boolean>;
  readonly children: ComponentChildren;
}

export function DialogForm({ title, label, isReady = true, run, children }: DialogFormProps) {
  const isBusy = useSignal(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!isReady || isBusy.value) return;
    isBusy.value = true;
    askingProblem.value = '';
    const isDone = await run();
    isBusy.value = false;
    if (isDone) closeDialog();
  };
  return (
    <Dialog title={title} onClose={closeDialog}>
      <form onSubmit={submit}>
        {children}
        <p class="problem" role="alert">
          {askingProblem.value}
        </p>
        <Actions>
          <Button type="submit" look="primary" isBusy={isBusy.value} disabled={!isReady}>
            {label}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
