/** Public services, each as its catalogue describes it. Texts are Markdown, with HTML in it where a charter has some. */

export interface Step {
  /** From its title, unique within the service: a conversation remembers where it is by it. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly documents: readonly string[];
  readonly channels: readonly string[];
  readonly costs: readonly string[];
  readonly deadline: string;
}

export interface ServiceEntry {
  readonly id: string;
  readonly name: string;
  /** Other names, abbreviations and keywords by which people may ask for it. */
  readonly synonyms: readonly string[];
  readonly description: string;
  readonly owner: string;
  readonly audience: readonly string[];
  /** Undefined where it is not said. */
  readonly free: boolean | undefined;
  readonly costs: readonly string[];
  readonly deadline: string;
  readonly channels: readonly string[];
  readonly documents: readonly string[];
  readonly link: string;
  readonly contact: string;
  readonly steps: readonly Step[];
  /**
   * All that is said of it as one text, from a catalogue that does not tell the parts apart; then
   * audience, costs, channels, documents and steps are empty.
   */
  readonly text: string;
}

const MARKS = /\p{M}/gu;

/** Lower-case letters, digits and hyphens. */
export const slug = (text: string): string =>
  text
    .normalize('NFD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** Each title's slug; one that came before gets a number. */
export function nameSteps(titles: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return titles.map((title) => {
    const name = slug(title) || 'passo';
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name}-${times}`;
  });
}

/** In their order, without blank ones and repetitions. */
export const distinct = (texts: readonly string[]): string[] => [
  ...new Set(texts.map((text) => text.trim()).filter(Boolean)),
];
