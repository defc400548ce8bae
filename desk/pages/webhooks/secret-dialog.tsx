/** Shows a new secret, this once. */
import { Button } from '../../app/parts/button.tsx';
import { Actions, Dialog } from '../../app/parts/dialog.tsx';
import { Field } from '../../app/parts/field.tsx';
import { showProblem } from '../../app/parts/problem.ts';
import { say } from '../../app/parts/toast.tsx';
import { newSecret } from './state.ts';
import { t } from './words.ts';

export function SecretDialog() {
  const shown = newSecret.value;
  if (!shown) return null;
  const { name, secret } = shown;
  const close = () => {
    newSecret.value = undefined;
  };
  const copy = () => navigator.clipboard.writeText(secret).then(() => say(t('copied')), showProblem);
  return (
    <Dialog title={t('secretTitle', { name })} onClose={close}>
      <Field label={t('secret')} hint={t('secretHint')}>
        {(tie) => (
          <input
            {...tie}
            class="webhook-secret"
            readOnly
            value={secret}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
        )}
      </Field>
      <Actions>
        <Button onClick={copy}>{t('copy')}</Button>
        <Button look="primary" onClick={close}>
          {t('done')}
        </Button>
      </Actions>
    </Dialog>
  );
}
