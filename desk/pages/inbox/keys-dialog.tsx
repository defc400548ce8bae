/** An overview of the keys. */
import { Dialog } from '../../app/parts/dialog.tsx';
import { KEYS } from './keys.ts';
import { t } from './keys-words.ts';
import { enterSends } from './settings.ts';

const nameKey = (key: string): string => (key === 'Escape' ? 'Esc' : key);

export function KeysDialog({ onClose }: { onClose(): void }) {
  const writing = [
    [enterSends.value ? 'Enter' : 'Ctrl + Enter', t('send')],
    ['/', t('canned')],
    ['@', t('mention')],
    ['Ctrl + K', t('citation')],
  ] as const;
  return (
    <Dialog title={t('title')} onClose={onClose}>
      <p class="muted">{t('intro')}</p>
      <dl class="keys">
        {KEYS.map(({ key, what }) => (
          <div key={key}>
            <dt>
              <kbd>{nameKey(key)}</kbd>
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <dl class="keys">
        {writing.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
