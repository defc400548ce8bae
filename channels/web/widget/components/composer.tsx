/** Where the citizen writes. Enter sends, Shift+Enter begins a new line. */
import type { RefObject } from 'preact';
import { useId, useState } from 'preact/hooks';
import { fill, TEXT_LIMIT } from '../text.ts';
import { useChat } from './chat.ts';
import { Icon } from './icons.tsx';

/** From here on the counter shows. */
const COUNT_BELOW = 500;
/** A screen reader hears of the room that is left in such steps, not at every key. */
const SPOKEN_STEP = 100;

export function Composer({ input }: { readonly input: RefObject<HTMLTextAreaElement | null> }) {
  const { connection, texts } = useChat();
  const [text, setText] = useState('');
  const counterId = useId();
  const room = TEXT_LIMIT - text.trim().length;
  const submit = (event: Event): void => {
    event.preventDefault();
    const message = text.trim();
    if (message === '' || room < 0) return;
    connection.send({ type: 'message', text: message });
    setText('');
    input.current?.focus();
  };
  return (
    <form class="composer" onSubmit={submit}>
      <Counter id={counterId} room={room} />
      <label class="unseen" for={`${counterId}-input`}>
        {texts.messageLabel}
      </label>
      <textarea
        ref={input}
        id={`${counterId}-input`}
        rows={1}
        dir="auto"
        value={text}
        placeholder={texts.placeholder}
        aria-describedby={counterId}
        aria-invalid={room < 0}
        enterkeyhint="send"
        onInput={({ currentTarget: { value } }) => {
          setText(value);
          if (value.trim() !== '') connection.noteTyped();
        }}
        onKeyDown={(event) => {
          // While an input method composes a character, Enter is its own.
          if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
        }}
      />
      <button type="submit" class="send" aria-label={texts.send} title={texts.send}>
        <Icon name="send" />
      </button>
    </form>
  );
}

function Counter({ id, room }: { readonly id: string; readonly room: number }) {
  const { texts } = useChat();
  const shown =
    room < 0
      ? fill(texts.tooLong, { count: -room })
      : room < COUNT_BELOW
        ? fill(texts.remaining, { count: room })
        : '';
  const step = Math.ceil(Math.max(room, 1) / SPOKEN_STEP) * SPOKEN_STEP;
  const spoken = shown === '' ? '' : room < 0 ? shown : fill(texts.remainingAbout, { count: step });
  return (
    <>
      <p id={id} class={room < 0 ? 'counter over' : 'counter'}>
        {shown}
      </p>
      <p class="unseen" role="status">
        {spoken}
      </p>
    </>
  );
}
