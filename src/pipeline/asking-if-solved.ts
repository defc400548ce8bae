/** Asking whether an answer solved it: two buttons under it, where they are in nobody's way. Pure. */
import { type Button, goTo, goToTarget, type OutboundActivity } from '../activity.ts';
import type { Decision } from '../turn.ts';
import { countWords } from '../words.ts';
import type { DialogLibrary } from './dialog-library.ts';

/** Where they lead; a house without these dialogs does not ask. */
const SOLVED = 'solved';
const NOT_SOLVED = 'not-solved';
/** The response of either that is its button's title. */
const TITLE = 'button';

/** WhatsApp's longest list; an answer's own buttons come first. */
const MOST_BUTTONS = 10;
/** "Pronto, anotei." solves nothing that could be asked about. */
const FEWEST_WORDS = 8;

function toButton(dialog: string, taskId: string, locale: string, library: DialogLibrary): Button[] {
  const title = library.wording(dialog, TITLE, locale)?.text;
  return title === undefined ? [] : [{ title, value: goTo(dialog, taskId) }];
}

const asks = ({ text }: OutboundActivity): boolean => text.trimEnd().endsWith('?');
const isTiny = ({ text, citations = [] }: OutboundActivity): boolean =>
  citations.length === 0 && countWords(text) < FEWEST_WORDS;

type Standing = Pick<Decision, 'state' | 'status' | 'locale'>;

/** Something else is asked, or will be; or it was asked just now, and the citizen went on. */
const isInTheWay = ({ state, status }: Standing): boolean =>
  status !== 'open' ||
  state.active !== null ||
  state.paused.length > 0 ||
  state.offered.some(({ value }) => goToTarget(value) === SOLVED);

/** The answer, with the two buttons behind its own where that is the place for them. */
export function askIfSolved(
  activity: OutboundActivity,
  taskId: string,
  standing: Standing,
  library: DialogLibrary,
): OutboundActivity {
  const own = activity.buttons ?? [];
  if (asks(activity) || isTiny(activity) || isInTheWay(standing)) return activity;
  const more = [SOLVED, NOT_SOLVED].flatMap((name) => toButton(name, taskId, standing.locale, library));
  return more.length < 2 || own.length + more.length > MOST_BUTTONS
    ? activity
    : { ...activity, buttons: [...own, ...more] };
}
