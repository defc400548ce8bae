/** English words of time. */
import { numbered, setOf } from './lists.ts';

export const MONTHS = numbered(
  'january february march april may june july august september october november december',
);
export const SHORT_MONTHS = numbered('jan feb mar apr may jun jul aug sep|sept oct nov dec');
export const WEEKDAYS = numbered('monday tuesday|tues wednesday|wed thursday|thurs friday saturday sunday');
export const CLOSED_WORDS = setOf(
  'and or to at on in by for from until till since before after please but if when i we you can could is are was of the',
);
export const PAST_VERBS = setOf(
  'paid was were did had went came got sent received filed called made saw applied asked requested happened moved',
);
export const COMING = setOf('will want need can could would going schedule book pay is');
