/** What somebody asks about a case, in free words or by button. */
import { fold } from '#assistant';

export type Question =
  | 'summary'
  | 'older'
  | 'next-steps'
  | 'hearing'
  | 'judge'
  | 'parties'
  | 'when'
  | 'result'
  | 'money'
  | 'documents'
  | 'other-number'
  | 'meaning';

/** Tried in this order: "o que significa audiência?" asks for the word, not for the hearing. */
const PATTERNS: readonly (readonly [Question, RegExp])[] = [
  ['other-number', /\b(outro|another|other|otro) (processo|numero|case|proceso)\b/],
  [
    'meaning',
    /\bsignifica|\bquer(em)? dizer\b|\bo que (e|sao|seria)\b(?! (que|preciso|necessario))|\bque (e|eh) isso de\b|\bexplica\b|\bwhat (does|is|are)\b.*|\bmean|\bque (es|quiere decir)\b/,
  ],
  [
    'older',
    /\bantig[oa]s?\b|\banteriores\b|\bver mais\b|\bmostra(r)? mais\b|\bhistorico\b|\bantes disso\b|\bolder\b|\bmore\b|\bmas antiguos\b/,
  ],
  ['hearing', /\baudiencia|\bhearing\b/],
  [
    'next-steps',
    /\be agora\b|\b(que|oq) (eu )?(faco|devo|posso|tenho que|preciso|fazer)\b|\bproximos? passos?\b|\bpreciso (fazer|ir)\b|\bwhat (should|can|do) i\b|\bnext step|\bque (hago|debo|puedo)\b/,
  ],
  [
    'judge',
    /\b(quem|qual|nome|who|quien)\b.*\b(juiza?|desembargadora?|relatora?|judge|juez)\b|\bquem (vai )?julga/,
  ],
  [
    'parties',
    /\b(quem|qual|nome|who|quien)\b.*\b(partes?|reu|autora?|advogad[oa]|lawyer|abogado|processou)\b/,
  ],
  [
    'money',
    /\breceb(er|o|i) (o )?(dinheiro|valor|meu)|\bquando (eu )?(vou )?receb|\bpag(o|a|am|aram|amento|ar|ou)\b|\brpv\b|\bprecatorio|\balvara\b|\bdinheiro\b|\bmoney\b|\bpaid\b|\bcobrar\b/,
  ],
  [
    'when',
    /\bquando\b|\bdemora|\bquanto tempo\b|\bque dia\b|\bprazo\b|\bparado\b|\bwhen\b|\bhow long\b|\bcuando\b|\btarda\b/,
  ],
  [
    'result',
    /\bganh(ei|ou|amos)\b|\bperd(i|eu|emos)\b|\bresultado|\bsentenca\b|\bdecidi(u|ram|do)\b|\bdecisao\b|\bresult\b|\bwon\b|\blost\b|\bgane\b/,
  ],
  [
    'documents',
    /\bcopia|\bdocumentos?\b|\bintegra\b|\binteiro teor\b|\bpdf\b|\bler a\b|\bver os? autos\b|\bcopy\b/,
  ],
  [
    'summary',
    /\bandamento|\bcomo (ta|esta)\b|\bem que pe\b|\bsituacao\b|\bresum|\bultim[oa]s?\b|\bnovidade|\bver o processo\b|\btentar de novo\b|\bstatus\b|\blatest\b|\bcomo va\b/,
  ],
];

const BY_BUTTON: ReadonlySet<string> = new Set(PATTERNS.map(([question]) => question));

/** @param knowsWord whether the text holds a word that can be explained */
export function readQuestion(
  text: string,
  choice: string | undefined,
  knowsWord: boolean,
): Question | undefined {
  if (choice !== undefined && BY_BUTTON.has(choice)) return choice as Question;
  const folded = fold(text);
  const [first, second] = PATTERNS.filter(([, pattern]) => pattern.test(folded)).map(
    ([question]) => question,
  );
  // "Me explica se eu ganhei" asks for no word.
  return first === 'meaning' && !knowsWord ? (second ?? first) : first;
}
