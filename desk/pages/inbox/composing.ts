/** What is being written in the conversation in hand: kept with each key, handed to the outbox when sent. */
import { computed, signal } from '@preact/signals';
import type { Citation, SentFile } from '../../../src/activity.ts';
import type { TicketView } from '../../../src/desk.ts';
import { ApiError, createActionId, type Upload, upload } from '../../app/api.ts';
import { tellTyping } from '../../app/live.ts';
import { tellProblem } from '../../app/parts/problem.ts';
import { say } from '../../app/parts/toast.tsx';
import { t } from './composer-words.ts';
import { type Draft, isEmpty, NO_DRAFT } from './drafts.ts';
import { listColleagues } from './queues.ts';
import { ownBox, write } from './sending.ts';
import { lastSeqOf } from './story.ts';
import { type Edited, findPlace, mentionsIn, renumber, replaceSpan, tidyCitations } from './typed.ts';

export const draft = signal<Draft>(NO_DRAFT);
/** The words to the citizen in it. */
export const reply = computed(() => draft.value.reply);

export interface Uploading {
  readonly id: string;
  readonly conversationId: string;
  readonly name: string;
  /** From 0 to 1. */
  readonly share: number;
  /** Why it was not sent; '' while it goes. */
  readonly problem: string;
  cancel(): void;
}
export const uploads = signal<readonly Uploading[]>([]);

/** Conversations in which something was begun and not sent. */
export const drafted = signal<ReadonlySet<string>>(new Set());

let conversationId: string | undefined;
/** The box that is written in, while it is on the page. */
let box: HTMLTextAreaElement | null = null;

export const setBox = (element: HTMLTextAreaElement | null): void => {
  box = element;
};

export function openDraft(id: string): void {
  conversationId = id;
  draft.value = ownBox().readDraft(id);
}

/** Looks up in the browser what was begun. */
export const openDrafts = (): void => {
  drafted.value = new Set(ownBox().listDrafts());
};

function keepDraft(id: string, kept: Draft): void {
  ownBox().writeDraft(id, kept);
  if (isEmpty(kept) !== drafted.value.has(id)) return;
  const next = new Set(drafted.value);
  if (!next.delete(id)) next.add(id);
  drafted.value = next;
}

export function change(part: Partial<Draft>): void {
  draft.value = { ...draft.value, ...part, at: Date.now() };
  if (conversationId !== undefined) keepDraft(conversationId, draft.value);
}

export const textOf = (written: Draft): string => written[written.mode];

export function setText(text: string): void {
  change({ [draft.value.mode]: text });
  if (draft.value.mode === 'reply' && conversationId !== undefined) tellTyping(conversationId);
}

/** Puts the text where the cursor is to be, once it is drawn. */
export function applyEdit({ text, cursor }: Edited, selectTo = cursor): void {
  setText(text);
  requestAnimationFrame(() => {
    box?.focus();
    box?.setSelectionRange(cursor, selectTo);
  });
}

/** Begins writing a reply or a note. */
export function writeIn(mode: Draft['mode']): void {
  if (draft.value.mode !== mode) change({ mode });
  requestAnimationFrame(() => box?.focus());
}

/** Puts words with their citations into the reply, where the cursor stands. */
export function insert(text: string, citations: readonly Citation[] = []): void {
  const { reply: words, citations: own } = draft.value;
  const isHere = draft.value.mode === 'reply' && box !== null;
  const from = isHere ? (box?.selectionStart ?? words.length) : words.length;
  const to = isHere ? (box?.selectionEnd ?? from) : from;
  const added = renumber(
    text,
    citations,
    own.map(({ mark }) => mark),
  );
  change({ mode: 'reply', citations: [...own, ...added.citations] });
  const edited = replaceSpan(words, from, to, added.text);
  const place = findPlace(edited.text);
  applyEdit(place ? { text: edited.text, cursor: place.from } : edited, place?.to);
}

const changeUpload = (id: string, part: Partial<Uploading>): void => {
  uploads.value = uploads.value.map((each) => (each.id === id ? { ...each, ...part } : each));
};
export const removeUpload = (id: string): void => {
  uploads.value = uploads.value.filter((each) => each.id !== id);
};

/** What was handed over stands in the draft of the conversation it was chosen for, wherever one is by then. */
function addFile(id: string, file: SentFile): void {
  if (id === conversationId) change({ files: [...draft.value.files, file] });
  else {
    const other = ownBox().readDraft(id);
    keepDraft(id, { ...other, files: [...other.files, file], at: Date.now() });
  }
}

export function addFiles(files: Iterable<File>): void {
  const target = conversationId;
  if (target === undefined) return;
  if (draft.value.mode !== 'reply') change({ mode: 'reply' });
  for (const file of files) {
    const id = createActionId();
    const query = new URLSearchParams({ name: file.name, actionId: id });
    const going: Upload<SentFile> = upload(`/tickets/${target}/files?${query}`, file, (share) =>
      changeUpload(id, { share }),
    );
    const { name } = file;
    uploads.value = [
      ...uploads.value,
      { id, conversationId: target, name, share: 0, problem: '', cancel: going.cancel },
    ];
    going.done.then(
      (sent) => {
        removeUpload(id);
        addFile(target, sent);
      },
      (error: unknown) => {
        if (error instanceof ApiError && error.code === 'cancelled') removeUpload(id);
        else changeUpload(id, { problem: tellProblem(error) });
      },
    );
  }
}

function submitReply(target: string, seen: number): boolean {
  const { reply: words, buttons, citations, files } = draft.value;
  const place = findPlace(words);
  if (place) {
    say(t('openPlace', { place: words.slice(place.from, place.to) }), { look: 'problem' });
    applyEdit({ text: words, cursor: place.from }, place.to);
    return false;
  }
  if (words.trim() === '' && files.length === 0) return false;
  const tidy = tidyCitations(words.trim(), citations);
  const titled = buttons.filter(({ title }) => title.trim() !== '');
  write({ conversationId: target, kind: 'reply', ...tidy, buttons: titled, files, mentions: [], seen });
  change({ reply: '', buttons: [], citations: [], files: [] });
  return true;
}

/** Hands over what is written. @returns whether there was something to hand over */
export function submit({ ticket, story }: TicketView, noteKind: 'note' | 'whisper'): boolean {
  const { conversationId: target } = ticket;
  const seen = lastSeqOf(story, target);
  if (draft.value.mode === 'reply') return submitReply(target, seen);
  const text = draft.value.note.trim();
  if (text === '') return false;
  const mentions = mentionsIn(text, listColleagues());
  const nothing = { buttons: [], citations: [], files: [] };
  write({ conversationId: target, kind: noteKind, text, mentions, seen, ...nothing });
  change({ note: '' });
  return true;
}
