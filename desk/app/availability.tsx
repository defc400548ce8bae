/** Whether one is given conversations, and who else is there. */
import { useSignal } from '@preact/signals';
import { AVAILABILITIES, type Availability, type Presence } from '../../src/person.ts';
import { call } from './api.ts';
import { presences } from './known.ts';
import { Icon } from './parts/icon.tsx';
import { Menu } from './parts/menu.tsx';
import { showProblem } from './parts/problem.ts';
import { me } from './session.ts';
import { t } from './shell-words.ts';

const HINTS = { available: 'availableHint', busy: 'busyHint', away: 'awayHint' } as const;

/** A shape for each state: the colour only goes with it. */
const AvailabilityMark = ({ of }: { readonly of: Availability }) => (
  <span class={`availability-mark ${of}`} aria-hidden="true" />
);

function Colleague({ presence }: { readonly presence: Presence }) {
  const { name, availability, active } = presence;
  return (
    <li>
      <AvailabilityMark of={availability} />
      <span class="colleague-name">{name}</span>
      <span class="muted">
        {t(availability)} · {t('active', { count: active })}
      </span>
    </li>
  );
}

function Colleagues({ mine }: { readonly mine: string | undefined }) {
  const online = [...presences.value.values()]
    .filter(({ isOnline, personId }) => isOnline && personId !== mine)
    .sort((one, other) => one.name.localeCompare(other.name));
  return (
    <>
      <h2 class="menu-title">{t('colleagues')}</h2>
      {online.length === 0 ? (
        <p class="menu-text muted">{t('nobodyElse')}</p>
      ) : (
        <ul class="colleagues">
          {online.map((presence) => (
            <Colleague key={presence.personId} presence={presence} />
          ))}
        </ul>
      )}
    </>
  );
}

export function AvailabilityMenu() {
  const chosen = useSignal<Availability | undefined>(undefined);
  const mine = me.value?.personId;
  const presence = mine === undefined ? undefined : presences.value.get(mine);
  const current = chosen.value ?? presence?.availability ?? 'away';
  const choose = (availability: Availability) => {
    chosen.value = availability;
    call('PUT', '/me/availability', { availability })
      .catch(showProblem)
      // From now on the server's word counts, from whichever window it came.
      .finally(() => {
        chosen.value = undefined;
      });
  };
  return (
    <Menu
      class="availability"
      label={`${t('availability')}: ${t(current)}`}
      face={
        <>
          <AvailabilityMark of={current} />
          <span class="availability-word">{t(current)}</span>
          <Icon name="down" />
        </>
      }
    >
      <fieldset class="choices">
        <legend class="menu-title">{t('availability')}</legend>
        {AVAILABILITIES.map((availability) => (
          <button
            key={availability}
            type="button"
            class="menu-item"
            aria-pressed={availability === current}
            onClick={() => choose(availability)}
          >
            <AvailabilityMark of={availability} />
            <span>
              <strong>{t(availability)}</strong>
              <span class="muted">{t(HINTS[availability])}</span>
            </span>
            {availability === current && <Icon name="check" />}
          </button>
        ))}
      </fieldset>
      <Colleagues mine={mine} />
    </Menu>
  );
}
