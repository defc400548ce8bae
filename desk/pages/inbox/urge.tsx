/** The clock that runs out first, in words: the colour only goes with them. */
import type { TicketLine } from '../../../src/ticket.ts';
import { Icon } from '../../app/parts/icon.tsx';
import { now } from '../../app/parts/time.tsx';
import { formatLength, formatMoment } from '../../app/words.ts';
import { mostUrgent } from './list.ts';
import { t } from './list-words.ts';
import { nameClock } from './shared-words.ts';

const LOOK = { ok: '', soon: 'warn', over: 'bad' } as const;
const WORDS = { ok: 'dueIn', soon: 'soon', over: 'over' } as const;

/** Seconds would only make people hurry. */
const MINUTE_MS = 60_000;

/** @param isShort the time alone is seen, all of it is read out */
export function UrgeBadge({
  line,
  isShort = false,
}: {
  readonly line: TicketLine;
  readonly isShort?: boolean;
}) {
  const urge = mostUrgent(line, now.value);
  if (!urge) return null;
  const time = formatLength(Math.max(MINUTE_MS, Math.abs(Date.parse(urge.dueAt) - now.value)));
  const words = t(WORDS[urge.state], { clock: nameClock(urge.kind), time });
  return (
    <span class={`badge urge ${LOOK[urge.state]}`} title={`${words} · ${formatMoment(urge.dueAt)}`}>
      <Icon name={urge.state === 'over' ? 'warning' : 'clock'} />
      {isShort ? (
        <>
          <span aria-hidden="true">{urge.state === 'over' ? `−${time}` : time}</span>
          <span class="unseen">{words}</span>
        </>
      ) : (
        words
      )}
    </span>
  );
}
