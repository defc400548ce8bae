/** Spanish. */
import { type DraftWords, readPatterns } from './shape.ts';

export const SPANISH: DraftWords = {
  jargon: readPatterns(`
    (?:susodich|antedich|supracitad)[oa]s? => este
    en (?:lo que atane|lo tocante|lo concerniente) (?:a|al) => sobre
    a tenor de => según
    de conformidad con => según
    in situ => en el lugar
    sub iudice => en juicio
    cosa juzgada => decisión final, sin más recurso
    desestimad[oa]s? => no aceptado
    deneg(?:ad[oa]s?|atoria) => no aceptado
    interpo(?:ner|sicion) => presentar
    extemporane[oa]s? => fuera de plazo
    progenitor(?:a|es|as)? => padre o madre
    otorgante => quien firma
    no obstante lo anterior => aun así
    habida cuenta => porque
    ulterior => posterior
    obrante en autos => que está en el expediente
  `),
  officialese: readPatterns(`
    se (?:hace|torna) necesari[oa]s? => hay que
    (?:debera|deberan) ser (?:[a-z]{3,}[dt][oa]s?) => diga a quien lee qué hacer: rellene, envíe, pague
    cabe (?:senalar|destacar|resaltar|informar) que =>
    se encuentra (?:disponible|en tramite|en curso) => está
    (?:proceder|procederemos) a(?:l| la)? [a-z]+ => use el propio verbo
    efectuar el pago => pagar
    a la mayor brevedad posible => pronto
  `),
  unkind: readPatterns(`
    (?:como )?ya (?:se )?(?:le |te )?(?:dije|he dicho|explique|informe) => dígalo de nuevo con otras palabras
    (?:usted )?deberia haber => diga qué se puede hacer ahora
    (?:es )?culpa suya => diga qué se puede hacer ahora
    (?:no es (?:mi|nuestro) problema|es su problema) => diga quién lo resuelve
    no puedo hacer nada => diga qué se puede hacer todavía
    (?:obviamente|es obvio) =>
    (?:calmese|tenga paciencia) => muestre que ha entendido
    (?:idiota|ignorante|vag[oa]) =>
  `),
  promises: readPatterns(`
    (?:garantizo|garantizamos|prometo|prometemos|le aseguro|aseguramos) => diga lo que es seguro y quién decide lo demás
    (?:sera|va a ser) (?:aprobad|concedid)[oa]s? => diga quién decide, y cuándo
    no (?:volvera|va) a (?:pasar|ocurrir|suceder) => diga qué se corrigió
  `),
};
