/** The lines of the list, of thousands those near the screen; by keyboard as by pointer. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { drafted } from './composing.ts';
import { t } from './list-words.ts';
import { Row } from './row.tsx';
import { openConversation, openId, shown, tick, ticked } from './state.ts';
import { useVirtual } from './use-virtual.ts';

/** Height of a line in rem: three lines of text and the space around them; list.css says the same. */
const LINE_REM = 5.625;
const PAGE_LINES = 8;

const remPx = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
const idOf = (conversationId: string): string => `row-${conversationId}`;

/** Where a key leads from here; undefined where it leads nowhere. */
function target(key: string, at: number, count: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + PAGE_LINES,
    PageUp: at - PAGE_LINES,
    Home: 0,
    End: count - 1,
  };
  const step = steps[key];
  return step === undefined ? undefined : Math.min(count - 1, Math.max(0, step));
}

function tickAll(): void {
  const all = shown.value.map(({ conversationId }) => conversationId);
  ticked.value = new Set(ticked.value.size === all.length ? [] : all);
}

/** The line that the keys are at, and where they lead from it. */
function useActiveLine(scrollTo: (index: number) => void) {
  const activeId = useSignal<string | undefined>(openId.value);
  useEffect(() => {
    if (openId.value !== undefined) activeId.value = openId.value;
  }, [openId.value]);
  const lines = shown.value;
  const at = lines.findIndex(({ conversationId }) => conversationId === activeId.value);
  const moveTo = (index: number) => {
    activeId.value = lines[index]?.conversationId;
    scrollTo(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const id = activeId.value;
    const next = target(event.key, at, lines.length);
    if (next !== undefined) moveTo(next);
    else if (event.key === 'Enter' && id !== undefined) openConversation(id);
    else if (event.key === ' ' && id !== undefined) tick(id);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) tickAll();
    else if (event.key === 'Escape' && ticked.value.size > 0) ticked.value = new Set();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = (event: MouseEvent) => {
    const element = event.target as Element;
    const id = element.closest<HTMLElement>('[data-id]')?.dataset['id'];
    if (id === undefined) return;
    activeId.value = id;
    if (element.closest('[data-tick]') || event.ctrlKey || event.metaKey) tick(id);
    else openConversation(id);
  };
  const onFocus = () => {
    if (at < 0 && lines.length > 0) moveTo(0);
  };
  return { at, onKeyDown, onClick, onFocus };
}

export function Rows() {
  const frame = useRef<HTMLDivElement>(null);
  const linePx = useMemo(() => LINE_REM * remPx(), []);
  const lines = shown.value;
  const { at, ...handlers } = useActiveLine((index) => virtualizer.scrollToIndex(index));
  const virtualizer = useVirtual({
    count: lines.length,
    linePx,
    always: at,
    getScrollElement: () => frame.current,
  });
  return (
    <div
      ref={frame}
      class="rows"
      role="listbox"
      id="conversations"
      aria-label={t('list')}
      aria-describedby="rows-help"
      aria-multiselectable="true"
      aria-activedescendant={at >= 0 ? idOf(lines[at]?.conversationId ?? '') : undefined}
      tabIndex={0}
      {...handlers}
    >
      <div class="rows-all" role="presentation" style={{ height: `${virtualizer.getTotalSize()}px` }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const line = lines[index];
          if (!line) return null;
          const { conversationId } = line;
          return (
            <Row
              key={conversationId}
              line={line}
              id={idOf(conversationId)}
              index={index}
              count={lines.length}
              topPx={start}
              isActive={index === at}
              isOpen={conversationId === openId.value}
              isTicked={ticked.value.has(conversationId)}
              hasDraft={drafted.value.has(conversationId)}
            />
          );
        })}
      </div>
    </div>
  );
}
