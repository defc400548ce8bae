/** The second factor: turned on with an app, turned off with a code; recovery codes are shown once. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { call } from '../../app/api.ts';
import { Button } from '../../app/parts/button.tsx';
import { Actions, Dialog } from '../../app/parts/dialog.tsx';
import { Field } from '../../app/parts/field.tsx';
import { showProblem } from '../../app/parts/problem.ts';
import { say } from '../../app/parts/toast.tsx';
import { load, type Profile, refusalOf, textOf } from './state.ts';
import { t } from './words.ts';

interface Begun {
  readonly secret: string;
  readonly svg: string;
}

interface CodeFormProps {
  readonly label: string;
  readonly button: ComponentChildren;
  /** Rejects with what the server has against it. */
  onCode(code: string): Promise<void>;
}

function CodeForm({ label, button, onCode }: CodeFormProps) {
  const problem = useSignal<string | undefined>(undefined);
  const submit = (form: HTMLFormElement) => {
    const code = textOf(form, 'code').trim();
    if (code === '') return;
    problem.value = undefined;
    onCode(code).catch((error: unknown) => {
      problem.value = refusalOf(error);
      if (problem.value === undefined) showProblem(error);
    });
  };
  return (
    <form
      class="narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(event.currentTarget);
      }}
    >
      <Field label={label} problem={problem.value}>
        {(tie) => (
          <input {...tie} name="code" autoComplete="one-time-code" autoCapitalize="none" spellcheck={false} />
        )}
      </Field>
      <Button type="submit">{button}</Button>
    </form>
  );
}

/** The picture holds the key as text too, below it: not everybody can take one. */
const Proof = ({ begun, onCode }: { readonly begun: Begun; onCode(code: string): Promise<void> }) => (
  <>
    <p>{t('scan')}</p>
    <img class="qr" src={`data:image/svg+xml,${encodeURIComponent(begun.svg)}`} alt={t('qr')} />
    <p>
      {t('secret')}: <span class="key">{begun.secret.replace(/(.{4})(?=.)/g, '$1 ')}</span>
    </p>
    <CodeForm label={t('code')} button={t('confirm')} onCode={onCode} />
  </>
);

const Codes = ({ codes, onClose }: { readonly codes: readonly string[]; onClose(): void }) => (
  <Dialog title={t('codesTitle')} onClose={onClose}>
    <p>{t('codesHint')}</p>
    <ul class="codes">
      {codes.map((code) => (
        <li key={code}>{code}</li>
      ))}
    </ul>
    <Actions>
      <Button look="primary" onClick={onClose}>
        {t('codesKept')}
      </Button>
    </Actions>
  </Dialog>
);

export function SecondFactor({ hasSecondFactor, recoveryCodes }: Profile) {
  const begun = useSignal<Begun | undefined>(undefined);
  const codes = useSignal<readonly string[] | undefined>(undefined);
  const begin = async () => {
    begun.value = await call<Begun>('POST', '/me/totp');
  };
  const prove = async (code: string) => {
    codes.value = (
      await call<{ recoveryCodes: readonly string[] }>('PUT', '/me/totp', { code })
    ).recoveryCodes;
    begun.value = undefined;
    await load();
  };
  const remove = async (code: string) => {
    await call('DELETE', '/me/totp', { code });
    say(t('removed'));
    await load();
  };
  const forget = () => {
    codes.value = undefined;
  };
  return (
    <section class="card">
      <h2>{t('factor')}</h2>
      <p>{hasSecondFactor ? t('factorOn', { count: recoveryCodes }) : t('factorOff')}</p>
      {hasSecondFactor && <CodeForm label={t('codeOff')} button={t('remove')} onCode={remove} />}
      {!hasSecondFactor && begun.value && <Proof begun={begun.value} onCode={prove} />}
      {!hasSecondFactor && !begun.value && (
        <Button onClick={() => void begin().catch(showProblem)}>{t('begin')}</Button>
      )}
      {codes.value && <Codes codes={codes.value} onClose={forget} />}
    </section>
  );
}
