/** The form of a webhook, new or known. */
import { useSignal } from '@preact/signals';
import { ApiError } from '../../app/api.ts';
import { Button } from '../../app/parts/button.tsx';
import { Actions, Dialog } from '../../app/parts/dialog.tsx';
import { Field } from '../../app/parts/field.tsx';
import { showProblem } from '../../app/parts/problem.ts';
import { say } from '../../app/parts/toast.tsx';
import { titleOfEvent } from './event-words.ts';
import { events, saveWebhook, type Webhook, type WebhookWish } from './state.ts';
import { t } from './words.ts';

type Problems = Partial<Record<'name' | 'url' | 'events', string>>;

function findProblems({ name, url, events: chosen }: WebhookWish): Problems {
  return {
    ...(name.trim() === '' ? { name: t('noName') } : {}),
    ...(URL.canParse(url) ? {} : { url: t('noUrl') }),
    ...(chosen.length === 0 ? { events: t('noEvents') } : {}),
  };
}

interface EventsProps {
  readonly chosen: readonly string[];
  readonly problem: string | undefined;
  onChange(chosen: readonly string[]): void;
}

const Events = ({ chosen, problem, onChange }: EventsProps) => (
  <fieldset class="field" aria-describedby={problem && 'webhook-events-problem'}>
    <legend>{t('events')}</legend>
    <div class="webhook-events">
      {events.value.map((event) => (
        <label key={event} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(event)}
            onChange={({ currentTarget: { checked } }) =>
              onChange(checked ? [...chosen, event] : chosen.filter((each) => each !== event))
            }
          />
          {titleOfEvent(event)}
        </label>
      ))}
    </div>
    {problem && (
      <p class="problem" id="webhook-events-problem">
        {problem}
      </p>
    )}
  </fieldset>
);

interface FieldsProps {
  readonly wish: WebhookWish;
  readonly problems: Problems;
  onChange(change: Partial<WebhookWish>): void;
}

const Fields = ({ wish, problems, onChange }: FieldsProps) => (
  <>
    <Field label={t('name')} hint={t('nameHint')} problem={problems.name} isRequired>
      {(tie) => (
        <input
          {...tie}
          maxLength={100}
          value={wish.name}
          onInput={({ currentTarget: { value } }) => onChange({ name: value })}
        />
      )}
    </Field>
    <Field label={t('url')} hint={t('urlHint')} problem={problems.url} isRequired>
      {(tie) => (
        <input
          {...tie}
          type="url"
          maxLength={2_000}
          autocomplete="off"
          value={wish.url}
          onInput={({ currentTarget: { value } }) => onChange({ url: value })}
        />
      )}
    </Field>
    <Events
      chosen={wish.events}
      problem={problems.events}
      onChange={(chosen) => onChange({ events: chosen })}
    />
    <label class="check">
      <input
        type="checkbox"
        checked={wish.withWords}
        aria-describedby="webhook-words-hint"
        onChange={({ currentTarget: { checked } }) => onChange({ withWords: checked })}
      />
      {t('words')}
    </label>
    <p class="hint" id="webhook-words-hint">
      {t('wordsHint')}
    </p>
  </>
);

interface FormProps {
  /** Undefined: a new one. */
  readonly webhook: Webhook | undefined;
  onClose(): void;
}

export function WebhookForm({ webhook, onClose }: FormProps) {
  const { name = '', url = 'https://', events: chosen = events.value, withWords = false } = webhook ?? {};
  const wish = useSignal<WebhookWish>({ name, url, events: chosen, withWords });
  const problems = useSignal<Problems>({});
  const isBusy = useSignal(false);
  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    problems.value = findProblems(wish.value);
    if (isBusy.value || Object.keys(problems.value).length > 0) return;
    isBusy.value = true;
    try {
      await saveWebhook(webhook, wish.value);
      if (webhook) say(t('saved'));
      onClose();
    } catch (error) {
      if (error instanceof ApiError && error.code === 'invalid-request')
        problems.value = { url: t('urlRefused', { reason: error.message }) };
      else showProblem(error);
    } finally {
      isBusy.value = false;
    }
  }
  return (
    <Dialog title={webhook?.name ?? t('add')} onClose={onClose}>
      <form noValidate onSubmit={save}>
        <Fields
          wish={wish.value}
          problems={problems.value}
          onChange={(change) => {
            wish.value = { ...wish.value, ...change };
          }}
        />
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
