/** Passwords: what may be one, and how one is kept and compared. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { AssistantError } from '../errors.ts';
import { isEasilyGuessed } from './common-passwords.ts';

export const LEAST_PASSWORD = 12;
/** NIST SP 800-63B asks for room for 64 or more; an end keeps hashing cheap. */
const LONGEST_PASSWORD = 256;

/**
 * OWASP's Password Storage Cheat Sheet names this as strong as N=2^17, p=1: the same work in 32 MiB
 * instead of 128, because four are worked out at once when many sign in at eight o'clock.
 */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** The same password is the same however a keyboard composes its accents (NIST SP 800-63B: NFKC). */
const hash = (password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> =>
  derive(password.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r });

/**
 * @param about words that are no secret: the login, the name
 * @throws AssistantError `weak-password`, saying what to do instead
 */
export function checkPassword(password: string, about: readonly string[]): void {
  const { length } = [...password.normalize('NFKC')];
  const refuse = (sentence: string): never => {
    throw new AssistantError('weak-password', sentence);
  };
  if (length < LEAST_PASSWORD) refuse(`The password needs at least ${LEAST_PASSWORD} characters.`);
  if (length > LONGEST_PASSWORD) refuse(`The password may have ${LONGEST_PASSWORD} characters at most.`);
  if (isEasilyGuessed(password, about))
    refuse('This password is among the first that are tried. Take four words that do not belong together.');
}

/** What is kept: `scrypt$N$r$p$salt$hash`, so that the cost can be raised without asking anybody anew. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hashed = await hash(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hashed.toString('base64url')].join(
    '$',
  );
}

function readKept(kept: string): { cost: Cost; salt: Buffer; expected: Buffer } {
  const [, N, r, p, salt = '', hashed = ''] = kept.split('$');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  return { cost, salt: Buffer.from(salt, 'base64url'), expected: Buffer.from(hashed, 'base64url') };
}

const NOBODYS = { cost: COST, salt: randomBytes(SALT_BYTES), expected: Buffer.alloc(0) };

/**
 * Takes its time for a login that has no password too: nobody learns by the clock which logins there are.
 * @param kept undefined, null: there is none
 */
export async function matchesPassword(password: string, kept: string | null | undefined): Promise<boolean> {
  const { cost, salt, expected } = kept ? readKept(kept) : NOBODYS;
  const given = await hash(password, salt, cost);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
