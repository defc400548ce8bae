/** What the page of ready answers knows, and asks of the server. */
import { computed, signal } from '@preact/signals';
import type { PersonRole } from '../../../src/person.ts';
import { call } from '../../app/api.ts';
import { showProblem } from '../../app/parts/problem.ts';
import { can, me } from '../../app/session.ts';

export interface Answer {
  readonly id: string;
  readonly shortcut: string;
  readonly title: string;
  readonly locale: string;
  readonly text: string;
  readonly queues: readonly string[];
  /** Whose own it is; null: everybody's. */
  readonly personId: string | null;
}
export type Wish = Omit<Answer, 'id' | 'personId'> & { readonly isOwn: boolean };

export interface QueueTitle {
  readonly name: string;
  readonly titles: Readonly<Record<string, string>>;
}

/** Those who write everybody's answers; others write their own alone. */
const WRITERS: readonly PersonRole[] = ['admin', 'supervisor', 'author'];

/** Undefined until they are known. */
export const answers = signal<readonly Answer[] | undefined>(undefined);
export const queues = signal<readonly QueueTitle[]>([]);
export const search = signal('');

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();

export const shown = computed(() => {
  const wanted = fold(search.value.trim());
  return (answers.value ?? []).filter(({ shortcut, title, text }) =>
    fold(`/${shortcut} ${title} ${text}`).includes(wanted),
  );
});

export const writesForAll = (): boolean => can(WRITERS);
export const mayChange = ({ personId }: Answer): boolean =>
  personId === null ? writesForAll() : personId === me.value?.personId;

export async function loadAnswers(): Promise<void> {
  try {
    const [found, known] = await Promise.all([
      call<{ answers: readonly Answer[] }>('GET', '/canned'),
      call<{ queues: readonly QueueTitle[] }>('GET', '/queues'),
    ]);
    answers.value = found.answers.toSorted((one, other) => one.shortcut.localeCompare(other.shortcut));
    queues.value = known.queues;
  } catch (error) {
    showProblem(error);
  }
}

/** Errors: ApiError; `conflict` for a shortcut that is taken. */
export async function saveAnswer(answer: Answer | undefined, wish: Wish): Promise<void> {
  if (answer) await call('PUT', `/canned/${answer.id}`, wish);
  else await call('POST', '/canned', wish);
  await loadAnswers();
}

/** Errors: ApiError. */
export async function removeAnswer({ id }: Answer): Promise<void> {
  await call('DELETE', `/canned/${id}`);
  await loadAnswers();
}
