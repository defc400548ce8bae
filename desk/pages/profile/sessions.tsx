/** Where one is signed in, and the tokens that programs of one's own have. */
import { useSignal } from '@preact/signals';
import { call } from '../../app/api.ts';
import { Button } from '../../app/parts/button.tsx';
import { Actions, Dialog } from '../../app/parts/dialog.tsx';
import { Field } from '../../app/parts/field.tsx';
import { showProblem } from '../../app/parts/problem.ts';
import { type Column, Table } from '../../app/parts/table.tsx';
import { Since } from '../../app/parts/time.tsx';
import { say } from '../../app/parts/toast.tsx';
import { formatMoment } from '../../app/words.ts';
import { load, type SessionLine, sessions, textOf } from './state.ts';
import { t } from './words.ts';

/** "Firefox, Linux": what people know their browser by, of its own long words. */
function nameOf({ kind, name }: SessionLine): string {
  if (kind === 'token') return t('token', { name });
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(name)?.[1] ?? t('browser');
  const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(name)?.[1];
  const known = { Edg: 'Edge', OPR: 'Opera' }[browser] ?? browser;
  return system === undefined ? known : `${known}, ${system.replace(' X', '')}`;
}

async function end({ sessionId }: SessionLine): Promise<void> {
  await call('DELETE', `/sessions/${sessionId}`);
  say(t('ended'));
  await load();
}

const columnsOf = (): readonly Column<SessionLine>[] => [
  {
    key: 'what',
    title: t('what'),
    cell: (session) => (
      <>
        {nameOf(session)} {session.isThis && <span class="badge good">{t('thisOne')}</span>}
      </>
    ),
  },
  { key: 'seen', title: t('seen'), cell: ({ seenAt }) => <Since at={seenAt} /> },
  { key: 'until', title: t('until'), cell: ({ expiresAt }) => formatMoment(expiresAt) },
  {
    key: 'actions',
    title: t('actions'),
    cell: (session) =>
      !session.isThis && (
        <Button
          isSmall
          aria-label={t('endOf', { name: nameOf(session) })}
          onClick={() => void end(session).catch(showProblem)}
        >
          {t('end')}
        </Button>
      ),
  },
];

type Problems = { readonly name?: string; readonly days?: string };

function TokenForm({ onMade }: { onMade(name: string, token: string): void }) {
  const problems = useSignal<Problems>({});
  async function make(form: HTMLFormElement) {
    const name = textOf(form, 'name').trim();
    const days = Number(textOf(form, 'days'));
    problems.value = {
      ...(name === '' ? { name: t('needsName') } : {}),
      ...(Number.isInteger(days) && days >= 1 && days <= 366 ? {} : { days: t('needsDays') }),
    };
    if (Object.keys(problems.value).length > 0) return;
    const { token } = await call<{ token: string }>('POST', '/tokens', { name, days });
    form.reset();
    onMade(name, token);
    await load();
  }
  return (
    <form
      class="narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        make(event.currentTarget).catch(showProblem);
      }}
    >
      <h3>{t('makeToken')}</h3>
      <Field label={t('tokenName')} hint={t('tokenHint')} problem={problems.value.name}>
        {(tie) => <input {...tie} name="name" autoComplete="off" />}
      </Field>
      <Field label={t('tokenDays')} problem={problems.value.days}>
        {(tie) => <input {...tie} name="days" inputMode="numeric" defaultValue="90" autoComplete="off" />}
      </Field>
      <Button type="submit">{t('make')}</Button>
    </form>
  );
}

export function Sessions() {
  const made = useSignal<{ readonly name: string; readonly token: string } | undefined>(undefined);
  const forget = () => {
    made.value = undefined;
  };
  return (
    <section class="card">
      <h2>{t('sessions')}</h2>
      <p>{t('sessionsHint')}</p>
      <Table
        caption={t('sessions')}
        columns={columnsOf()}
        rows={sessions.value}
        keyOf={({ sessionId }) => sessionId}
        empty={t('none')}
      />
      <TokenForm
        onMade={(name, token) => {
          made.value = { name, token };
        }}
      />
      {made.value && (
        <Dialog title={t('tokenTitle', { name: made.value.name })} onClose={forget}>
          <p>{t('tokenShown')}</p>
          <Field label="Token">
            {(tie) => <input {...tie} class="key" readOnly value={made.value?.token} />}
          </Field>
          <Actions>
            <Button look="primary" onClick={forget}>
              OK
            </Button>
          </Actions>
        </Dialog>
      )}
    </section>
  );
}
