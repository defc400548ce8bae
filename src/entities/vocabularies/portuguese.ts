/** Portuguese words of time, folded, and how people misspell them. */
import { numbered, setOf } from './lists.ts';

export const MONTHS = numbered(
  'janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro',
);
export const SHORT_WEEKDAYS = numbered('seg ter qua qui sex sab dom');
export const SHORT_MONTHS = numbered('jan fev mar abr mai jun jul ago set out nov dez');

/** 1 is Monday. */
export const WEEKDAYS = numbered('segunda terca quarta quinta sexta sabado domingo');
/** These are ordinals and fractions too. */
export const AMBIGUOUS_WEEKDAYS = setOf('segunda terca quarta quinta sexta');

/** What stands before a month typed without its cedilla, which is also a name. */
export const BEFORE_MONTH = setOf(
  'de em ate desde a e entre proximo mes dia ultimo / comeco inicio fim meados',
);

/** Usual spelling of what people write otherwise; all folded. */
export const SPELLINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    que: 'q',
    hoje: 'hj oje hoge',
    amanha: 'amnha amanhan amanhar amanna amanham amnhaa amana',
    ontem: 'onten ontm',
    anteontem: 'antiontem antionti anteonte antesdeontem',
    depois: 'dpois dps depos depoi',
    proximo: 'prox proximu procimo',
    proxima: 'procima proxma proxia',
    proximos: 'procimos',
    proximas: 'procimas',
    semana: 'semna cemana smana semanaa',
    segunda: 'segnda sgunda',
    terca: 'tersa',
    quarta: 'qarta kuarta cuarta',
    quinta: 'qinta kinta',
    sexta: 'cexta sesta',
    sabado: 'sabdo sabadu',
    domingo: 'domigo dmingo',
    feira: 'fera feria',
    janeiro: 'janero jameiro janeirro',
    fevereiro: 'fevereio feverero fevreiro fereveiro',
    abril: 'abriu',
    setembro: 'setenbro septembro',
    outubro: 'otubro outubru',
    novembro: 'novenbro',
    dezembro: 'dezenbro desembro',
    quinzena: 'quinsena kinzena',
    manha: 'mnha manhaa',
    passado: 'pasado passdo',
    passada: 'pasada passda',
    meia: 'meya',
    dia: 'diaa',
    ate: 'ateh',
    minutos: 'minutinhos',
    daqui: 'daki',
  }).flatMap(([usual, others]) => others.split(' ').map((other) => [other, usual] as const)),
);

/**
 * Words that begin no noun phrase: after them "segunda" is a Monday and "às 3" a time, while
 * "segunda via" and "às 3 pessoas" are not.
 */
export const CLOSED_WORDS = setOf(`
  e ou entre a à o as os ao aos no na nos nas num numa em por pra para pro pras pelo pela com sem ate desde depois antes
  apos mas porem que se porque pq pois quando onde como qual quanto quem eu tu ele ela nos voce voces vc vcs eles elas
  me te lhe posso pode podem podemos podia vou vai vamos vao iria iremos irei tem tenho ter quero queria gostaria
  preciso precisa da dou daria e é eh era foi sera seria esta estao estou estarei estara ta to tava fica ficou ficaria
  abre abrem abrir fecha fecham funciona funcionam atende atendem abriu tera havera ha vence venceu chega consigo
  consegue serve marca marcar agendar remarcar comparecer nao sim ja so tambem tb tbm ainda agora hoje mesmo talvez
  cedo tarde favor obrigado obrigada obg ok blz certo entao aqui ali la tipo mais menos proximo proxima passado passada
  ontem amanha dia feira esse essa este nesse nessa neste nesta isso isto aquele dessa desse deste
  daquele fui fiz vim recebi paguei liguei cheguei ninguem alguem tudo nada meu minha seu sua lembra disse avisou`);

/** After "segunda de …", these say that it was the day. */
export const TIMES_OF_DAY = setOf('manha tarde noite madrugada semana proxima mes cada');

/** Before "12/24" they make it the number of a law or a part of a whole. */
export const NUMBERED_THINGS = setOf(`
  lei decreto portaria resolucao edital oficio processo instrucao normativa parecer sumula art artigo contrato parcela
  parcelas prestacao pagina pag item apto apartamento bloco casa n nº num numero protocolo medida provisoria mp in rdc
  guia lote quadra quarto sala rg matricula inscricao nota convenio pregao licitacao`);

/** Told of what is over. Endings besides: see tense.ts. */
export const PAST_VERBS = setOf(`
  fui foi fomos foram fiz fez fizemos fizeram vim veio vieram tive teve tiveram estive esteve estiveram pude puderam pus
  recebi pedi perdi nasci vendi sofri assisti assinei comi sai sairam ouvi vi viu li abri dormi parti corri morri morreu
  era eram tinha tinham havia deu deram disse disseram trouxe quis quiseram soube
  retirei tirei declarei parei separei preparei esperei virei gerei alterei liberei requeri requereu dei dirigi casei`);
/** End as the past does and are none of it. */
export const NOT_PAST = setOf('ou sou vou dou estou sei hei rei lei meu seu teu eu museu europeu ceu');
