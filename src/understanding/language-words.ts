/**
 * Words that tell one of the languages spoken here from the others. Folded. Left out: what two of
 * them share ("no", "como", "para", "do", "este"), loanwords ("site", "help"), and the particles of
 * names ("da Silva", "de los Santos").
 */

const wordsOf = (...lines: readonly string[]): ReadonlySet<string> =>
  new Set(lines.flatMap((line) => line.split(' ')));

/** By the language's subtag. */
export const TELLING_WORDS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'pt',
    wordsOf(
      'eu voce voces vc vcs ele ela eles elas meu minha meus minhas seu seus nosso nossa isso esse essa isto aquele aquela',
      'um uma uns umas em na nas ao aos pelo pela pelos pelas com sem ate pra pro num numa num dum duma',
      'nao sim muito muita muitos mais tambem ainda agora ja hoje amanha ontem depois antes bem tudo',
      'onde aonde quando quem qual quais quanto quanta quantos quantas cade porque pq q qto qdo',
      'quero queremos preciso precisa precisava posso pode podem consigo consegue tenho tem tinha ta tava estou estao sou vou vai vao foi fui fiz faz faco fazer falar gostaria fica entendi entende entendo',
      'oi ola opa bom boa obrigado obrigada brigado brigada obg vlw valeu alguem ninguem moco moca tchau logo',
    ),
  ],
  [
    'en',
    wordsOf(
      'i you he she we they my your his her our their this that these those it its',
      'the an of and or but if with without from by at about into on in',
      'is are was were am be been have had does did done doing can could would should will shall may might must cannot',
      'not yes please very much more also still now today tomorrow yesterday here there then just only',
      'what where when who whom which why how',
      'need want like know get got speak talk find tell give make see pay ask let',
      'hello hi good morning afternoon evening night thank thanks thx goodbye someone somebody anyone',
      'm ll ve don doesn didn isn aren wasn won dont doesnt didnt im ive',
    ),
  ],
  [
    'es',
    wordsOf(
      'yo usted ustedes ellos ella ellas nosotros mi mis su sus eso esto ese esos aquel',
      'el los las un una unos unas en al con sin hasta desde hacia lo le les',
      'muy bien mucho mucha muchos tambien todavia ahora ya hoy ayer manana despues ahi alli pero',
      'donde adonde cuando quien quienes cual cuales cuanto cuanta cuantos cuantas',
      'quiero quisiera necesito necesita puedo puede pueden tengo tiene tienen hay estoy estan soy voy fue hice hace hago hacer hablar hablo gustaria queda entiendo entiende',
      'hola buenos buenas buen gracias alguien nadie adios luego',
    ),
  ],
]);

/**
 * Endings and letters that only one of them has, in words that do not begin with a capital: names have
 * them too. Of words as they were written, in lower case.
 */
export const TELLING_FORMS: ReadonlyMap<string, RegExp> = new Map([
  ['pt', /[ãõç]|(?:c[aã]o|coes|ções|dade|inh[oa]|eir[oa]|.{2}ou|.{3}ei)$/u],
  ['en', /(?:tion|ght|.{2}n't|.{3}ed)$/u],
  ['es', /ñ|(?:ci[oó]n|ciones|dad|.iendo|.ieron|.{2}ía)$/u],
]);

/** What opens a conversation, in words that say no more than that. */
export const OPENING_WORDS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['pt', wordsOf('oi ola bom boa dia tarde noite tudo bem')],
  ['en', wordsOf('hello hi good morning afternoon evening night there')],
  ['es', wordsOf('hola buen buenos buenas dia dias tarde tardes noches')],
]);
