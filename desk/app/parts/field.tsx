/** A labelled field of a form, with its hint and what is wrong with it. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../shell-words.ts';

export interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with what stands in it. */
  readonly problem?: string | undefined;
  readonly isRequired?: boolean;
  /** Gives the control what ties it to its words. */
  children(tie: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': 'true' | undefined;
    readonly required: boolean;
  }): ComponentChildren;
}

/** `<Field label="Nome">{(tie) => <input {...tie} value=… />}</Field>` */
export function Field({ label, hint, problem, isRequired = false, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>
        {label}
        {isRequired && <span class="required"> ({t('required')})</span>}
      </label>
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': problem ? 'true' : undefined,
        required: isRequired,
      })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}
