/** The queues and what they are called; who may be given a conversation. */
import { signal } from '@preact/signals';
import type { Presence } from '../../../src/person.ts';
import { call } from '../../app/api.ts';
import { presences } from '../../app/known.ts';
import { locale } from '../../app/words.ts';

interface QueueFacts {
  readonly name: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly isOpen: boolean;
}

export const queues = signal<readonly QueueFacts[]>([]);

/** Without them their plain names are shown, which does for the moment. */
export async function loadQueues(): Promise<void> {
  const answer = await call<{ queues: readonly QueueFacts[] }>('GET', '/queues').catch(() => undefined);
  if (answer) queues.value = answer.queues;
}

export function titleOfQueue(name: string): string {
  const titles = queues.value.find((queue) => queue.name === name)?.titles;
  return titles?.[locale.value] ?? titles?.['pt-BR'] ?? name;
}

/** Colleagues, those who are there first. */
export const listColleagues = (): readonly Presence[] =>
  [...presences.value.values()].sort(
    (one, other) => Number(other.isOnline) - Number(one.isOnline) || one.name.localeCompare(other.name),
  );
