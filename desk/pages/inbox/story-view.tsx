/** The story from top to bottom; it stays at its end while one is there, and where one reads otherwise. */
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { connection } from '../../app/known.ts';
import { Button } from '../../app/parts/button.tsx';
import { Icon } from '../../app/parts/icon.tsx';
import { formatDay, formatProtocol } from '../../app/words.ts';
import { loadEarlier, noteRead, type Opened, typist } from './conversation.ts';
import { Line } from './line.tsx';
import { OutgoingLine } from './outgoing-line.tsx';
import { outbox } from './sending.ts';
import { nameChannel } from './shared-words.ts';
import { lastSeqOf } from './story.ts';
import { t } from './story-words.ts';
import { buildTimeline, type TimelineItem } from './timeline.ts';

/** So near to the end it counts as there: a line of text, in px. */
const NEAR_END_PX = 48;

interface ItemProps {
  readonly item: TimelineItem;
  readonly view: Opened;
  readonly canSplit: boolean;
}

function Item({ item, view, canSplit }: ItemProps) {
  const { ticket } = view;
  switch (item.type) {
    case 'day':
      return <p class="day">{formatDay(item.at)}</p>;
    case 'protocol':
      return (
        <h3 class={item.line.conversationId === ticket.conversationId ? 'protocol current' : 'protocol'}>
          {t('protocol', { number: formatProtocol(item.line.protocolNumber) })}
          {item.channel !== null && <span> · {t('by', { channel: nameChannel(item.channel) })}</span>}
        </h3>
      );
    case 'new':
      return <p class="new-from">{t('newLines')}</p>;
    case 'outgoing':
      return <OutgoingLine outgoing={item.outgoing} />;
    case 'line': {
      const isHere = item.line.conversationId === ticket.conversationId;
      return (
        <Line
          line={item.line}
          isFirst={item.isFirst}
          contact={ticket.contact}
          canSplit={canSplit && isHere}
        />
      );
    }
  }
}

/** Follows the end while somebody is there; keeps what they look at in its place while earlier parts come. */
function useScroll(view: Opened, itemCount: number) {
  const frame = useRef<HTMLElement>(null);
  const isAtEnd = useSignal(true);
  const before = useRef({ first: '', height: 0 });
  const firstKey = view.story[0] ? `${view.story[0].conversationId}:${view.story[0].seq}` : '';
  const toEnd = () => {
    const element = frame.current;
    if (element) element.scrollTop = element.scrollHeight;
  };
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const { first, height } = before.current;
    if (first !== '' && first !== firstKey && !isAtEnd.value)
      element.scrollTop += element.scrollHeight - height;
    else if (isAtEnd.value) toEnd();
    before.current = { first: firstKey, height: element.scrollHeight };
  }, [firstKey, itemCount, view.story, typist.value]);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    // The composer grows, the window shrinks: who was at the end still is.
    const observer = new ResizeObserver(() => {
      if (isAtEnd.value) toEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const element = frame.current;
    if (!element) return;
    isAtEnd.value = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
  };
  return { frame, isAtEnd, toEnd, onScroll };
}

function Typing() {
  const who = typist.value;
  const words =
    who === undefined
      ? ''
      : who.from === 'citizen'
        ? t('typingCitizen')
        : t('typingPerson', { name: who.name });
  return (
    <p class="typing" role="status">
      {words}
    </p>
  );
}

/** Seen is what stands at the end while the window is looked at. */
function useReading(view: Opened, isAtEnd: boolean): void {
  const { conversationId, lastSeq } = view.ticket;
  // What stands behind the last line is the assistant's own workings, which are not shown.
  const seq = Math.max(lastSeq, lastSeqOf(view.story, conversationId));
  useEffect(() => {
    const look = () => {
      if (isAtEnd && document.visibilityState === 'visible') noteRead(conversationId, seq);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [conversationId, seq, isAtEnd]);
}

export function StoryView({ view, canSplit }: { readonly view: Opened; readonly canSplit: boolean }) {
  const { story, newFrom, hasEarlier, isLoadingEarlier, ticket } = view;
  const own = outbox.value.filter(({ conversationId }) => conversationId === ticket.conversationId);
  const dayOf = (at: string) => new Date(at).toDateString();
  const items = buildTimeline({ lines: story, outbox: own, newFrom, dayOf });
  const { frame, isAtEnd, toEnd, onScroll } = useScroll(view, items.length);
  useReading(view, isAtEnd.value);
  return (
    <div class="story-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is longer than the screen is scrolled by keyboard */}
      <section class="story" id="story" ref={frame} onScroll={onScroll} tabIndex={0} aria-label={t('story')}>
        {hasEarlier && (
          <Button class="earlier" isSmall isBusy={isLoadingEarlier} onClick={() => void loadEarlier()}>
            {t('earlier')}
          </Button>
        )}
        {/* Read out as it comes; what is loaded at once is not: then it is busy. */}
        <div
          role="log"
          aria-live="polite"
          aria-relevant="additions"
          aria-busy={isLoadingEarlier || connection.value === 'connecting'}
        >
          {items.map((item) => (
            <Item key={item.key} item={item} view={view} canSplit={canSplit} />
          ))}
        </div>
        <Typing />
      </section>
      {!isAtEnd.value && (
        <Button class="to-end" isSmall onClick={toEnd} id="to-end">
          <Icon name="toEnd" /> {t('newest')}
        </Button>
      )}
    </div>
  );
}
