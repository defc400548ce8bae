/**
 * Identity: which addresses are one contact's. Two contacts become one only when the same person has
 * shown that both are theirs; `docs/identity.md` says how, and against whom.
 */
import type { OutboundActivity } from './activity.ts';

/** How somebody showed that two contacts are theirs; `person`: somebody at the desk vouches for it. */
export type Proof = 'code-sent' | 'code-shown' | 'login' | 'person';

/** By what the citizen names what they go on with. A phone number is in E.164. */
export type CodeTarget = { readonly protocolNumber: string } | { readonly phone: string };

/** What the message that carries a code may say. */
export interface CodeNotice {
  /** Of who reads it: BCP 47 tag. */
  readonly locale: string;
  /** Where the code was asked for. */
  readonly channel: string;
  readonly expiresAt: Date;
}

/** What is told at an address that the conversation was at until now. */
export interface LinkNotice {
  /** Of who reads it: BCP 47 tag. */
  readonly locale: string;
  /** The channel that came, or went. */
  readonly channel: string;
  readonly protocolNumber: string;
}

export type CodeOutcome =
  | { readonly type: 'linked'; readonly protocolNumber: string; readonly closed: string | undefined }
  /** The two were one contact's as it was. */
  | { readonly type: 'already' }
  | { readonly type: 'wrong'; readonly triesLeft: number }
  /** Run out, used, or tried too often: another is needed. */
  | { readonly type: 'expired' }
  /** Each of the two has logged in, and not as the same person. */
  | { readonly type: 'two-people' };

/** A code that was shown elsewhere, and was typed here. */
export interface ShownCode {
  readonly codeId: string;
  /** Where it was shown, and when. */
  readonly channel: string;
  readonly shownAt: Date;
}

/** Addresses that came to the contact in one go. */
export interface Link {
  readonly linkId: string;
  readonly channel: string;
  /** Enough to tell it from others, and no more. */
  readonly hint: string;
  readonly linkedAt: Date;
  /** Whether it is the one that asks. */
  readonly isHere: boolean;
}

/**
 * What an agent with the permission `identity` may do, for the address that its task began at. Each
 * has its effect once, however often the task is run.
 */
export interface Identity {
  /**
   * Sends a code to the address that a conversation is held at. What it returns is the same where
   * there is no such conversation. `own`: it is this contact's own; `too-many`: this address has asked
   * too often.
   * @param write the message, with `{code}` where the code stands; must be pure
   */
  sendCode(
    target: CodeTarget,
    write: (about: CodeNotice) => OutboundActivity,
  ): Promise<'sent' | 'own' | 'too-many'>;
  /** Links this address with where its newest code was sent to. */
  confirmSent(code: string, notify: (about: LinkNotice) => OutboundActivity): Promise<CodeOutcome>;
  /**
   * A code to be typed elsewhere; undefined where too many were asked for.
   * @param write the message, with `{code}` where the code stands; must be pure
   */
  showCode(write: (about: CodeNotice) => OutboundActivity): Promise<OutboundActivity | undefined>;
  /** What a code that was typed here was shown for; `own`: here; `too-many`: too many were wrong. */
  findShown(code: string): Promise<ShownCode | 'own' | 'unknown' | 'too-many'>;
  /** Links this address with where the code was shown. */
  confirmShown(codeId: string, notify: (about: LinkNotice) => OutboundActivity): Promise<CodeOutcome>;
  /** Newest first. */
  links(): Promise<readonly Link[]>;
  /**
   * Undoes a link of this contact's: the addresses are their former contact's again. False where it is
   * none of theirs, or was undone.
   */
  unlink(linkId: string, notify: (about: LinkNotice) => OutboundActivity): Promise<boolean>;
}
