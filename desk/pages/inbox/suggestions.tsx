/** What the words before the cursor ask for: ready answers after "/", colleagues after "@". */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TicketLine } from '../../../src/ticket.ts';
import { call } from '../../app/api.ts';
import { me } from '../../app/session.ts';
import { t } from './composer-words.ts';
import { listColleagues, titleOfQueue } from './queues.ts';
import { type Asked, fillPlaces, findAsked, rankMatches } from './typed.ts';

interface Canned {
  readonly id: string;
  readonly shortcut: string;
  readonly title: string;
  readonly locale: string;
  readonly text: string;
  readonly queues: readonly string[];
}

const canned = signal<readonly Canned[]>([]);

/** Without them there is nothing after "/", and all else works. */
export async function loadCanned(): Promise<void> {
  const answer = await call<{ answers: readonly Canned[] }>('GET', '/canned').catch(() => undefined);
  if (answer) canned.value = answer.answers;
}

export interface Suggestion {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** What takes the place of the sign and what follows it. */
  readonly text: string;
}

const MOST = 8;

/** What stands for the places of a ready answer. */
const placesOf = ({
  contact,
  protocolNumber,
  queue,
}: TicketLine): Readonly<Record<string, string | undefined>> => {
  // A piece of an address is no name.
  const name = /\p{L}{2}/u.test(contact) && !/[@•]/u.test(contact) ? contact : undefined;
  return {
    nome: name,
    primeiro_nome: name?.split(' ')[0],
    protocolo: protocolNumber,
    atendente: me.value?.name,
    fila: titleOfQueue(queue),
  };
};

function suggestCanned({ query }: Asked, ticket: TicketLine): readonly Suggestion[] {
  const own = canned.value.filter(({ queues }) => queues.length === 0 || queues.includes(ticket.queue));
  const found = rankMatches(own, query, ({ shortcut, title }) => [shortcut, ...title.split(' ')]);
  const places = placesOf(ticket);
  return found.slice(0, MOST).map(({ id, shortcut, title, text }) => ({
    id,
    title: `/${shortcut}`,
    detail: title,
    text: fillPlaces(text, places),
  }));
}

function suggestPeople({ query }: Asked): readonly Suggestion[] {
  const others = listColleagues().filter(({ personId }) => personId !== me.value?.personId);
  return rankMatches(others, query, ({ name }) => name.split(' '))
    .slice(0, MOST)
    .map(({ personId, name }) => ({ id: personId, title: name, detail: '', text: `@${name} ` }));
}

export interface Suggested {
  readonly asked: Asked;
  readonly choices: readonly Suggestion[];
}

/** Undefined where nothing is asked for. */
export function suggest(
  text: string,
  cursor: number,
  mode: 'reply' | 'note',
  ticket: TicketLine,
): Suggested | undefined {
  const asked = findAsked(text, cursor, mode === 'reply' ? '/' : '@');
  if (!asked) return undefined;
  return { asked, choices: mode === 'reply' ? suggestCanned(asked, ticket) : suggestPeople(asked) };
}

export const optionId = (index: number): string => `suggestion-${index}`;

interface SuggestionsProps {
  readonly choices: readonly Suggestion[];
  readonly at: number;
  onChoose(suggestion: Suggestion): void;
}

/** Chosen with the arrows and Enter from within the box, or by a press. */
export function Suggestions({ choices, at, onChoose }: SuggestionsProps) {
  useEffect(() => {
    document.getElementById(optionId(at))?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <div class="suggestions">
      <p class="unseen" role="status">
        {choices.length === 0 ? t('noMatch') : t('matches', { count: choices.length })}
      </p>
      {choices.length === 0 && <p class="menu-text muted">{t('noMatch')}</p>}
      <div role="listbox" id="suggestions" aria-label={t('canned')}>
        {choices.map((suggestion, index) => (
          <div
            key={suggestion.id}
            role="option"
            id={optionId(index)}
            tabIndex={-1}
            class={index === at ? 'suggestion active' : 'suggestion'}
            aria-selected={index === at}
            // Before the box loses the focus.
            onPointerDown={(event) => {
              event.preventDefault();
              onChoose(suggestion);
            }}
          >
            <strong>{suggestion.title}</strong> <span class="muted">{suggestion.detail}</span>
            {suggestion.detail !== '' && <span class="suggestion-text">{suggestion.text}</span>}
          </div>
        ))}
      </div>
    </div>
  );
}
