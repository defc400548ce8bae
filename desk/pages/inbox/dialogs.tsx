/** What is asked before something is done with conversations. */
import { useSignal } from '@preact/signals';
import { tickets } from '../../app/known.ts';
import { Button } from '../../app/parts/button.tsx';
import { Field } from '../../app/parts/field.tsx';
import { type Action, act, actOn, asking } from './actions.ts';
import { t } from './conversation-words.ts';
import { closeDialog, DialogForm } from './dialog-form.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { choices } from './state.ts';
import { TransferDialog } from './transfer-dialog.tsx';

const REASONS = ['solved', 'no-answer', 'duplicate', 'spam', 'not-ours', 'other'] as const;

function CloseDialog({ ids }: { readonly ids: readonly string[] }) {
  const reason = useSignal<(typeof REASONS)[number]>('solved');
  const text = useSignal('');
  const run = () => {
    const words = text.value.trim();
    const action: Action = { type: 'close', reason: reason.value, ...(words === '' ? {} : { text: words }) };
    return actOn(ids, action, t('closed'));
  };
  return (
    <DialogForm title={t('closeTitle', { count: ids.length })} label={t('close')} run={run}>
      <fieldset class="radios">
        <legend>{t('reason')}</legend>
        {REASONS.map((each) => (
          <label key={each} class="check">
            <input
              type="radio"
              name="reason"
              checked={each === reason.value}
              onChange={() => {
                reason.value = each;
              }}
            />
            {t(each)}
          </label>
        ))}
      </fieldset>
      <Field label={t('lastWords')} hint={t('lastWordsHint')}>
        {(tie) => (
          <textarea
            {...tie}
            rows={3}
            maxLength={8_000}
            value={text.value}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
            }}
          />
        )}
      </Field>
    </DialogForm>
  );
}

/** As the API takes them. */
const LABEL_LENGTH = 40;
const MOST_LABELS = 20;

function readLabels(text: string): readonly string[] {
  const labels = text.split(',').map((label) => label.trim().toLowerCase().slice(0, LABEL_LENGTH));
  return [...new Set(labels.filter(Boolean))].slice(0, MOST_LABELS);
}

function LabelsDialog({ ids }: { readonly ids: readonly string[] }) {
  const [only] = ids;
  const own = ids.length === 1 && only !== undefined ? tickets.value.get(only)?.labels : undefined;
  const text = useSignal((own ?? []).join(', '));
  const used = choices.value.labels.filter((label) => !readLabels(text.value).includes(label));
  const run = () => actOn(ids, { type: 'labels', labels: readLabels(text.value) }, t('labelled'));
  return (
    <DialogForm title={t('labelsTitle')} label={t('save')} run={run}>
      <Field label={t('labelsField')}>
        {(tie) => (
          <input
            {...tie}
            value={text.value}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
            }}
          />
        )}
      </Field>
      {used.length > 0 && (
        <fieldset class="known-labels">
          <legend>{t('labelsKnown')}</legend>
          {used.slice(0, 24).map((label) => (
            <Button
              key={label}
              isSmall
              onClick={() => {
                text.value = [...readLabels(text.value), label].join(', ');
              }}
            >
              {label}
            </Button>
          ))}
        </fieldset>
      )}
    </DialogForm>
  );
}

function ExtendDialog({ id }: { readonly id: string }) {
  const reason = useSignal('');
  const run = () => act(id, { type: 'extend', reason: reason.value.trim() }, t('extended'));
  return (
    <DialogForm title={t('extendTitle')} label={t('extend')} isReady={reason.value.trim() !== ''} run={run}>
      <Field label={t('extendReason')} hint={t('extendHint')} isRequired>
        {(tie) => (
          <textarea
            {...tie}
            rows={3}
            maxLength={2_000}
            value={reason.value}
            onInput={({ currentTarget }) => {
              reason.value = currentTarget.value;
            }}
          />
        )}
      </Field>
    </DialogForm>
  );
}

const SplitDialog = ({ id, fromSeq }: { readonly id: string; readonly fromSeq: number }) => (
  <DialogForm
    title={t('splitTitle')}
    label={t('split')}
    run={() => act(id, { type: 'split', fromSeq }, t('splitDone'))}
  >
    <p>{t('splitText')}</p>
  </DialogForm>
);

/** The one that is open. */
export function Dialogs() {
  const now = asking.value;
  switch (now?.about) {
    case undefined:
      return null;
    case 'transfer':
      return <TransferDialog ids={now.ids} />;
    case 'close':
      return <CloseDialog ids={now.ids} />;
    case 'labels':
      return <LabelsDialog ids={now.ids} />;
    case 'extend':
      return <ExtendDialog id={now.ids[0]} />;
    case 'merge':
      return <MergeDialog id={now.ids[0]} />;
    case 'split':
      return <SplitDialog id={now.ids[0]} fromSeq={now.fromSeq} />;
    case 'keys':
      return <KeysDialog onClose={closeDialog} />;
  }
}
