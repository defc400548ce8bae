/** Passes conversations on: to a colleague, another queue, or back to the assistant. */
import { type Signal, useSignal } from '@preact/signals';
import { Field } from '../../app/parts/field.tsx';
import { me } from '../../app/session.ts';
import { type Action, actOn } from './actions.ts';
import { t } from './conversation-words.ts';
import { DialogForm } from './dialog-form.tsx';
import { listColleagues, queues, titleOfQueue } from './queues.ts';
import { choices } from './state.ts';

const TARGETS = ['toPerson', 'toQueue', 'toAssistant'] as const;
type Target = (typeof TARGETS)[number];

function describe(target: Target, chosen: string, summary: string): Action {
  const own = summary.trim() === '' ? {} : { summary: summary.trim() };
  if (target === 'toPerson') return { type: 'assign', personId: chosen, ...own };
  if (target === 'toQueue') return { type: 'move', queue: chosen, ...own };
  return { type: 'to-assistant', ...own };
}

/** To whom or where, by name. */
function listTargets(target: Target): readonly { readonly value: string; readonly name: string }[] {
  if (target === 'toPerson')
    return listColleagues()
      .filter(({ personId }) => personId !== me.value?.personId)
      .map(({ personId, name, isOnline, availability }) => ({
        value: personId,
        name: isOnline && availability === 'available' ? `${name} · ${t('there')}` : name,
      }));
  const names = queues.value.length > 0 ? queues.value.map(({ name }) => name) : choices.value.queues;
  return names.map((name) => ({ value: name, name: titleOfQueue(name) }));
}

const Targets = ({ target, onChoose }: { readonly target: Target; onChoose(target: Target): void }) => (
  <fieldset class="radios">
    <legend>{t('target')}</legend>
    {TARGETS.map((each) => (
      <label key={each} class="check">
        <input type="radio" name="target" checked={each === target} onChange={() => onChoose(each)} />
        {t(each)}
      </label>
    ))}
  </fieldset>
);

function Choice({ target, chosen }: { readonly target: Target; readonly chosen: Signal<string> }) {
  const targets = listTargets(target);
  return (
    <Field
      label={t(target === 'toPerson' ? 'person' : 'queue')}
      hint={targets.length === 0 ? t('nobodyElse') : undefined}
    >
      {(tie) => (
        <select
          {...tie}
          required
          value={chosen.value}
          onChange={({ currentTarget }) => {
            chosen.value = currentTarget.value;
          }}
        >
          <option value="" />
          {targets.map(({ value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function TransferDialog({ ids }: { readonly ids: readonly string[] }) {
  const target = useSignal<Target>('toPerson');
  const chosen = useSignal('');
  const summary = useSignal('');
  const isReady = target.value === 'toAssistant' || chosen.value !== '';
  const run = () => actOn(ids, describe(target.value, chosen.value, summary.value), t('transferred'));
  const aim = (next: Target) => {
    target.value = next;
    chosen.value = '';
  };
  return (
    <DialogForm
      title={t('transferTitle', { count: ids.length })}
      label={t('transfer')}
      isReady={isReady}
      run={run}
    >
      <Targets target={target.value} onChoose={aim} />
      {target.value !== 'toAssistant' && <Choice target={target.value} chosen={chosen} />}
      <Field label={t('summary')} hint={t('summaryHint')}>
        {(tie) => (
          <textarea
            {...tie}
            rows={3}
            maxLength={2_000}
            value={summary.value}
            onInput={({ currentTarget }) => {
              summary.value = currentTarget.value;
            }}
          />
        )}
      </Field>
    </DialogForm>
  );
}
