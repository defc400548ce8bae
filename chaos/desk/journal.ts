/** What citizens asked of people, what people answered, and what of it came: seen from the outside. */

/** A citizen's question, with a word of its own in it. */
export interface Asked {
  readonly citizen: string;
  readonly word: string;
  readonly at: number;
}

/** A person's reply, as the program has accepted it. */
export interface Said {
  readonly personId: string;
  readonly actionId: string;
  readonly conversationId: string;
}

/** A person's reply before a citizen's eyes. */
export interface HeardWords {
  readonly citizen: string;
  readonly conversationId: string;
  readonly actionId: string;
  /** The question it answers. */
  readonly word: string;
}

export interface DeskJournal {
  readonly asked: Asked[];
  readonly said: Said[];
  readonly heard: HeardWords[];
  /** Whom the citizens wrote as: their conversations. */
  readonly conversations: Set<string>;
  /** Why somebody at the desk could not do what must always be possible. */
  readonly refusals: string[];
}

export const createDeskJournal = (): DeskJournal => ({
  asked: [],
  said: [],
  heard: [],
  conversations: new Set(),
  refusals: [],
});

/** What the reply to a question looks like: told apart from everything the assistant says. */
export const writeReply = (word: string, actionId: string): string => `Resposta ${word} (${actionId})`;
export const readReply = (text: string): { readonly word: string; readonly actionId: string } | undefined => {
  const [, word, actionId] = /^Resposta (\S+) \((\S+)\)$/.exec(text) ?? [];
  return word === undefined || actionId === undefined ? undefined : { word, actionId };
};

export const writeQuestion = (word: string): string => `Tenho mais uma coisa: ${word}`;
export const readQuestion = (text: string): string | undefined =>
  /^Tenho mais uma coisa: (\S+)$/.exec(text)?.[1];
