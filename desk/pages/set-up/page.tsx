/** Choosing a password by a link, `/desk/set-up#<token>`: the first person of all, who was invited, who forgot it. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Person } from '../../../src/person.ts';
import { ApiError, call } from '../../app/api.ts';
import { Button } from '../../app/parts/button.tsx';
import { Field } from '../../app/parts/field.tsx';
import { showProblem } from '../../app/parts/problem.ts';
import { linkTo, navigate, place } from '../../app/router.ts';
import { enter } from '../../app/session.ts';
import { locale } from '../../app/words.ts';
import { findProblems, type Problems, problemsOf, readWish, type Wish } from './wish.ts';
import { t } from './words.ts';
import './page.css';

interface Holder {
  readonly login: string | null;
  readonly name: string | null;
}

function FirstFields({ problems }: { readonly problems: Problems }) {
  return (
    <>
      <Field label={t('name')} problem={problems.name} isRequired>
        {(tie) => <input {...tie} name="name" autoComplete="name" />}
      </Field>
      <Field label={t('login')} hint={t('loginHint')} problem={problems.login} isRequired>
        {(tie) => (
          <input {...tie} name="login" autoComplete="username" autoCapitalize="none" spellcheck={false} />
        )}
      </Field>
    </>
  );
}

interface FormProps {
  readonly holder: Holder;
  readonly problems: Problems;
  readonly isBusy: boolean;
  onSave(wish: Wish): void;
}

function Form({ holder, problems, isBusy, onSave }: FormProps) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) onSave(readWish(event.currentTarget));
      }}
    >
      {holder.login === null ? (
        <FirstFields problems={problems} />
      ) : (
        // For password managers, which keep a password by its login.
        <input type="text" name="login" value={holder.login} autoComplete="username" readOnly hidden />
      )}
      <Field label={t('password')} hint={t('passwordHint')} problem={problems.password} isRequired>
        {(tie) => <input {...tie} name="password" type="password" autoComplete="new-password" />}
      </Field>
      <Field label={t('repeat')} problem={problems.repeat} isRequired>
        {(tie) => <input {...tie} name="repeat" type="password" autoComplete="new-password" />}
      </Field>
      <Button type="submit" look="primary" isBusy={isBusy}>
        {t('save')}
      </Button>
    </form>
  );
}

const Over = () => (
  <div class="set-up card">
    <h1>{t('over')}</h1>
    <p>{t('overHint')}</p>
    <a class="button" href={linkTo('sign-in')}>
      {t('toSignIn')}
    </a>
  </div>
);

/** Whose the link is; null where it does not hold; undefined until that is known. */
function useHolder(token: string) {
  const holder = useSignal<Holder | null | undefined>(undefined);
  useEffect(() => {
    call<Holder>('POST', '/set-up/link', { token }).then(
      (found) => {
        holder.value = found;
      },
      (error: unknown) => {
        if (error instanceof ApiError && !error.isPassing) holder.value = null;
        else showProblem(error);
      },
    );
  }, [token]);
  return holder;
}

export function Page() {
  const token = place.value.hash;
  const holder = useHolder(token);
  const problems = useSignal<Problems>({});
  const isBusy = useSignal(false);
  async function onSave(wish: Wish) {
    const isFirst = holder.value?.login === null;
    problems.value = findProblems(wish, isFirst);
    if (Object.keys(problems.value).length > 0) return;
    const { name, login, password } = wish;
    const own = isFirst ? { name, login } : {};
    isBusy.value = true;
    try {
      const body = { token, password, locale: locale.value, ...own };
      enter((await call<{ me: Person }>('POST', '/set-up', body)).me);
      navigate(linkTo(), { replace: true });
    } catch (error) {
      problems.value = problemsOf(error) ?? {};
      if (error instanceof ApiError && error.code === 'forbidden') holder.value = null;
      else if (!problemsOf(error)) showProblem(error);
    }
    isBusy.value = false;
  }
  if (holder.value === undefined) return <p class="loading">{t('reading')}</p>;
  if (holder.value === null) return <Over />;
  const { login, name } = holder.value;
  return (
    <div class="set-up card">
      <h1>{login === null ? t('titleFirst') : t('title')}</h1>
      <p>{login === null ? t('introFirst') : t('intro', { login, name: name ?? '' })}</p>
      <Form holder={holder.value} problems={problems.value} isBusy={isBusy.value} onSave={onSave} />
    </div>
  );
}
