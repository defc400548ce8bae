/** Name, language and password. */
import { useSignal } from '@preact/signals';
import { Button } from '../../app/parts/button.tsx';
import { Field } from '../../app/parts/field.tsx';
import { showProblem } from '../../app/parts/problem.ts';
import { say } from '../../app/parts/toast.tsx';
import { house } from '../../app/session.ts';
import { LOCALES } from '../../app/words.ts';
import { changeMe, type Profile, refusalOf, textOf } from './state.ts';
import { t } from './words.ts';

const LANGUAGES = { 'pt-BR': 'Português', en: 'English', es: 'Español' } as const;
const LEAST_PASSWORD = 12;

export function You({ me }: Profile) {
  const problem = useSignal<string | undefined>(undefined);
  async function save(form: HTMLFormElement) {
    const name = textOf(form, 'name').trim();
    problem.value = name === '' ? t('needsName') : undefined;
    if (name === '') return;
    await changeMe({ name, locale: textOf(form, 'locale') }).then(() => say(t('saved')), showProblem);
  }
  return (
    <section class="card">
      <h2>{t('you')}</h2>
      <form
        class="narrow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save(event.currentTarget);
        }}
      >
        <Field label={t('name')} problem={problem.value}>
          {(tie) => <input {...tie} name="name" defaultValue={me.name} autoComplete="name" />}
        </Field>
        <Field label={t('language')}>
          {(tie) => (
            <select {...tie} name="locale">
              {LOCALES.map((each) => (
                <option key={each} value={each} selected={each === me.locale}>
                  {LANGUAGES[each]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Button type="submit">{t('save')}</Button>
      </form>
    </section>
  );
}

type Problems = { readonly before?: string | undefined; readonly after?: string | undefined };

function PasswordForm({ login }: { readonly login: string }) {
  const problems = useSignal<Problems>({});
  const isBusy = useSignal(false);
  async function change(form: HTMLFormElement) {
    const password = { before: textOf(form, 'before'), after: textOf(form, 'after') };
    problems.value = [...password.after].length < LEAST_PASSWORD ? { after: t('short') } : {};
    if (problems.value.after !== undefined || isBusy.value) return;
    isBusy.value = true;
    try {
      await changeMe({ password });
      form.reset();
      say(t('changed'));
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) showProblem(error);
      else problems.value = refusal === t('wrong') ? { before: refusal } : { after: refusal };
    }
    isBusy.value = false;
  }
  return (
    <form
      class="narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void change(event.currentTarget);
      }}
    >
      <input type="text" name="login" value={login} autoComplete="username" readOnly hidden />
      <Field label={t('before')} problem={problems.value.before}>
        {(tie) => <input {...tie} name="before" type="password" autoComplete="current-password" />}
      </Field>
      <Field label={t('after')} hint={t('afterHint')} problem={problems.value.after}>
        {(tie) => <input {...tie} name="after" type="password" autoComplete="new-password" />}
      </Field>
      <Button type="submit" isBusy={isBusy.value}>
        {t('change')}
      </Button>
    </form>
  );
}

export const Password = ({ me, isElsewhere }: Profile) => (
  <section class="card">
    <h2>{t('password')}</h2>
    {isElsewhere ? (
      <p>{t('elsewhere', { name: house.value.oidcName ?? 'OpenID' })}</p>
    ) : (
      <PasswordForm login={me.login} />
    )}
  </section>
);
