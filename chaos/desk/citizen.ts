/** A citizen who asked for a person: asks, waits for that person's words, asks again. */
import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createDice } from '../dice.ts';
import type { House } from '../house.ts';
import type { Journal } from '../journal.ts';
import { type DeskJournal, readReply, writeQuestion } from './journal.ts';

const SHORTEST_THOUGHT_MS = 50;
const LONGEST_THOUGHT_MS = 1_200;
/** Asks twice without waiting. */
const HASTE = 0.25;

export interface CitizenOptions {
  readonly name: string;
  readonly seed: number;
  readonly house: House;
  readonly journal: Journal;
  readonly desk: DeskJournal;
  /** Sends the conversation to the queue in which people answer. */
  dispatch(conversationId: string, end: AbortSignal): Promise<void>;
}

/** Notes people's words as they come to the citizen. */
function listen({ name, house, desk }: CitizenOptions) {
  const news = new EventEmitter();
  const known = new Set<string>();
  const answered = new Set<string>();
  house.provider.people.set(name, {
    hear(key, { conversationId, text }) {
      const reply = readReply(text);
      // The provider knows what it has shown before by its key.
      if (!reply || known.has(key)) return;
      known.add(key);
      desk.heard.push({ citizen: name, conversationId, ...reply });
      answered.add(reply.word);
      news.emit('news');
    },
  });
  /** Resolves when all of these are answered. @throws when `end` aborts */
  return async (words: readonly string[], end: AbortSignal): Promise<void> => {
    while (!words.every((word) => answered.has(word))) await once(news, 'news', { signal: end });
  };
}

/**
 * Lives until `evening`, and then waits for the answers that are missing.
 * @param end what has not been answered by then stays so
 */
export async function liveAsCitizen(
  options: CitizenOptions,
  evening: AbortSignal,
  end: AbortSignal,
): Promise<void> {
  const { name, seed, house, journal, desk, dispatch } = options;
  const dice = createDice(seed, 'citizen', name);
  const awaitAnswers = listen(options);
  let written = 0;
  async function write(text: string): Promise<string> {
    const event = { type: 'message', id: `${name}-${++written}`, from: name, text };
    const { conversationId, error } = await house.client.deliver(event, dice, end);
    if (conversationId === undefined) throw new Error(`${name} was refused: ${error?.message}`);
    return conversationId;
  }
  const conversationId = await write('Quero falar com uma pessoa');
  desk.conversations.add(conversationId);
  await dispatch(conversationId, end);
  for (let round = 1; !evening.aborted; round++) {
    const words = dice.chance(HASTE) ? [`${name}-q${round}a`, `${name}-q${round}b`] : [`${name}-q${round}`];
    for (const word of words) {
      desk.asked.push({ citizen: name, word, at: journal.now() });
      await write(writeQuestion(word));
    }
    await awaitAnswers(words, end);
    await pause(dice.between(SHORTEST_THOUGHT_MS, LONGEST_THOUGHT_MS), undefined, { signal: end });
  }
}
