/** Lower case without accents: the form in which words are compared. */
export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The words of a text, folded: runs of letters and digits. */
export const splitWords = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

export const countWords = (text: string): number => text.match(/\S+/g)?.length ?? 0;

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte'] as const;

/** "240 kB", "1,3 MB". @param locale BCP 47 tag */
export function describeBytes(bytes: number, locale: string): string {
  const power = bytes < 1_000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const format = { style: 'unit', unit: BYTE_UNITS[power] ?? 'byte', unitDisplay: 'short' } as const;
  const digits = { maximumFractionDigits: power === 2 ? 1 : 0 };
  return new Intl.NumberFormat(locale, { ...format, ...digits }).format(bytes / 1_000 ** power);
}
