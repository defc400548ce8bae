/** Signing in: login and password, the second factor where there is one, or the OpenID provider. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Person } from '../../../src/person.ts';
import { ApiError, call } from '../../app/api.ts';
import { Button } from '../../app/parts/button.tsx';
import { Field } from '../../app/parts/field.tsx';
import { tellProblem } from '../../app/parts/problem.ts';
import { linkTo, navigate, place } from '../../app/router.ts';
import { enter, house, me } from '../../app/session.ts';
import { t } from './words.ts';
import './page.css';

const MINUTE_MS = 60_000;

/** Where whoever came from a page of the desk goes on; never to another site. */
function nextPlace(): string {
  const next = place.value.query.get('next') ?? '';
  return /^\/desk(?:[/?#]|$)/.test(next) ? next : linkTo();
}

const REFUSALS = {
  role: 'refusedRole',
  closed: 'refusedClosed',
  failed: 'refusedFailed',
  unavailable: 'refusedUnavailable',
} as const;

/** What the OpenID provider's answer came to. */
function refusalOf(): string {
  const refused = place.value.query.get('refused') ?? '';
  return refused in REFUSALS ? t(REFUSALS[refused as keyof typeof REFUSALS]) : '';
}

function describe(error: unknown, hasCode: boolean): string {
  if (!(error instanceof ApiError)) return tellProblem(error);
  if (error.code === 'sign-in-refused') return t('wrong');
  if (error.code === 'second-factor-needed') return hasCode ? t('codeWrong') : '';
  if (error.code === 'too-many-attempts')
    return t('tooMany', { minutes: Math.max(1, Math.ceil((error.retryAfterMs ?? 0) / MINUTE_MS)) });
  return tellProblem(error);
}

interface Typed {
  readonly login: string;
  readonly password: string;
  readonly code?: string;
}

interface StepProps {
  readonly isBusy: boolean;
  onEnter(typed: Partial<Typed>): void;
}

/** The browser's own account of the form: password managers fill it in without telling anybody. */
const textOf = (form: HTMLFormElement, name: string): string => String(new FormData(form).get(name) ?? '');

function PasswordStep({ isBusy, onEnter, onMissing }: StepProps & { onMissing(): void }) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const login = textOf(event.currentTarget, 'login').trim();
        const password = textOf(event.currentTarget, 'password');
        if (login === '' || password === '') onMissing();
        else onEnter({ login, password });
      }}
    >
      <Field label={t('login')}>
        {(tie) => (
          <input {...tie} name="login" autoComplete="username" autoCapitalize="none" spellcheck={false} />
        )}
      </Field>
      <Field label={t('password')}>
        {(tie) => <input {...tie} name="password" type="password" autoComplete="current-password" />}
      </Field>
      <Button type="submit" look="primary" isBusy={isBusy}>
        {t('enter')}
      </Button>
    </form>
  );
}

function CodeStep({ isBusy, onEnter, onBack }: StepProps & { onBack(): void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const code = textOf(event.currentTarget, 'code').trim();
        if (code !== '') onEnter({ code });
      }}
    >
      <h2>{t('codeTitle')}</h2>
      <Field label={t('code')} hint={t('codeHint')}>
        {(tie) => (
          <input
            {...tie}
            ref={input}
            name="code"
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellcheck={false}
          />
        )}
      </Field>
      <Button type="submit" look="primary" isBusy={isBusy}>
        {t('enter')}
      </Button>
      <Button look="quiet" onClick={onBack}>
        {t('back')}
      </Button>
    </form>
  );
}

/** The provider's page is another site's: an ordinary link. */
function OtherWay() {
  const { oidcName } = house.value;
  if (oidcName === null) return null;
  const address = `/api/v1/desk/session/oidc?next=${encodeURIComponent(nextPlace())}`;
  return (
    <>
      <p class="or">{t('or')}</p>
      <a class="button" href={address}>
        {t('enterWith', { name: oidcName })}
      </a>
    </>
  );
}

export function Page() {
  const typed = useSignal<Typed | undefined>(undefined);
  const problem = useSignal(refusalOf());
  const isBusy = useSignal(false);
  useEffect(() => {
    if (me.value) navigate(nextPlace(), { replace: true });
  }, [me.value]);
  async function onEnter(part: Partial<Typed>) {
    const wish = { login: '', password: '', ...typed.value, ...part };
    isBusy.value = true;
    try {
      enter((await call<{ me: Person }>('POST', '/session', wish)).me);
    } catch (error) {
      problem.value = describe(error, wish.code !== undefined);
      const isNext = error instanceof ApiError && error.code === 'second-factor-needed';
      if (isNext) typed.value = { login: wish.login, password: wish.password };
    }
    isBusy.value = false;
  }
  const onMissing = () => {
    problem.value = t('missing');
  };
  const onBack = () => {
    typed.value = undefined;
    problem.value = '';
  };
  return (
    <div class="sign-in card">
      <h1>{t('title')}</h1>
      {!house.value.isSetUp && <p class="hint">{t('notSetUp')}</p>}
      <div role="alert">{problem.value !== '' && <p class="refusal">{problem.value}</p>}</div>
      {typed.value ? (
        <CodeStep isBusy={isBusy.value} onEnter={onEnter} onBack={onBack} />
      ) : (
        <>
          <PasswordStep isBusy={isBusy.value} onEnter={onEnter} onMissing={onMissing} />
          <OtherWay />
          <p class="forgotten hint">{t('forgotten')}</p>
        </>
      )}
    </div>
  );
}
