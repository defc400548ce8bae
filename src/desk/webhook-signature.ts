/**
 * Signatures of outgoing webhooks, by Standard Webhooks 1.0 (standardwebhooks.com): receivers verify them
 * with a library of theirs.
 */
import { createHmac, randomBytes } from 'node:crypto';

/** So begins a secret of this kind; the rest is base64. */
const PREFIX = 'whsec_';
/** The standard asks for 24 to 64. */
const SECRET_BYTES = 32;

export const createWebhookSecret = (): string => `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;

export interface SignedHeaders {
  /** The same at every attempt: who has seen it overlooks it. */
  readonly 'webhook-id': string;
  /** Of the attempt, in seconds. */
  readonly 'webhook-timestamp': string;
  /** One for each secret that signs, separated by spaces. */
  readonly 'webhook-signature': string;
}

export interface Signing {
  readonly id: string;
  readonly at: Date;
  /** As it travels. */
  readonly body: string;
  readonly secrets: readonly string[];
}

export function signWebhook({ id, at, body, secrets }: Signing): SignedHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
