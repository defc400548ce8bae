/** What one message of a citizen comes to: a service, a part of it, a question back, or somebody else. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AgentAnswer, Button, JsonObject, Phrases, ServiceEntry, SpecialistInput } from '#assistant';
import { type Choice, chooseEntry } from './choose.ts';
import { isWish, type ReadFollowUp, type Wish } from './follow-up.ts';
import { shorten } from './plain-text.ts';
import type { FoundEntry, ServiceSearch } from './search.ts';
import { createVoice, goOn, type Place, placeSchema, type Voice } from './walk.ts';

export const outputSchema = z.object({
  /** `shown`: a service, or a part of it. `which`: asked back. `none`: handed over. */
  outcome: z.enum(['shown', 'which', 'none']),
  service: z.string().exactOptional(),
  found: z.array(z.string()).exactOptional(),
});

type Answer = AgentAnswer & { readonly output: z.output<typeof outputSchema> };

const CHOICE = 'service:';
/** Left in the state where the documents were asked before, and did not know. */
const TRIED = { tried: 'documents' } as const;
/** Of a button's value without its prefix; Telegram takes 64 bytes. */
const KEY_LIMIT = 48;
/** Of a button's title; the longest line WhatsApp has in a list. */
const TITLE_LIMIT = 72;
const SEARCH_LIMIT = 10;
/** Of those found, in the explanation. */
const EXPLAINED = 5;

const keyOf = (id: string): string =>
  id.length <= KEY_LIMIT
    ? id
    : `${id.slice(0, KEY_LIMIT - 9)}-${createHash('sha256').update(id).digest('hex').slice(0, 8)}`;

/** What is answered from. */
export interface Shelf {
  readonly services: ReadonlyMap<string, ServiceEntry>;
  /** By what a button carries. */
  readonly byKey: ReadonlyMap<string, ServiceEntry>;
  readonly search: ServiceSearch;
  readonly phrases: Phrases;
  readonly readFollowUp: ReadFollowUp;
}

export const indexServices = (services: readonly ServiceEntry[]) => ({
  services: new Map(services.map((service) => [service.id, service])),
  byKey: new Map(services.map((service) => [keyOf(service.id), service])),
});

interface Situation extends Shelf {
  /** These words were looked up in the documents, which did not know: they do not go back there. */
  readonly isLastResort: boolean;
  readonly voice: Voice;
  readonly place: Place | undefined;
  /** The service they are looking at, where it is still there. */
  readonly current: ServiceEntry | undefined;
}

function show(
  situation: Situation,
  service: ServiceEntry,
  wish: Wish,
  place: Place | undefined,
  explanation: JsonObject = {},
): Answer {
  const { activity, place: state } = goOn(situation.voice, service, wish, place);
  return {
    status: 'asks',
    activity,
    state: { ...state },
    output: { outcome: 'shown', service: service.id },
    explanation,
  };
}

const askWhich = ({ voice: { phrases, locale }, place, current }: Situation): Answer => ({
  status: 'asks',
  activity: phrases.say(place && !current ? 'gone' : 'which-service', {}, locale),
  state: {},
  output: { outcome: 'which' },
  explanation: {},
});

const giveUp = (explanation: JsonObject): Answer => ({
  status: 'unanswered',
  output: { outcome: 'none' },
  explanation,
});

const handOver = (text: string, explanation: JsonObject): Answer => ({
  status: 'hands-over',
  to: { dialog: 'ask-documentation', text },
  output: { outcome: 'none' },
  explanation,
});

function offer(
  { voice, isLastResort }: Situation,
  found: readonly FoundEntry[],
  text: string,
  explanation: JsonObject,
): Answer {
  const names = Map.groupBy(found, ({ service }) => service.name);
  const buttons = found.map(({ service: { id, name, owner } }): Button => {
    const isAlone = names.get(name)?.length === 1 || owner === '';
    return {
      title: shorten(isAlone ? name : `${name} (${owner})`, TITLE_LIMIT),
      value: `${CHOICE}${keyOf(id)}`,
    };
  });
  return {
    status: 'asks',
    activity: voice.phrases.say(found.length > 1 ? 'which-of' : 'maybe', {}, voice.locale, buttons),
    state: { asked: text, ...(isLastResort ? TRIED : {}) },
    output: { outcome: 'which', found: found.map(({ service }) => service.id) },
    explanation,
  };
}

const isTried = (state: SpecialistInput['state']): boolean => state?.['tried'] === TRIED.tried;

interface Look {
  readonly choice: Choice;
  readonly explanation: JsonObject;
}

function look({ search }: Situation, text: string): Look {
  const startedAt = performance.now();
  const found = search.find(text, SEARCH_LIMIT);
  const searchMs = Math.round((performance.now() - startedAt) * 10) / 10;
  const explained = found
    .slice(0, EXPLAINED)
    .map(({ service, score, named, said }) => ({ id: service.id, score, named, said }));
  return { choice: chooseEntry(found), explanation: { found: explained, searchMs } };
}

/** “quanto custa o passaporte” names a service once “quanto custa” is taken out of it. */
function lookTwice(situation: Situation, text: string, rest: string): Look {
  const first = look(situation, text);
  if (first.choice.kind === 'one' || rest === '') return first;
  const second = look(situation, rest);
  return second.choice.kind === 'one' || first.choice.kind === 'none' ? second : first;
}

function find(situation: Situation, text: string): Answer {
  const { wish, rest } = situation.readFollowUp(text);
  const { choice, explanation } = lookTwice(situation, text, wish === undefined ? '' : rest);
  if (choice.kind === 'none')
    return situation.isLastResort ? giveUp(explanation) : handOver(text, explanation);
  // Whoever asked for no service is not shown one unasked.
  if (choice.kind === 'one' && situation.isLastResort)
    return offer(situation, [choice.found], text, explanation);
  if (choice.kind === 'several') return offer(situation, choice.found, text, explanation);
  return show(situation, choice.found.service, 'card', undefined, explanation);
}

/** Words of the current service itself do not ask for another. */
function isAbout({ search }: Situation, { name, synonyms }: ServiceEntry, text: string): boolean {
  const own = new Set(search.termsOf([name, ...synonyms].join(' ')));
  return search.termsOf(text).every((term) => own.has(term));
}

function takeWords(situation: Situation, text: string): Answer {
  const { current } = situation;
  const { wish, rest } = situation.readFollowUp(text);
  const isBare = situation.search.termsOf(rest).length === 0;
  if (isBare && (!current || wish === 'which')) return askWhich(situation);
  if (!current || wish === undefined || wish === 'which') {
    return current && isAbout(situation, current, rest)
      ? show(situation, current, 'card', situation.place)
      : find(situation, text);
  }
  if (isAbout(situation, current, rest) || look(situation, rest).choice.kind !== 'one') {
    return show(situation, current, wish, situation.place);
  }
  return find(situation, text);
}

function takeChoice(situation: Situation, value: string, { text, state }: SpecialistInput): Answer {
  const chosen = value.startsWith(CHOICE) ? situation.byKey.get(value.slice(CHOICE.length)) : undefined;
  if (chosen) return show(situation, chosen, 'card', undefined);
  const asked = state?.['asked'];
  if (value === 'none') {
    if (typeof asked !== 'string') return askWhich(situation);
    return isTried(state) ? giveUp({}) : handOver(asked, {});
  }
  if (isWish(value))
    return situation.current
      ? show(situation, situation.current, value, situation.place)
      : askWhich(situation);
  return takeWords(situation, text);
}

export function answer(shelf: Shelf, input: SpecialistInput, locale: string): Answer {
  const parsed = placeSchema.safeParse(input.state);
  const place = parsed.success ? parsed.data : undefined;
  const current = place && shelf.services.get(place.service);
  // Whoever writes anew in answer to what was offered asks something that the documents may know.
  const isLastResort = isTried(input.state) && input.state?.['asked'] === undefined;
  const voice = createVoice(shelf.phrases, locale);
  const situation: Situation = { ...shelf, voice, place, current, isLastResort };
  return input.choice === undefined
    ? takeWords(situation, input.text)
    : takeChoice(situation, input.choice, input);
}
