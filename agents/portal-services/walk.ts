/** Where somebody is in a service, and where they go from there. */
import { z } from 'zod';
import type { Button, OutboundActivity, Phrases, ServiceEntry } from '#assistant';
import { VIEWS, type View, type Wish } from './follow-up.ts';
import { cardValues, createSay, type Page, pagesOf, type Say } from './pages.ts';

/** Kept between two messages. Service and step are named, so that it holds when the catalogue changes. */
export const placeSchema = z.object({
  service: z.string(),
  view: z.enum(VIEWS),
  /** The step that was last read. */
  step: z.string().exactOptional(),
  part: z.number().int().min(0),
});
export type Place = z.output<typeof placeSchema>;

export interface Shown {
  readonly activity: OutboundActivity;
  readonly place: Place;
}

/** Speaks in one language. */
export interface Voice {
  readonly phrases: Phrases;
  readonly locale: string;
  readonly say: Say;
}

export const createVoice = (phrases: Phrases, locale: string): Voice => ({
  phrases,
  locale,
  say: createSay(phrases, locale),
});

const ABOUT_TERMS: ReadonlySet<View> = new Set<View>(['costs', 'deadline', 'terms']);

/** The wishes a page offers as buttons; what is on it already is not offered. */
function offersOf({ steps, text }: ServiceEntry, view: View, hasNext: boolean, hasPrevious: boolean) {
  const apart = text === '';
  const offers: readonly (readonly [Wish, boolean])[] = [
    ['next', hasNext],
    ['previous', hasPrevious],
    ['steps', view !== 'steps' && !hasNext && (steps.length > 0 || !apart)],
    ['documents', view !== 'documents' && apart],
    ['terms', !ABOUT_TERMS.has(view) && apart],
    ['card', true],
  ];
  return offers.filter(([, offered]) => offered).map(([wish]) => wish);
}

const withStep = (place: Omit<Place, 'step'>, step: string | undefined): Place =>
  step === undefined ? place : { ...place, step };

function showCard({ phrases, locale, say }: Voice, service: ServiceEntry, step: string | undefined): Shown {
  const activity = phrases.say('card', cardValues(service, say), locale);
  return { activity, place: withStep({ service: service.id, view: 'card', part: 0 }, step) };
}

interface PageRequest {
  readonly view: Exclude<View, 'card'>;
  readonly at: number;
  /** Of the walk that goes on afterwards. */
  readonly step: string | undefined;
  /** Instead of the page itself: that there is none beyond it. */
  readonly end?: string;
}

function showPage(voice: Voice, service: ServiceEntry, { view, at, step, end }: PageRequest): Shown {
  const { phrases, locale, say } = voice;
  const pages = pagesOf(service, view, say);
  const page: Page = pages[at] ?? { part: 0, text: say('no-steps') };
  const more = at + 1 < pages.length || (view !== 'steps' && step !== undefined);
  const buttons = offersOf(service, view, more, at > 0).map(
    (wish): Button => ({ title: say(`button-${wish}`), value: wish }),
  );
  return {
    activity: phrases.say('page', { name: service.name, body: end ?? page.text }, locale, buttons),
    place: withStep({ service: service.id, view, part: page.part }, page.step ?? step),
  };
}

const findStep = (pages: readonly Page[], step: string | undefined, part: number): number => {
  const exact = pages.findIndex((page) => page.step === step && page.part === part);
  return exact >= 0 ? exact : pages.findIndex((page) => page.step === step);
};

/** On to the next page or step, or back; beyond the last it is said that it was the last. */
function move(voice: Voice, service: ServiceEntry, place: Place, by: 1 | -1): Shown {
  const { view, step, part } = place;
  const walking = view === 'steps';
  if (!walking && view !== 'card') {
    const pages = pagesOf(service, view, voice.say);
    const at = Math.min(part, pages.length - 1) + by;
    if (at >= 0 && at < pages.length) return showPage(voice, service, { view, at, step });
  }
  const steps = pagesOf(service, 'steps', voice.say);
  const here = step === undefined ? -1 : findStep(steps, step, walking ? part : 0);
  // Back from a question in the middle of the walk is where the walk was.
  const at = by < 0 && !walking && here >= 0 ? here : here + by;
  if (at < 0 && !walking) return showCard(voice, service, step);
  const last = Math.max(steps.length - 1, 0);
  const beyond = steps.length > 0 && (at < 0 || at > last);
  return showPage(voice, service, {
    view: 'steps',
    at: Math.min(Math.max(at, 0), last),
    step,
    ...(beyond ? { end: voice.say(at < 0 ? 'first-step' : 'last-step') } : {}),
  });
}

/** Shows what is wished for, from where somebody is; `next` of nowhere is the first step. */
export function goOn(voice: Voice, service: ServiceEntry, wish: Wish, place: Place | undefined): Shown {
  if (wish === 'card') return showCard(voice, service, place?.step);
  if (wish === 'next' || wish === 'previous') {
    const from = place ?? { service: service.id, view: 'card', part: 0 };
    return move(voice, service, from, wish === 'next' ? 1 : -1);
  }
  return showPage(voice, service, { view: wish, at: 0, step: place?.step });
}
