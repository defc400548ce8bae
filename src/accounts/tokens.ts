/** Tokens: what a browser, a program or a link shows to prove whose it is. Only a hash of one is kept. */
import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

export interface Token {
  readonly token: string;
  readonly hash: string;
}

/** A fast hash will do: 256 random bits cannot be tried out. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

export function createToken(): Token {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: hashToken(token) };
}
