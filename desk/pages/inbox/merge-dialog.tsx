/** Puts two conversations together, by the protocol number of the other. */
import { useSignal } from '@preact/signals';
import { ApiError, call } from '../../app/api.ts';
import { tickets } from '../../app/known.ts';
import { Button } from '../../app/parts/button.tsx';
import { Field } from '../../app/parts/field.tsx';
import { formatProtocol } from '../../app/words.ts';
import { act } from './actions.ts';
import { opened } from './conversation.ts';
import { t } from './conversation-words.ts';
import { DialogForm } from './dialog-form.tsx';

/** By its protocol number: of this contact, of those that are open, or whichever the server finds. */
async function findConversation(number: string): Promise<string | undefined> {
  const digits = number.replace(/\D/g, '');
  if (digits === '') return undefined;
  const own = opened.value?.contact.protocols.find(({ protocolNumber }) => protocolNumber === digits);
  if (own) return own.conversationId;
  for (const line of tickets.value.values()) if (line.protocolNumber === digits) return line.conversationId;
  for (const view of ['all', 'closed']) {
    const query = new URLSearchParams({ view, search: digits, limit: '2' });
    const page = await call<{ tickets: readonly { conversationId: string; protocolNumber: string }[] }>(
      'GET',
      `/tickets?${query}`,
    );
    const found = page.tickets.find(({ protocolNumber }) => protocolNumber === digits);
    if (found) return found.conversationId;
  }
  return undefined;
}

export function MergeDialog({ id }: { readonly id: string }) {
  const number = useSignal('');
  const problem = useSignal('');
  const others = (opened.value?.contact.protocols ?? []).filter(
    ({ conversationId }) => conversationId !== id,
  );
  const run = async () => {
    const into = await findConversation(number.value).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      return undefined;
    });
    problem.value = into === undefined ? t('findFailed') : '';
    return into !== undefined && act(id, { type: 'merge', into }, t('merged'));
  };
  return (
    <DialogForm title={t('mergeTitle')} label={t('merge')} isReady={number.value.trim() !== ''} run={run}>
      <Field label={t('number')} hint={t('mergeHint')} problem={problem.value} isRequired>
        {(tie) => (
          <input
            {...tie}
            inputMode="numeric"
            autocomplete="off"
            value={number.value}
            onInput={({ currentTarget }) => {
              number.value = currentTarget.value;
            }}
          />
        )}
      </Field>
      {others.length > 0 && (
        <fieldset class="known-labels">
          <legend>{t('otherOfContact')}</legend>
          {others.slice(0, 12).map(({ conversationId, protocolNumber }) => (
            <Button
              key={conversationId}
              isSmall
              onClick={() => {
                number.value = formatProtocol(protocolNumber);
              }}
            >
              {formatProtocol(protocolNumber)}
            </Button>
          ))}
        </fieldset>
      )}
    </DialogForm>
  );
}
