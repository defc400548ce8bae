/** Sealing: secrets that must be read again, kept so that the database alone does not give them away. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { AssistantError } from '../errors.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** Of GCM: 96 bits, a new one each time. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param use what for: a key of one use opens nothing of another's */
const deriveKey = (secret: string, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `guiche ${use}`, KEY_BYTES));

export interface Sealer {
  seal(text: string): string;
  /** @throws AssistantError `configuration` for what was sealed with another secret, or changed since */
  open(sealed: string): string;
}

/** @param secret the program's own: `secretOf(settings)` */
export function createSealer(secret: string, use: string): Sealer {
  const key = deriveKey(secret, use);
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const body = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new AssistantError(
          'configuration',
          'Something was sealed with another SESSION_SECRET, and cannot be read.',
          { cause },
        );
      }
    },
  };
}

/** Hashes what is too short to be hashed without a key. */
export function createKeyedHash(secret: string, use: string): (text: string) => string {
  const key = deriveKey(secret, use);
  return (text) => createHmac('sha256', key).update(text).digest('base64url');
}
