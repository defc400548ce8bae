/** A button that opens a small sheet of things to choose from, over the page. */
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface MenuProps {
  /** What the button is called. */
  readonly label: string;
  /** What it shows. */
  readonly face: ComponentChildren;
  readonly class?: string;
  /** A click on a button or link in it closes it; what is marked `data-stay` leaves it open. */
  readonly children: ComponentChildren;
}

/** A press anywhere else closes it. */
function useClosing(root: RefObject<HTMLElement | null>, isOpen: Signal<boolean>): void {
  useEffect(() => {
    if (!isOpen.value) return;
    const onPress = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) isOpen.value = false;
    };
    document.addEventListener('pointerdown', onPress);
    return () => document.removeEventListener('pointerdown', onPress);
  }, [isOpen.value]);
}

/** A disclosure: Tab goes through what is in it, Escape closes it. */
export function Menu({ label, face, class: own = '', children }: MenuProps) {
  const isOpen = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useClosing(root, isOpen);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isOpen.value) return;
    event.stopPropagation();
    isOpen.value = false;
    button.current?.focus();
  };
  const onClick = (event: MouseEvent) => {
    const chosen = (event.target as Element).closest('a, button');
    if (chosen && !chosen.hasAttribute('data-stay')) isOpen.value = false;
  };
  const onFocusOut = (event: FocusEvent) => {
    if (event.relatedTarget && !root.current?.contains(event.relatedTarget as Node)) isOpen.value = false;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape and leaving, for whatever is in it
    <div class={`menu ${own}`} ref={root} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      <button
        ref={button}
        type="button"
        class="menu-face"
        aria-label={label}
        title={label}
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {face}
      </button>
      {isOpen.value && (
        // biome-ignore lint/a11y/noStaticElementInteractions: closes after a choice within
        // biome-ignore lint/a11y/useKeyWithClickEvents: buttons and links within take keys
        <div class="menu-sheet" onClick={onClick}>
          {children}
        </div>
      )}
    </div>
  );
}
