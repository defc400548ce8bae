/** Watching silence: who says nothing for long is asked about it, by a dialog that a timer calls. Pure. */
import type { DialogLibrary } from './dialog-library.ts';
import type { Draft } from './draft.ts';

/** Watches for the citizen's silence, where there is such a dialog. */
const SILENCE_DIALOG = 'inactivity';
const SILENCE_TIMER = 'silence';

export interface SilenceOptions {
  readonly library: DialogLibrary;
  /** A conversation in which nobody has spoken for so long is asked about it, and closed; 0: never. */
  readonly silenceMs: number;
}

/** The first turn sets the watch; from then on its dialog does. */
export function watchSilence(draft: Draft, { library, silenceMs }: SilenceOptions): void {
  if (draft.state.watched || silenceMs === 0 || !library.get(SILENCE_DIALOG)) return;
  const payload = { silenceMs };
  draft.timers.push({ dialog: SILENCE_DIALOG, name: SILENCE_TIMER, afterMs: silenceMs, payload });
  draft.state = { ...draft.state, watched: true };
}
