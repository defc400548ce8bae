/** How somebody likes to work: keys, sound, notices of the browser. */
import type { Signal } from '@preact/signals';
import { askForNotices, noticesState, playSound, usesSound } from '../../app/notices.ts';
import { Icon } from '../../app/parts/icon.tsx';
import { Menu } from '../../app/parts/menu.tsx';
import { asking } from './actions.ts';
import { t } from './keys-words.ts';
import { enterSends, usesKeys } from './settings.ts';

const Switch = ({ of, label, onChange }: { of: Signal<boolean>; label: string; onChange?(): void }) => (
  <label class="check menu-check">
    <input
      type="checkbox"
      checked={of.value}
      onChange={({ currentTarget: { checked } }) => {
        of.value = checked;
        onChange?.();
      }}
    />
    {label}
  </label>
);

/** Asked for by a press alone: browsers refuse for ever what is asked for unasked. */
function Notices() {
  const state = noticesState.value;
  if (state === 'granted') return <p class="menu-text muted">{t('noticesOn')}</p>;
  if (state === 'denied') return <p class="menu-text muted">{t('noticesDenied')}</p>;
  if (state === 'missing') return null;
  return (
    <button type="button" class="menu-item" data-stay onClick={() => void askForNotices()}>
      <Icon name="bell" /> {t('noticesAsk')}
    </button>
  );
}

export const SettingsMenu = () => (
  <Menu class="settings" label={t('settings')} face={<Icon name="settings" />}>
    <Switch of={enterSends} label={t('enterSends')} />
    <Switch of={usesKeys} label={t('usesKeys')} />
    <Switch of={usesSound} label={t('usesSound')} onChange={() => void playSound('message')} />
    <Notices />
    <hr />
    <button type="button" class="menu-item" onClick={() => (asking.value = { about: 'keys' })}>
      <Icon name="keyboard" /> {t('showKeys')}
    </button>
  </Menu>
);
