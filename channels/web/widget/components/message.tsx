/** One thing said: by the assistant, by the citizen, or about the conversation. */
import type { ComponentChildren } from 'preact';
import type { Button, Citation } from '#assistant';
import type { ChatLine, SystemBody } from '../../protocol.ts';
import type { Failure, Outgoing } from '../state.ts';
import { fill, formatProtocolNumber } from '../text.ts';
import { type Chat, useChat } from './chat.ts';
import { Files } from './files.tsx';
import { Icon } from './icons.tsx';
import { RichText } from './rich-text.tsx';

export function Line({ line, open }: { readonly line: ChatLine; readonly open: boolean }) {
  const { texts } = useChat();
  const { at, body } = line;
  if (body.from === 'system') return <p class="notice">{describeEvent(body, texts)}</p>;
  if (body.from === 'citizen') return <OwnMessage at={at} text={body.text} state={texts.sent} />;
  const { by, files } = body.from === 'person' ? body : { by: undefined, files: [] };
  return (
    <Bubble from="assistant" by={by} at={at} text={<RichText text={body.text} citations={body.citations} />}>
      {files.length > 0 && <Files files={files} />}
      {body.citations.length > 0 && <Sources citations={body.citations} />}
      {body.buttons.length > 0 && <Choices buttons={body.buttons} open={open} />}
    </Bubble>
  );
}

function describeEvent({ what, name = '', number = '' }: SystemBody, texts: Chat['texts']): string {
  return fill(texts[what], { name, number: formatProtocolNumber(number) });
}

export function OutgoingMessage({ outgoing }: { readonly outgoing: Outgoing }) {
  const { texts } = useChat();
  const { at, failure, message } = outgoing;
  const text = message.type === 'message' ? message.text : message.title;
  if (!failure) return <OwnMessage at={at} text={text} state={texts.sending} />;
  return (
    <Bubble from="citizen" at={at} text={text}>
      <Refusal clientId={message.clientId} failure={failure} />
    </Bubble>
  );
}

const OwnMessage = ({
  at,
  text,
  state,
}: {
  readonly at: number;
  readonly text: string;
  readonly state: string;
}) => <Bubble from="citizen" at={at} text={text} state={state} />;

interface BubbleProps {
  readonly from: 'assistant' | 'citizen';
  /** The person who wrote it, where that was not the assistant. */
  readonly by?: string | undefined;
  readonly at: number;
  readonly text: ComponentChildren;
  readonly state?: string;
  readonly children?: ComponentChildren;
}

function Bubble({ from, by, at, text, state, children }: BubbleProps) {
  const { locale, texts } = useChat();
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(at);
  return (
    <div class={`message ${from}`}>
      {by === undefined ? (
        <span class="unseen">{from === 'citizen' ? texts.you : texts.assistant}: </span>
      ) : (
        <p class="author">{by}</p>
      )}
      <p class="bubble" dir="auto">
        {text}
      </p>
      {children}
      <p class="fate">
        <time dateTime={new Date(at).toISOString()}>{time}</time>
        {state && <span> · {state}</span>}
      </p>
    </div>
  );
}

function Sources({ citations }: { readonly citations: readonly Citation[] }) {
  const { showSource, texts } = useChat();
  return (
    <section class="sources" aria-label={texts.sources}>
      <h4>{texts.sources}</h4>
      <ul>
        {citations.map((citation) => (
          <li key={citation.mark}>
            <button type="button" class="source" onClick={() => showSource(citation)}>
              <span class="number">{citation.mark}</span>
              <span dir="auto">{citation.title}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Choices({ buttons, open }: { readonly buttons: readonly Button[]; readonly open: boolean }) {
  const { connection, focusComposer, texts } = useChat();
  const choose = ({ title, value }: Button): void => {
    connection.send({ type: 'choice', title, value });
    focusComposer();
  };
  return (
    <fieldset class="choices" disabled={!open}>
      <legend class="unseen">{texts.options}</legend>
      {buttons.map((button) => (
        <button key={button.value} type="button" class="choice" dir="auto" onClick={() => choose(button)}>
          {button.title}
        </button>
      ))}
    </fieldset>
  );
}

function Refusal({ clientId, failure }: { readonly clientId: string; readonly failure: Failure }) {
  const { connection, dispatch, focusComposer, texts } = useChat();
  const retry = (): void => {
    connection.retry(clientId);
    focusComposer();
  };
  const discard = (): void => {
    dispatch({ type: 'discarded', clientId });
    focusComposer();
  };
  return (
    <div class="refusal">
      <p>
        <strong>{texts.failed}</strong> {describeFailure(failure, texts)}
      </p>
      {failure.retryable && (
        <button type="button" class="choice" onClick={retry}>
          {texts.tryAgain}
        </button>
      )}
      <button type="button" class="choice" onClick={discard}>
        <Icon name="close" /> {texts.discard}
      </button>
    </div>
  );
}

function describeFailure(
  { code, retryAfterMs }: Failure,
  texts: ReturnType<typeof useChat>['texts'],
): string {
  const wait = `${code}-wait`;
  if (retryAfterMs !== null && Object.hasOwn(texts, wait)) {
    return fill(texts[wait as 'too-many-requests-wait'], { seconds: Math.ceil(retryAfterMs / 1_000) });
  }
  return Object.hasOwn(texts, code) ? texts[code as keyof typeof texts] : texts.refused;
}
