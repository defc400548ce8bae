/** Ready answers: what is said often, written once. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button, IconButton } from '../../app/parts/button.tsx';
import { Actions, Dialog } from '../../app/parts/dialog.tsx';
import { Field } from '../../app/parts/field.tsx';
import { showProblem } from '../../app/parts/problem.ts';
import { Table } from '../../app/parts/table.tsx';
import { say } from '../../app/parts/toast.tsx';
import { can } from '../../app/session.ts';
import { locale } from '../../app/words.ts';
import { AnswerForm } from './answer-form.tsx';
import './page.css';
import {
  type Answer,
  answers,
  loadAnswers,
  mayChange,
  queues,
  removeAnswer,
  search,
  shown,
} from './state.ts';
import { LANGUAGES, t } from './words.ts';

const titleOfQueue = (name: string): string =>
  queues.value.find((queue) => queue.name === name)?.titles[locale.value] ?? name;

const whereOf = ({ queues: names, locale: language, personId }: Answer): string =>
  [
    names.length === 0 ? t('allQueues') : names.map(titleOfQueue).join(', '),
    LANGUAGES[language as keyof typeof LANGUAGES] ?? language,
    personId === null ? t('everybody') : t('own'),
  ].join(' · ');

/** Undefined: nothing is open. */
type Open = { readonly what: 'form' | 'remove'; readonly answer: Answer | undefined } | undefined;

interface RemoveProps {
  readonly answer: Answer;
  onClose(): void;
}

const Remove = ({ answer, onClose }: RemoveProps) => (
  <Dialog title={t('remove')} onClose={onClose}>
    <p>{t('removeAsk', { name: `/${answer.shortcut}` })}</p>
    <Actions>
      <Button onClick={onClose}>{t('cancel')}</Button>
      <Button
        look="danger"
        onClick={() => {
          onClose();
          removeAnswer(answer).then(() => say(t('removed')), showProblem);
        }}
      >
        {t('remove')}
      </Button>
    </Actions>
  </Dialog>
);

const columnsOf = (show: (open: Open) => void) => [
  {
    key: 'shortcut',
    title: t('shortcut'),
    cell: ({ shortcut }: Answer) => <code class="answer-shortcut">/{shortcut}</code>,
  },
  {
    key: 'text',
    title: t('text'),
    cell: (answer: Answer) => (
      <>
        <strong>{answer.title}</strong>
        <p class="answer-text">{answer.text}</p>
        <p class="muted answer-where">{whereOf(answer)}</p>
      </>
    ),
  },
  {
    key: 'actions',
    title: t('actions'),
    cell: (answer: Answer) =>
      mayChange(answer) && (
        <div class="answer-actions">
          <Button
            isSmall
            aria-label={t('editOf', { name: `/${answer.shortcut}` })}
            onClick={() => show({ what: 'form', answer })}
          >
            {t('edit')}
          </Button>
          <IconButton
            isSmall
            icon="close"
            label={t('removeOf', { name: `/${answer.shortcut}` })}
            onClick={() => show({ what: 'remove', answer })}
          />
        </div>
      ),
  },
];

export function Page() {
  useEffect(() => void loadAnswers(), []);
  const open = useSignal<Open>(undefined);
  const show = (next: Open) => {
    open.value = next;
  };
  const close = () => show(undefined);
  const { what, answer } = open.value ?? {};
  return (
    <>
      <div class="answers-head">
        <h1>{t('title')}</h1>
        {can(['admin', 'supervisor', 'author', 'attendant']) && (
          <Button look="primary" icon="plus" onClick={() => show({ what: 'form', answer: undefined })}>
            {t('add')}
          </Button>
        )}
      </div>
      <p class="muted">{t('intro')}</p>
      <Field label={t('search')}>
        {(tie) => (
          <input
            {...tie}
            type="search"
            value={search.value}
            onInput={({ currentTarget: { value } }) => {
              search.value = value;
            }}
          />
        )}
      </Field>
      {answers.value && (
        <Table
          caption={t('title')}
          columns={columnsOf(show)}
          rows={shown.value}
          keyOf={({ id }) => id}
          empty={t(answers.value.length === 0 ? 'none' : 'nothingFound')}
        />
      )}
      {what === 'form' && <AnswerForm answer={answer} onClose={close} />}
      {what === 'remove' && answer && <Remove answer={answer} onClose={close} />}
    </>
  );
}
