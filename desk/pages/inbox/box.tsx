/** The box that is written in: keys, suggestions, and files that are pasted into it. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { TicketLine } from '../../../src/ticket.ts';
import { t } from './composer-words.ts';
import { addFiles, applyEdit, draft, setBox, setText, textOf } from './composing.ts';
import { enterSends } from './settings.ts';
import { optionId, type Suggestion, Suggestions, suggest } from './suggestions.tsx';
import { findPlace, replaceSpan } from './typed.ts';

interface BoxProps {
  readonly ticket: TicketLine;
  readonly hint: string;
  onSend(): void;
  onCite(): void;
}

const isSend = ({ key, ctrlKey, metaKey, shiftKey, altKey, isComposing }: KeyboardEvent): boolean =>
  // While letters are being put together Enter ends that, and nothing else.
  key === 'Enter' && !isComposing && (ctrlKey || metaKey || (enterSends.value && !shiftKey && !altKey));

/** What is suggested for the words before the cursor, and which of it is chosen. */
function useSuggestions(ticket: TicketLine) {
  const cursor = useSignal(0);
  const at = useSignal(0);
  const isAway = useSignal(false);
  const { mode } = draft.value;
  const found = isAway.value ? undefined : suggest(textOf(draft.value), cursor.value, mode, ticket);
  const choose = ({ text }: Suggestion) => {
    if (!found) return;
    const { from } = found.asked;
    const edited = replaceSpan(textOf(draft.value), from, cursor.value, text);
    const place = findPlace(edited.text);
    applyEdit(place ? { text: edited.text, cursor: place.from } : edited, place?.to);
    isAway.value = true;
  };
  const follow = (box: HTMLTextAreaElement) => {
    if (cursor.value !== box.selectionStart) at.value = 0;
    cursor.value = box.selectionStart;
  };
  /** Whether the key was for the suggestions. */
  const take = ({ key }: KeyboardEvent): boolean => {
    if (!found || found.choices.length === 0) return false;
    const { choices } = found;
    const chosen = choices[at.value];
    if (key === 'ArrowDown') at.value = (at.value + 1) % choices.length;
    else if (key === 'ArrowUp') at.value = (at.value + choices.length - 1) % choices.length;
    else if ((key === 'Enter' || key === 'Tab') && chosen) choose(chosen);
    else if (key === 'Escape') isAway.value = true;
    else return false;
    return true;
  };
  return { found, at: at.value, choose, follow, take, wake: () => (isAway.value = false) };
}

const filesOf = (data: DataTransfer | null): readonly File[] => [...(data?.files ?? [])];

export function Box({ ticket, hint, onSend, onCite }: BoxProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  const suggestions = useSuggestions(ticket);
  const { found, at } = suggestions;
  const { mode } = draft.value;
  useEffect(() => {
    setBox(box.current);
    return () => setBox(null);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const isCite = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
    if (suggestions.take(event)) event.stopPropagation();
    else if (isSend(event)) onSend();
    else if (isCite) onCite();
    else return;
    event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = filesOf(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    addFiles(files);
  };
  return (
    <div class="box">
      {found && <Suggestions choices={found.choices} at={at} onChoose={suggestions.choose} />}
      <textarea
        ref={box}
        id="compose"
        rows={2}
        aria-label={t(mode === 'reply' ? 'replyBox' : 'noteBox')}
        aria-autocomplete="list"
        aria-controls={found ? 'suggestions' : undefined}
        aria-activedescendant={found && found.choices.length > 0 ? optionId(at) : undefined}
        placeholder={hint}
        value={textOf(draft.value)}
        maxLength={8_000}
        onInput={({ currentTarget }) => {
          suggestions.wake();
          setText(currentTarget.value);
          suggestions.follow(currentTarget);
        }}
        onKeyUp={({ currentTarget }) => suggestions.follow(currentTarget)}
        onClick={({ currentTarget }) => suggestions.follow(currentTarget)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
    </div>
  );
}
