/** A history as plain text: what is read in the chat, and in the file. Pure. */
import type { ToldConversation, ToldHistory, ToldLine } from './tell.ts';

const writeLine = ({ name, moment, text, below }: ToldLine): string =>
  [`${moment} - ${name}:`, text, ...below].join('\n');

const writeConversation = ({ heading, about, lines }: ToldConversation): string[] => [
  `${heading}\n${about}`,
  ...lines.map(writeLine),
];

/** Heading and lines of each conversation, one paragraph each. */
export const writeParagraphs = ({ conversations }: ToldHistory): string[] =>
  conversations.flatMap(writeConversation);

/** The whole file. */
export const writeText = (told: ToldHistory): string =>
  `${[told.title, ...told.about, ...writeParagraphs(told)].join('\n\n')}\n`;
