/** The parts of nlp.js and node-nlp that are used here; the packages come without types. */
declare module '@nlpjs/lang-pt' {
  export class StemmerPt {
    /** Every word it ever stemmed. */
    cache: Record<string, string>;
    stemWord(word: string): string;
  }
}

declare module '@nlpjs/lang-en' {
  export { StemmerPt as StemmerEn } from '@nlpjs/lang-pt';
}

declare module '@nlpjs/lang-es' {
  export { StemmerPt as StemmerEs } from '@nlpjs/lang-pt';
}

declare module '@nlpjs/core' {
  /** Parts by name; NlpManager and all beneath it look up theirs here. */
  export interface Container {
    register(name: string, part: object): void;
    registerPipeline(name: string, steps: readonly string[]): void;
    get(name: string): { cache?: object | undefined } | undefined;
  }

  /** Unlike that of `@nlpjs/core-loader`, which NlpManager calls when it is given none, it reads no files. */
  export function containerBootstrap(): Container;
}

declare module 'node-nlp/src/nlp/nlp-manager.js' {
  import type { Container } from '@nlpjs/core';

  interface Answer {
    /** Likeliest first; `None` for none. */
    readonly classifications?: readonly { readonly intent: string; readonly score: number }[];
  }

  export default class NlpManager {
    constructor(settings: {
      container: Container;
      languages: readonly string[];
      autoSave: false;
      autoLoad: false;
      forceNER: false;
      calculateSentiment: false;
      threshold: number;
      nlu: { log: false; useNoneFeature: boolean };
    });
    addDocument(language: string, text: string, intent: string): void;
    train(): Promise<unknown>;
    /** An empty text makes it read the name of the language instead. */
    process(language: string, text: string): Promise<Answer>;
    toObj(): Record<string, unknown>;
    fromObj(model: Readonly<Record<string, unknown>>): void;
  }
}
