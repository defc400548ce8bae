/**
 * Codes that prove something. They stand nowhere: a code follows from its id and the house's secret,
 * and is filled in on the message's way to the citizen. What is compared is keyed with the secret.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { OutboundActivity } from '../activity.ts';

/** How long a code is good for. */
export const CODE_LIFETIME_MS = 10 * 60_000;

/** Sent to one address and tried there a few times; shown to whoever may type it anywhere. */
export const CODE_DIGITS = { sent: 8, shown: 12 } as const;

/**
 * How telephone numbers of twelve digits begin in Brazil: with the country code, or with the 0 before the area
 * code. A shown code is typed where a telephone number may be, and must not be one.
 */
const LIKE_A_TELEPHONE = /^(?:55|0)\d{10,11}$/;

const HIDDEN = '••••';

export interface Codes {
  /** Of digits alone; those of twelve are never a telephone number. */
  codeOf(id: string, digits: number): string;
  /** What is kept of a code, and compared. */
  hash(code: string): string;
  /** What is kept of who logged in. */
  subjectOf(issuer: string, subject: string): string;
  /** With the code filled in, as long as it is good. */
  reveal(activity: OutboundActivity, ageMs: number): OutboundActivity;
}

const groups = (code: string): string => code.replace(/(\d{4})(?=\d)/g, '$1 ');

/** Takes the same time wherever the two differ. */
export const isSameHash = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

/** @param secret the same in every process */
export function createCodes(secret: string): Codes {
  // A use of its own for each: what one of them gives away says nothing of the others.
  const mac = (use: string, text: string) => createHmac('sha256', secret).update(`${use}\0${text}`);
  function codeOf(id: string, digits: number): string {
    const number = BigInt(`0x${mac('code', id).digest('hex')}`);
    const code = String(number % 10n ** BigInt(digits)).padStart(digits, '0');
    // The next in the row is drawn from the id of this one, and so follows from the first.
    return LIKE_A_TELEPHONE.test(code) ? codeOf(`${id}\0next`, digits) : code;
  }
  return {
    codeOf,
    hash: (code) => mac('code-hash', code).digest('base64url'),
    subjectOf: (issuer, subject) => mac('subject', `${issuer}\0${subject}`).digest('base64url'),
    reveal(activity, ageMs) {
      const { code, ...shown } = activity;
      if (!code) return activity;
      const digits = ageMs < CODE_LIFETIME_MS ? groups(codeOf(code.id, code.digits)) : HIDDEN;
      const fill = (text: string) => text.replaceAll('{code}', digits);
      const { speak } = shown;
      return { ...shown, text: fill(shown.text), ...(speak === undefined ? {} : { speak: fill(speak) }) };
    },
  };
}
