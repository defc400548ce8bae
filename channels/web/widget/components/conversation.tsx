/** What was said so far, and what is being said. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ChatState } from '../state.ts';
import { fill, formatProtocolNumber } from '../text.ts';
import { buildTimeline, type TimelineItem } from '../timeline.ts';
import { type Chat, useChat } from './chat.ts';
import { Icon } from './icons.tsx';
import { Line, OutgoingMessage } from './message.tsx';
import { RichText } from './rich-text.tsx';

/** Nearer to the end than this counts as being there. */
const NEAR_END_PX = 48;

export function Conversation({ state, shown }: { readonly state: ChatState; readonly shown: boolean }) {
  const { texts } = useChat();
  const { scroller, unseen, follow } = useFollowEnd(state, shown);
  const { partial, working, typist } = state;
  const items = useMemo(() => buildTimeline(state, dayOf), [state.lines, state.outbox]);
  // The same element is not rendered again: a text that grows leaves the log alone.
  const log = useMemo(() => <Log items={items} synced={state.synced} />, [items, state.synced]);
  return (
    <div class="conversation">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section ref={scroller} class="scroller" aria-label={texts.conversation} tabIndex={0}>
        {items.length === 0 && <Welcome />}
        {log}
        {/* Outside the log: a text that grows would be read out from its beginning at each word. */}
        {partial && (
          <div class="message assistant" aria-busy="true">
            <p class="bubble growing" dir="auto">
              <RichText text={partial.text} citations={[]} />
            </p>
          </div>
        )}
        <p class="working" role="status">
          {working && (
            <>
              <span class={partial ? 'unseen' : 'dots'} aria-hidden="true" />
              <span class={partial ? 'unseen' : ''}>{texts.working}</span>
            </>
          )}
          {!working && typist !== null && (
            <>
              <span class="dots" aria-hidden="true" />
              <span>{fill(texts.typing, { name: typist })}</span>
            </>
          )}
        </p>
      </section>
      {unseen && (
        <button type="button" class="to-end" onClick={follow}>
          <Icon name="down" /> {texts.newMessages}
        </button>
      )}
    </div>
  );
}

function Welcome() {
  const { texts } = useChat();
  return (
    <div class="welcome">
      <h3>{texts.welcomeTitle}</h3>
      <p>{texts.welcome}</p>
      <p>{texts.welcomeProtocol}</p>
    </div>
  );
}

function Log({ items, synced }: { readonly items: readonly TimelineItem[]; readonly synced: boolean }) {
  const { texts } = useChat();
  const [isLive, setLive] = useState(false);
  // Once what is old has been rendered, what is added is news, to be read out.
  useEffect(() => {
    if (synced) setLive(true);
  }, [synced]);
  return (
    <div class="log" role="log" aria-label={texts.conversation} aria-live={isLive ? 'polite' : 'off'}>
      {items.map((item) => (
        <Item key={item.key} item={item} />
      ))}
    </div>
  );
}

function Item({ item }: { readonly item: TimelineItem }) {
  const chat = useChat();
  switch (item.type) {
    case 'day':
      return <h3 class="stamp">{describeDay(item.at, chat)}</h3>;
    case 'conversation': {
      const number = formatProtocolNumber(item.protocolNumber);
      return <h3 class="stamp divider">{fill(chat.texts.newConversation, { number })}</h3>;
    }
    case 'line':
      return <Line line={item.line} open={item.open} />;
    case 'outgoing':
      return <OutgoingMessage outgoing={item.outgoing} />;
  }
}

const dayOf = (at: number): string => new Date(at).toDateString();

function describeDay(at: number, { locale, texts }: Chat): string {
  const yesterday = new Date();
  yesterday.setDate(yesterday.getDate() - 1);
  if (dayOf(at) === dayOf(Date.now())) return texts.today;
  if (dayOf(at) === dayOf(yesterday.getTime())) return texts.yesterday;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(at);
}

/** Keeps the end in view for who is there, and leaves who reads further up where they are. */
function useFollowEnd(state: ChatState, shown: boolean) {
  const scroller = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const [unseen, setUnseen] = useState(false);
  const { connection } = useChat();
  const last = state.lines.at(-1);
  const follow = (): void => {
    atEnd.current = true;
    setUnseen(false);
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  };
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = (): void => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
      if (atEnd.current) setUnseen(false);
    };
    const observer = new ResizeObserver(() => atEnd.current && follow());
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, []);
  useLayoutEffect(() => {
    if (atEnd.current) follow();
  }, [state, shown]);
  // What the citizen has just written is always shown.
  useLayoutEffect(follow, [state.outbox.at(-1)?.message.clientId]);
  useLayoutEffect(() => {
    if (!atEnd.current && last?.body.from !== 'citizen') setUnseen(true);
  }, [last]);
  useEffect(() => {
    const isSeen = shown && atEnd.current && document.visibilityState === 'visible';
    if (last && last.body.from !== 'citizen' && isSeen && state.synced)
      connection.markRead(last.conversationId, last.seq);
  }, [last, shown, unseen, state.synced]);
  return { scroller, unseen, follow };
}
