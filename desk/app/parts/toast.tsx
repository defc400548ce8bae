/** Short words at the screen's edge about what was done, or was not. Read out; gone by themselves. */
import { signal } from '@preact/signals';
import { t } from '../shell-words.ts';
import { IconButton } from './button.tsx';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly look: 'done' | 'problem';
  readonly action?: { readonly label: string; run(): void };
}

/** Long enough to read two lines aloud; problems stay until they are put away. */
const SHOWN_MS = 8_000;

const toasts = signal<readonly Toast[]>([]);
let last = 0;

const remove = (id: number): void => {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
};

/** Says something at the edge. `action`: what may still be done about it, such as undoing it. */
export function say(
  text: string,
  { look = 'done', action }: Partial<Pick<Toast, 'look' | 'action'>> = {},
): void {
  const id = ++last;
  const others = toasts.value.filter((toast) => toast.text !== text);
  toasts.value = [...others, { id, text, look, ...(action ? { action } : {}) }].slice(-3);
  if (look === 'done') setTimeout(remove, SHOWN_MS, id);
}

export const Toasts = () => (
  <div class="toasts" role="status">
    {toasts.value.map(({ id, text, look, action }) => (
      <div key={id} class={`toast ${look}`}>
        <p>{text}</p>
        {action && (
          <button
            type="button"
            class="button quiet small"
            onClick={() => {
              remove(id);
              action.run();
            }}
          >
            {action.label}
          </button>
        )}
        <IconButton icon="close" label={t('close')} isSmall onClick={() => remove(id)} />
      </div>
    ))}
  </div>
);
