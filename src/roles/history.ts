/** Histories: the agents hand out copies, the gateway serves them; both sign with the one secret. */
import { type Copies, createCopies } from '../history/copies.ts';
import { createAddressSigner } from '../sessions.ts';
import { readHistory } from '../store/history.ts';
import { type Core, secretOf } from './core.ts';

/** @param publicUrl where citizens reach the gateway, without a slash at the end */
export function openCopies({ database, settings }: Core, publicUrl: () => string): Promise<Copies> {
  const signer = createAddressSigner(secretOf(settings));
  return createCopies({ database, signer, publicUrl, readHistory });
}
