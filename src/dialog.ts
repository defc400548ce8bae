/**
 * Dialog: something we can talk about. A dialog is pure: it is handed one input and its own state
 * and returns effects; the pipeline applies them in one transaction. Nothing else writes.
 */
import type { DialogTurn } from './dialog-turn.ts';
import type { Effect } from './effect.ts';

export * from './dialog-turn.ts';
export * from './effect.ts';

/** A form in outline. */
export interface FormOutline {
  readonly slots: readonly { readonly name: string; readonly optional: boolean }[];
  /** Whether it asks if everything is right before it acts. */
  readonly confirms: boolean;
}

export interface Dialog {
  /** Intents that begin it; the folder's name where this is left out. */
  readonly intents?: readonly string[];
  /**
   * Begins even in the middle of another dialog, and while a person is awaited: for what must
   * always be reachable.
   */
  readonly interrupts?: boolean;
  /**
   * Is gone on with where it was, by a `resumed` input, once something else that came up in the
   * middle of it has been dealt with.
   */
  readonly pauses?: boolean;
  /** Begins and goes on also while the citizen waits for a person, as long as nobody has them. */
  readonly whileWaiting?: boolean;
  /** Answers a courtesy, or the like: beside anything else that was said it needs no answer of its own. */
  readonly courtesy?: boolean;
  /** What it asks for, where it fills in a form: for pictures of it. */
  readonly form?: FormOutline;
  /** Must not write, wait, or depend on anything but its argument. */
  respond(turn: DialogTurn): readonly Effect[];
}

/** The default export of `dialogs/<name>/dialog.ts`. */
export const defineDialog = (dialog: Dialog): Dialog => dialog;
