/** Lower case without accents: the form in which words are compared. */
export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The words of a text, folded: runs of letters and digits. */
export const splitWords = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

export const countWords = (text: string): number => text.match(/\S+/g)?.length ?? 0;
