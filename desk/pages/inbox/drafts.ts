/** What somebody has begun to write in a conversation, and where it is kept in the browser. Pure but for `openBox`. */
import type { Button, Citation, SentFile } from '../../../src/activity.ts';
import type { Outgoing } from './outbox.ts';

export interface Draft {
  readonly mode: 'reply' | 'note';
  readonly reply: string;
  readonly note: string;
  readonly buttons: readonly Button[];
  readonly citations: readonly Citation[];
  /** Those that the server has already. */
  readonly files: readonly SentFile[];
  /** When it was last changed, in ms since 1970. */
  readonly at: number;
}

export const NO_DRAFT: Draft = {
  mode: 'reply',
  reply: '',
  note: '',
  buttons: [],
  citations: [],
  files: [],
  at: 0,
};

/** Nothing would be lost with it. */
export const isEmpty = ({ reply, note, buttons, citations, files }: Draft): boolean =>
  reply.trim() === '' && note.trim() === '' && buttons.length + citations.length + files.length === 0;

/** Those of conversations that nobody came back to. */
const KEPT_MS = 30 * 86_400_000;

/** The browser's storage, or what stands in for it. */
export interface Area {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const parse = <T>(json: string | null, isGood: (value: T) => boolean): T | undefined => {
  try {
    const value = JSON.parse(json ?? 'null') as T | null;
    return value !== null && typeof value === 'object' && isGood(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const isDraft = (value: Draft): boolean => typeof value.reply === 'string' && typeof value.note === 'string';
const isOutgoing = (value: Outgoing): boolean =>
  typeof value.actionId === 'string' &&
  typeof value.conversationId === 'string' &&
  typeof value.text === 'string';

export interface Box {
  readDraft(conversationId: string): Draft;
  writeDraft(conversationId: string, draft: Draft): void;
  /** Conversations with a draft. */
  listDrafts(): readonly string[];
  /** In the order in which they were written. */
  readOutbox(): readonly Outgoing[];
  /** Each stands under a key of its own: two windows write without overwriting one another. */
  writeOutgoing(outgoing: Outgoing): void;
  removeOutgoing(actionId: string): void;
  /** Whether a change of this key by another window concerns the outbox. */
  isOutboxKey(key: string | null): boolean;
}

const keysOf = (area: Area): string[] =>
  Array.from({ length: area.length }, (_, index) => area.key(index)).filter((key) => key !== null);

/** @param personId whose: several people may use one browser */
export function openBox(area: Area, personId: string): Box {
  const drafts = `guiche:desk:draft:${personId}:`;
  const outbox = `guiche:desk:outbox:${personId}:`;
  const listKeys = (prefix: string) => keysOf(area).filter((key) => key.startsWith(prefix));
  const read = (key: string): Draft | undefined => parse<Draft>(area.getItem(key), isDraft);
  for (const key of listKeys(drafts)) {
    const draft = read(key);
    if (!draft || Date.now() - draft.at > KEPT_MS) area.removeItem(key);
  }
  return {
    readDraft: (conversationId) => ({ ...NO_DRAFT, ...read(drafts + conversationId) }),
    writeDraft(conversationId, draft) {
      if (isEmpty(draft)) area.removeItem(drafts + conversationId);
      else area.setItem(drafts + conversationId, JSON.stringify(draft));
    },
    listDrafts: () => listKeys(drafts).map((key) => key.slice(drafts.length)),
    readOutbox: () =>
      listKeys(outbox)
        .map((key) => parse<Outgoing>(area.getItem(key), isOutgoing))
        .filter((outgoing) => outgoing !== undefined)
        .sort((one, other) => one.at - other.at),
    writeOutgoing: (outgoing) => area.setItem(outbox + outgoing.actionId, JSON.stringify(outgoing)),
    removeOutgoing: (actionId) => area.removeItem(outbox + actionId),
    isOutboxKey: (key) => key?.startsWith(outbox) ?? false,
  };
}

/** Stands in where the browser keeps nothing: all is lost with the window, and not before. */
export function createMemoryArea(): Area {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** The browser's storage where it lets us. It may be forbidden, and it may be full: then all goes on without it. */
export function openArea(storage: () => Area): Area {
  try {
    const area = storage();
    return {
      get length() {
        return area.length;
      },
      key: (index) => area.key(index),
      getItem: (key) => area.getItem(key),
      setItem(key, value) {
        try {
          area.setItem(key, value);
        } catch {
          // What is on the screen is there as long as the window is.
        }
      },
      removeItem: (key) => area.removeItem(key),
    };
  } catch {
    return createMemoryArea();
  }
}
