/** What a language's word lists hold. All patterns are read without accents and capitals. */
export interface WordPattern {
  /** Source of a regular expression over folded text; it stands between the ends of words. */
  readonly pattern: string;
  /** What may be said instead; '' where it is better left out. */
  readonly plain: string;
}

export interface DraftWords {
  /** Law's and office's own words, with what everybody understands. */
  readonly jargon: readonly WordPattern[];
  /** Ways to say it in which nobody does anything. */
  readonly officialese: readonly WordPattern[];
  /** What blames or hurts whoever reads it. */
  readonly unkind: readonly WordPattern[];
  /** What the house cannot keep, because somebody else decides it. */
  readonly promises: readonly WordPattern[];
}

/** One a line: `pattern => plain words`. */
export const readPatterns = (lines: string): readonly WordPattern[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [pattern = '', plain = ''] = line.split('=>').map((part) => part.trim());
      return { pattern, plain };
    });
