/** Times, as people say them. */
import { signal } from '@preact/signals';
import { formatClock, formatLength, formatMoment, formatShortDay } from '../words.ts';

/** The present, good to half a minute: what shows how long something lasts is drawn again with it. */
export const now = signal(Date.now());
const STEP_MS = 15_000;
setInterval(() => {
  // Nobody looks: the next look begins with a step.
  if (document.visibilityState === 'visible') now.value = Date.now();
}, STEP_MS);
addEventListener('visibilitychange', () => {
  now.value = Date.now();
});

const DAY_MS = 86_400_000;

/** The hour of today, the day of another; everything in its title. */
export function Time({ at }: { readonly at: string }) {
  const isRecent =
    now.value - Date.parse(at) < DAY_MS && new Date(at).getDate() === new Date(now.value).getDate();
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {isRecent ? formatClock(at) : formatShortDay(at)}
    </time>
  );
}

/** How long it has been since then: "4 min". */
export function Since({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {formatLength(now.value - Date.parse(at))}
    </time>
  );
}
