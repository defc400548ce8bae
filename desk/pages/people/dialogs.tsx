/** What opens over the list of accounts: a link that is shown once, and the question before an account is closed. */
import { Button } from '../../app/parts/button.tsx';
import { Actions, Dialog } from '../../app/parts/dialog.tsx';
import { Field } from '../../app/parts/field.tsx';
import { showProblem } from '../../app/parts/problem.ts';
import { say } from '../../app/parts/toast.tsx';
import { formatMoment } from '../../app/words.ts';
import type { Account, ShownLink } from './account.ts';
import { t } from './words.ts';

export function LinkDialog({ shown, onClose }: { readonly shown: ShownLink; onClose(): void }) {
  const { name, link, expiresAt, isReset } = shown;
  const copy = () => navigator.clipboard.writeText(link).then(() => say(t('copied')), showProblem);
  return (
    <Dialog title={t('linkTitle', { name })} onClose={onClose}>
      <p>{t('linkHint', { until: formatMoment(expiresAt) })}</p>
      {isReset && <p>{t('linkReset')}</p>}
      <Field label="Link">
        {(tie) => (
          <input
            {...tie}
            class="password-link"
            readOnly
            value={link}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
        )}
      </Field>
      <Actions>
        <Button look="primary" icon="link" onClick={() => void copy()}>
          {t('copy')}
        </Button>
      </Actions>
    </Dialog>
  );
}

interface CloseDialogProps {
  readonly account: Account;
  onClose(): void;
  onConfirm(): void;
}

export const CloseDialog = ({ account, onClose, onConfirm }: CloseDialogProps) => (
  <Dialog title={t('closeAsk', { name: account.name })} onClose={onClose}>
    <p>{t('closeHint')}</p>
    <Actions>
      <Button onClick={onClose}>{t('cancel')}</Button>
      <Button look="danger" onClick={onConfirm}>
        {t('close')}
      </Button>
    </Actions>
  </Dialog>
);
