/** The chat itself: a dialog over the page, or a part of the page. */
import type { RefObject } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatState } from '../state.ts';
import { fill, formatProtocolNumber } from '../text.ts';
import { useChat } from './chat.ts';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import { Icon } from './icons.tsx';
import { Standing } from './standing.tsx';

/** On screens this small, or zoomed this far, the panel covers the page and takes it out of reach. */
export const SMALL_SCREEN = '(max-width: 480px), (max-height: 480px)';

export interface PanelProps {
  readonly state: ChatState;
  readonly title: string;
  readonly input: RefObject<HTMLTextAreaElement | null>;
}

interface DialogPanelProps extends PanelProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

export function DialogPanel({ open, onClose, ...panel }: DialogPanelProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const small = useMedia(SMALL_SCREEN);
  const titleId = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const focused = element.querySelector<HTMLElement>(':focus');
    if (element.open) element.close();
    if (!open) return;
    if (small) element.showModal();
    // Unlike `show()`, this leaves the focus where it is.
    else element.open = true;
    // A keyboard on the screen may have made it small: who is writing goes on writing.
    focused?.focus();
  }, [open, small]);
  return (
    <dialog
      ref={dialog}
      class="panel"
      aria-labelledby={titleId}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.isComposing) return;
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        if (open && !dialog.current?.open) onClose();
      }}
    >
      <Inside {...panel} titleId={titleId} shown={open} onClose={onClose} />
    </dialog>
  );
}

export function PagePanel(panel: PanelProps) {
  const { connection } = useChat();
  const titleId = useId();
  useEffect(connection.open, []);
  return (
    <section class="panel" aria-labelledby={titleId}>
      <Inside {...panel} titleId={titleId} shown />
    </section>
  );
}

interface InsideProps extends PanelProps {
  readonly titleId: string;
  readonly shown: boolean;
  readonly onClose?: () => void;
}

function Inside({ state, title, input, titleId, shown, onClose }: InsideProps) {
  const { texts, login, dispatch } = useChat();
  const logIn = async (): Promise<void> => {
    dispatch({ type: 'login-ended', isRefused: false });
    dispatch({ type: 'login-ended', isRefused: !(await login.begin()) });
  };
  const protocolNumber = state.lines.at(-1)?.protocolNumber;
  return (
    <>
      <div class="header">
        <h2 id={titleId}>{title}</h2>
        {protocolNumber !== undefined && <Protocol number={protocolNumber} />}
        {state.login !== null && (
          <button type="button" class="plain login" onClick={() => void logIn()}>
            {fill(texts.login, { name: state.login })}
          </button>
        )}
        {onClose && (
          <button
            type="button"
            class="plain close"
            aria-label={texts.close}
            title={texts.close}
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        )}
      </div>
      <p class="banner" role="status">
        {state.connection === 'offline' ? texts.offline : state.isLoginRefused && texts.loginRefused}
      </p>
      <Standing state={state} />
      <Conversation state={state} shown={shown} />
      <Composer input={input} />
    </>
  );
}

function Protocol({ number }: { readonly number: string }) {
  const { texts } = useChat();
  const [outcome, setOutcome] = useState('');
  const copy = (): void => {
    setOutcome('');
    // Pages without TLS have no clipboard.
    const copied = navigator.clipboard?.writeText(number) ?? Promise.reject(new Error('no clipboard'));
    copied.then(
      () => setOutcome(texts.copied),
      () => setOutcome(texts.copyFailed),
    );
  };
  return (
    <div class="protocol">
      <p>
        {texts.protocol} <strong>{formatProtocolNumber(number)}</strong>
      </p>
      <button type="button" class="plain" aria-label={texts.copy} title={texts.copy} onClick={copy}>
        <Icon name="copy" />
      </button>
      <p class="outcome" role="status" onAnimationEnd={() => setOutcome('')}>
        {outcome && <span>{outcome}</span>}
      </p>
    </div>
  );
}

export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const onChange = (): void => setMatches(list.matches);
    list.addEventListener('change', onChange);
    return () => list.removeEventListener('change', onChange);
  }, [query]);
  return matches;
}
