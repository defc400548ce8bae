/** Long lists: only the lines near the screen are drawn. */
import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type Range,
  Virtualizer,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';

export interface VirtualOptions {
  readonly count: number;
  /** Of every line, in px. */
  readonly linePx: number;
  /** This line is drawn wherever it is: it may have the focus. */
  readonly always: number;
  getScrollElement(): HTMLElement | null;
}

/** The list's mechanics, tied to the component: it is drawn again when other lines come near. */
export function useVirtual({ count, linePx, always, getScrollElement }: VirtualOptions) {
  const [, redraw] = useReducer((turns: number) => turns + 1, 0);
  const kept = useRef<Virtualizer<HTMLElement, HTMLElement>>(undefined);
  const options = {
    count,
    estimateSize: () => linePx,
    getScrollElement,
    overscan: 6,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    rangeExtractor: (range: Range) => {
      const near = defaultRangeExtractor(range);
      return always < 0 || always >= count || near.includes(always)
        ? near
        : [...near, always].sort((one, other) => one - other);
    },
    onChange: () => redraw(undefined),
  };
  kept.current ??= new Virtualizer<HTMLElement, HTMLElement>(options);
  const virtualizer = kept.current;
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}
