/** Signatures over bodies as they travel, the same in both directions. */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

export const SIGNATURE_HEADER = 'x-guiche-signature';
const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

export interface BodySigner {
  /** `sha256=` and the hexadecimal HMAC-SHA256 of the body. */
  sign(body: string | Buffer): string;
  /** Takes the same time whatever the signature is. */
  isSigned(body: Buffer, signature: unknown): boolean;
}

/** Whether it could be a signature at all: seen before a body is read. */
export const looksLikeSignature = (signature: unknown): boolean =>
  typeof signature === 'string' && SIGNATURE.test(signature);

export function createBodySigner(secret: string): BodySigner {
  const key: KeyObject = createSecretKey(secret, 'utf8');
  const macOf = (body: string | Buffer): Buffer => createHmac('sha256', key).update(body).digest();
  return {
    sign: (body) => `sha256=${macOf(body).toString('hex')}`,
    isSigned(body, signature) {
      const [, hex] = SIGNATURE.exec(String(signature)) ?? [];
      return hex !== undefined && timingSafeEqual(Buffer.from(hex, 'hex'), macOf(body));
    },
  };
}
