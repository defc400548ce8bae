/** Notices beyond the page: the browser's own, a sound, and a number in the window's title. */
import { effect, signal } from '@preact/signals';

/** What the browser says to notices; `missing`: it has none. */
export const noticesState = signal<NotificationPermission | 'missing'>(
  'Notification' in globalThis ? Notification.permission : 'missing',
);

const KEY = 'guiche:desk:sound';
const read = (): boolean => {
  try {
    return localStorage.getItem(KEY) !== 'false';
  } catch {
    return true;
  }
};

/** Whether there is a sound. */
export const usesSound = signal(read());
effect(() => {
  const on = String(usesSound.value);
  try {
    localStorage.setItem(KEY, on);
  } catch {
    // Kept for as long as the window is open.
  }
});

/** Shown before the page's title, where it is more than 0. */
export const titleCount = signal(0);

/** Only after a press of a button: asked for unasked, browsers say no for ever. */
export async function askForNotices(): Promise<void> {
  noticesState.value = await Notification.requestPermission();
}

/** Two soft tones; up for a message, down for a conversation that is new. */
const TONES = { message: [659, 880], conversation: [880, 587], mention: [784, 988] } as const;
const TONE_S = 0.14;

let context: AudioContext | undefined;

/** Says nothing where the browser lets no page sound before somebody has touched it. */
export async function playSound(kind: keyof typeof TONES): Promise<void> {
  if (!usesSound.value || !navigator.userActivation?.hasBeenActive) return;
  context ??= new AudioContext();
  if (context.state === 'suspended') await context.resume();
  for (const [index, hertz] of TONES[kind].entries()) {
    const begin = context.currentTime + index * TONE_S;
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0, begin);
    loudness.gain.linearRampToValueAtTime(0.12, begin + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, begin + TONE_S * 1.6);
    tone.connect(loudness).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + TONE_S * 1.6);
  }
}

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** One of the same tag takes the place of the one before. */
  readonly tag: string;
  onOpen(): void;
}

/** Only while the window is not looked at. */
export function showNotice({ title, body, tag, onOpen }: Notice): void {
  if (noticesState.value !== 'granted' || document.hasFocus()) return;
  const notice = new Notification(title, { body, tag });
  notice.onclick = () => {
    window.focus();
    notice.close();
    onOpen();
  };
}
