/** The button in the corner, and the panel that it opens. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatState } from '../state.ts';
import type { Storage } from '../storage.ts';
import { fill } from '../text.ts';
import { useChat } from './chat.ts';
import { Icon } from './icons.tsx';
import { DialogPanel, type PanelProps, SMALL_SCREEN } from './panel.tsx';

interface FloatingProps extends PanelProps {
  readonly opensAtOnce: boolean;
  readonly storage: Storage;
}

export function Floating({ opensAtOnce, storage, ...panel }: FloatingProps) {
  const { connection, texts } = useChat();
  const launcher = useRef<HTMLButtonElement>(null);
  const { open, setOpen } = useOpen(opensAtOnce, storage, () =>
    (open ? panel.input : launcher).current?.focus(),
  );
  const unread = useUnread(panel.state, open);
  useEffect(() => {
    // Who does not use the chat costs the server nothing.
    if (open || storage.readOpen() !== undefined) connection.open();
  }, [open]);
  return (
    <>
      <button
        ref={launcher}
        type="button"
        class="launcher"
        hidden={open}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Icon name="chat" />
        <span>{texts.launcher}</span>
        {unread > 0 && (
          <span class="badge">
            <span aria-hidden="true">{unread}</span>
            <span class="unseen">({fill(texts.launcherUnread, { count: unread })})</span>
          </span>
        )}
      </button>
      <DialogPanel {...panel} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

/** @param moveFocus called once a click or a key has opened or closed the panel, not at the start */
function useOpen(opensAtOnce: boolean, storage: Storage, moveFocus: () => void) {
  // A panel that covers the page waits to be asked for.
  const [open, setOpenState] = useState(
    () => (storage.readOpen() ?? opensAtOnce) && !matchMedia(SMALL_SCREEN).matches,
  );
  const asked = useRef(false);
  useLayoutEffect(() => {
    if (asked.current) moveFocus();
  }, [open]);
  const setOpen = (next: boolean): void => {
    asked.current = true;
    storage.writeOpen(next);
    setOpenState(next);
  };
  return { open, setOpen };
}

/** How many answers came since the panel was closed. */
function useUnread(state: ChatState, open: boolean): number {
  const answers = state.lines.filter(
    ({ body: { from } }) => from === 'assistant' || from === 'person',
  ).length;
  const [seen, setSeen] = useState(0);
  const counting = useRef(false);
  useEffect(() => {
    if (counting.current && !open) return;
    setSeen(answers);
    counting.current ||= state.synced;
  }, [open, answers, state.synced]);
  return counting.current && !open ? Math.max(answers - seen, 0) : 0;
}
