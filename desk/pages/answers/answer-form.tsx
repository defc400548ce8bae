/** The form of a ready answer, new or known. */
import { useSignal } from '@preact/signals';
import { ApiError } from '../../app/api.ts';
import { Button } from '../../app/parts/button.tsx';
import { Actions, Dialog } from '../../app/parts/dialog.tsx';
import { Field } from '../../app/parts/field.tsx';
import { showProblem } from '../../app/parts/problem.ts';
import { say } from '../../app/parts/toast.tsx';
import { locale } from '../../app/words.ts';
import { type Answer, queues, saveAnswer, type Wish, writesForAll } from './state.ts';
import { LANGUAGES, t } from './words.ts';

const SHORTCUT = /^[\p{L}\p{N}_-]{1,40}$/u;

type Problems = Partial<Record<'shortcut' | 'title' | 'text', string>>;

const findProblems = ({ shortcut, title, text }: Wish): Problems => ({
  ...(SHORTCUT.test(shortcut.trim()) ? {} : { shortcut: t('noShortcut') }),
  ...(title.trim() === '' ? { title: t('noTitle') } : {}),
  ...(text.trim() === '' ? { text: t('noText') } : {}),
});

interface PartProps {
  readonly wish: Wish;
  onChange(change: Partial<Wish>): void;
}

const Texts = ({ wish, problems, onChange }: PartProps & { readonly problems: Problems }) => (
  <>
    <Field label={t('shortcut')} hint={t('shortcutHint')} problem={problems.shortcut} isRequired>
      {(tie) => (
        <input
          {...tie}
          maxLength={40}
          autocapitalize="off"
          value={wish.shortcut}
          onInput={({ currentTarget: { value } }) => onChange({ shortcut: value.replace(/^\//, '') })}
        />
      )}
    </Field>
    <Field label={t('answerTitle')} problem={problems.title} isRequired>
      {(tie) => (
        <input
          {...tie}
          maxLength={120}
          value={wish.title}
          onInput={({ currentTarget: { value } }) => onChange({ title: value })}
        />
      )}
    </Field>
    <Field label={t('text')} hint={t('textHint')} problem={problems.text} isRequired>
      {(tie) => (
        <textarea
          {...tie}
          rows={6}
          maxLength={8_000}
          value={wish.text}
          onInput={({ currentTarget: { value } }) => onChange({ text: value })}
        />
      )}
    </Field>
  </>
);

const QueueChoice = ({ wish, onChange }: PartProps) => (
  <fieldset class="field" aria-describedby="answer-queues-hint">
    <legend>{t('queues')}</legend>
    {queues.value.map(({ name, titles }) => (
      <label key={name} class="check">
        <input
          type="checkbox"
          checked={wish.queues.includes(name)}
          onChange={({ currentTarget: { checked } }) =>
            onChange({
              queues: checked ? [...wish.queues, name] : wish.queues.filter((each) => each !== name),
            })
          }
        />
        {titles[locale.value] ?? name}
      </label>
    ))}
    <p class="hint" id="answer-queues-hint">
      {t('queuesHint')}
    </p>
  </fieldset>
);

const Choices = ({ wish, onChange }: PartProps) => (
  <>
    <Field label={t('locale')}>
      {(tie) => (
        <select
          {...tie}
          value={wish.locale}
          onChange={({ currentTarget: { value } }) => onChange({ locale: value })}
        >
          {Object.entries(LANGUAGES).map(([tag, name]) => (
            <option key={tag} value={tag}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
    <QueueChoice wish={wish} onChange={onChange} />
    {writesForAll() && (
      <label class="check">
        <input
          type="checkbox"
          checked={wish.isOwn}
          onChange={({ currentTarget: { checked } }) => onChange({ isOwn: checked })}
        />
        {t('own')}
      </label>
    )}
  </>
);

const NEW: Omit<Wish, 'isOwn'> = { shortcut: '', title: '', locale: 'pt-BR', text: '', queues: [] };

const toWish = ({ shortcut, title, locale: language, text, queues: chosen, personId }: Answer): Wish => ({
  ...{ shortcut, title, locale: language, text, queues: chosen },
  isOwn: personId !== null,
});

interface FormProps {
  /** Undefined: a new one. */
  readonly answer: Answer | undefined;
  onClose(): void;
}

export function AnswerForm({ answer, onClose }: FormProps) {
  const wish = useSignal<Wish>(answer ? toWish(answer) : { ...NEW, isOwn: !writesForAll() });
  const problems = useSignal<Problems>({});
  const isBusy = useSignal(false);
  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    problems.value = findProblems(wish.value);
    if (isBusy.value || Object.keys(problems.value).length > 0) return;
    isBusy.value = true;
    try {
      await saveAnswer(answer, wish.value);
      say(t('saved'));
      onClose();
    } catch (error) {
      if (error instanceof ApiError && error.code === 'conflict') problems.value = { shortcut: t('taken') };
      else showProblem(error);
    } finally {
      isBusy.value = false;
    }
  }
  const change = (part: Partial<Wish>) => {
    wish.value = { ...wish.value, ...part };
  };
  return (
    <Dialog title={answer ? `/${answer.shortcut}` : t('add')} onClose={onClose}>
      <form noValidate onSubmit={save}>
        <Texts wish={wish.value} problems={problems.value} onChange={change} />
        <Choices wish={wish.value} onChange={change} />
        <Actions>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="primary" isBusy={isBusy.value}>
            {t('save')}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
