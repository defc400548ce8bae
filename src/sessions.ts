/** Signed addresses: what a web visitor's browser keeps to show that a conversation is its own. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface AddressSigner {
  sign(channel: string, address: string): string;
  /** The address, or undefined when the token was not signed here for this channel. */
  verify(channel: string, token: string): string | undefined;
}

/** `<address>.<HMAC-SHA256>`, both in base64url. */
export function createAddressSigner(secret: string): AddressSigner {
  const macOf = (channel: string, address: string): Buffer =>
    createHmac('sha256', secret).update(`${channel}\0${address}`).digest();
  return {
    sign: (channel, address) =>
      `${Buffer.from(address).toString('base64url')}.${macOf(channel, address).toString('base64url')}`,
    verify(channel, token) {
      const [encoded = '', signature = '', ...rest] = token.split('.');
      if (rest.length > 0 || encoded === '') return undefined;
      const address = Buffer.from(encoded, 'base64url').toString();
      const expected = macOf(channel, address);
      const given = Buffer.from(signature, 'base64url');
      return given.length === expected.length && timingSafeEqual(given, expected) ? address : undefined;
    },
  };
}

/** The secret of an embedded start: made once, kept in the data folder, readable by its owner alone. */
export function keepSecret(folder: string): string {
  const path = join(folder, 'session-secret');
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600 });
  }
  return readFileSync(path, 'utf8').trim();
}
