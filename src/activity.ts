/**
 * Activity: one thing a person or the assistant says. The words follow the Bot Framework's; the
 * shape is a discriminated union in which each type has its required fields and no others.
 */

/** A tappable answer. `value` comes back as a `choice`; `go:<dialog>` begins that dialog. */
export interface Button {
  readonly title: string;
  readonly value: string;
}

/** Where a statement of an answer stands: a passage, and the words in it that carry the statement. */
export interface Citation {
  /** The mark used in the answer's text, counted from 1: `[1]`. */
  readonly mark: number;
  readonly passageId: string;
  /** Title of the document, followed by the heading the passage stands under. */
  readonly title: string;
  /** The words of the passage, literally. */
  readonly quote: string;
  readonly url?: string;
}

/** What a person does. */
export type InboundActivity =
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'choice'; readonly value: string; readonly title: string };

/** A file that a person of the house sends. It is had at an address that the pipeline signs on the way out. */
export interface SentFile {
  readonly fileId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** Filled in on the way to the citizen, and never kept. */
  readonly url?: string;
}

/** What the assistant says. The text is plain: no channel and no page renders it as markup. */
export interface OutboundActivity {
  readonly type: 'message';
  readonly text: string;
  /** How it is said aloud; as it is written, where left out. */
  readonly speak?: string;
  /** The answer is a number: where there are no buttons to tap, a bare "1" is not the first of them. */
  readonly expectsDigits?: true;
  readonly buttons?: readonly Button[];
  readonly citations?: readonly Citation[];
  readonly files?: readonly SentFile[];
  /** Stands for `{code}` in the text: filled in on the way to the citizen, and never kept. */
  readonly code?: { readonly id: string; readonly digits: number };
}

/**
 * Begins the dialog of that name when tapped, in whatever state the conversation is.
 * @param about what it is to be about: a protocol number, a task
 */
export const goTo = (dialog: string, about?: string): string =>
  about === undefined ? `go:${dialog}` : `go:${dialog}:${about}`;

const GO_TO = /^go:([^:]*)(?::(.*))?$/s;

/** The dialog a button value begins, or undefined when the value is an answer to a question. */
export const goToTarget = (value: string): string | undefined => GO_TO.exec(value)?.[1];

/** What that dialog is to be about; whoever tapped may have made it up. */
export const goToAbout = (value: string): string | undefined => GO_TO.exec(value)?.[2];

/** Longest message taken from a person, in UTF-16 units after cleaning; Telegram's limit is 4,096. */
export const MESSAGE_TEXT_LIMIT = 8_000;

// C0 and C1 controls but tab and line feed; PostgreSQL stores no NUL. Joiners and marks of direction
// stay: emoji and right-to-left scripts need them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const INVISIBLE_ONLY = /^[\s\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Mn}]*$/u;

/**
 * A person's text in the form the log keeps: well-formed Unicode, composed (NFC), without control
 * characters, line ends as `\n`, trimmed. Returns '' when nothing visible is left.
 */
export function cleanText(text: string): string {
  const clean = text.replace(/\r\n?/g, '\n').toWellFormed().replace(CONTROLS, '').normalize('NFC').trim();
  return INVISIBLE_ONLY.test(clean) ? '' : clean;
}
