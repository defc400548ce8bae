/** The form of one account. */
import { useSignal } from '@preact/signals';
import { PERSON_ROLES, type PersonRole } from '../../../src/person.ts';
import { Button } from '../../app/parts/button.tsx';
import { Actions } from '../../app/parts/dialog.tsx';
import { Field } from '../../app/parts/field.tsx';
import { showProblem } from '../../app/parts/problem.ts';
import { house } from '../../app/session.ts';
import { LOCALES, locale } from '../../app/words.ts';
import { type Account, type Problems, problemsOf, readForm, type Wish, writeCapacity } from './account.ts';
import { t } from './words.ts';

export interface QueueChoice {
  readonly name: string;
  readonly titles: Readonly<Record<string, string>>;
}

const HINTS = {
  admin: 'adminHint',
  supervisor: 'supervisorHint',
  attendant: 'attendantHint',
  author: 'authorHint',
  auditor: 'auditorHint',
} as const satisfies Record<PersonRole, string>;

const LANGUAGES = { 'pt-BR': 'Português', en: 'English', es: 'Español' } as const;

interface ChecksProps {
  readonly legend: string;
  readonly name: string;
  readonly chosen: readonly string[];
  readonly choices: readonly { readonly value: string; readonly title: string; readonly hint?: string }[];
  readonly problem?: string | undefined;
}

const Checks = ({ legend, name, chosen, choices, problem }: ChecksProps) => (
  <fieldset>
    <legend>{legend}</legend>
    <div class="checks">
      {choices.map(({ value, title, hint }) => (
        <label class="check" key={value}>
          <input type="checkbox" name={name} value={value} defaultChecked={chosen.includes(value)} />
          <span>
            {title}
            {hint && <small class="login">{hint}</small>}
          </span>
        </label>
      ))}
    </div>
    <p class="problem" role="alert">
      {problem}
    </p>
  </fieldset>
);

interface FieldsProps {
  readonly account: Account | undefined;
  readonly problems: Problems;
}

const Names = ({ account, problems }: FieldsProps) => (
  <>
    <Field label={t('name')} problem={problems.name} isRequired>
      {(tie) => <input {...tie} name="name" defaultValue={account?.name} autoComplete="off" />}
    </Field>
    {!account && (
      <Field label={t('login')} problem={problems.login} isRequired>
        {(tie) => <input {...tie} name="login" autoComplete="off" autoCapitalize="none" spellcheck={false} />}
      </Field>
    )}
    <Field label={t('email')} problem={problems.email}>
      {(tie) => (
        <input {...tie} name="email" type="email" defaultValue={account?.email ?? ''} autoComplete="off" />
      )}
    </Field>
  </>
);

const Abilities = ({ account, problems }: FieldsProps) => (
  <>
    <Field label={t('skills')} hint={t('skillsHint')}>
      {(tie) => <input {...tie} name="skills" defaultValue={account?.skills.join(', ')} autoComplete="off" />}
    </Field>
    <Field label={t('capacity')} hint={t('capacityHint')} problem={problems.capacity}>
      {(tie) => (
        <input
          {...tie}
          name="capacity"
          defaultValue={writeCapacity(account?.capacity ?? {})}
          autoComplete="off"
        />
      )}
    </Field>
    <Field label={t('language')}>
      {(tie) => (
        <select {...tie} name="locale">
          {LOCALES.map((each) => (
            <option key={each} value={each} selected={each === (account?.locale ?? 'pt-BR')}>
              {LANGUAGES[each]}
            </option>
          ))}
        </select>
      )}
    </Field>
  </>
);

export interface AccountFormProps {
  /** Undefined: somebody new. */
  readonly account: Account | undefined;
  readonly queues: readonly QueueChoice[];
  /** Rejects with what the server has against it. */
  onSave(wish: Wish): Promise<void>;
  onCancel(): void;
}

export function AccountForm({ account, queues, onSave, onCancel }: AccountFormProps) {
  const problems = useSignal<Problems>({});
  const isBusy = useSignal(false);
  async function submit(form: HTMLFormElement) {
    const { wish, problems: found } = readForm(form, account === undefined);
    problems.value = found;
    if (Object.keys(found).length > 0 || isBusy.value) return;
    isBusy.value = true;
    await onSave(wish).catch((error: unknown) => {
      problems.value = problemsOf(error) ?? {};
      if (!problemsOf(error)) showProblem(error);
    });
    isBusy.value = false;
  }
  const roles = PERSON_ROLES.map((value) => ({ value, title: t(value), hint: t(HINTS[value]) }));
  const choices = queues.map(({ name, titles }) => ({ value: name, title: titles[locale.value] ?? name }));
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <Names account={account} problems={problems.value} />
      <Checks
        legend={t('roles')}
        name="roles"
        chosen={account?.roles ?? ['attendant']}
        choices={roles}
        problem={problems.value.roles}
      />
      {account?.isElsewhere && (
        <p class="hint">{t('elsewhereHint', { name: house.value.oidcName ?? 'OpenID' })}</p>
      )}
      <Checks legend={t('queues')} name="queues" chosen={account?.queues ?? []} choices={choices} />
      <Abilities account={account} problems={problems.value} />
      <Actions>
        <Button onClick={onCancel}>{t('cancel')}</Button>
        <Button type="submit" look="primary" isBusy={isBusy.value}>
          {account ? t('save') : t('invite')}
        </Button>
      </Actions>
    </form>
  );
}
