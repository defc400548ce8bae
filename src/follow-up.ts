/**
 * Follow-up questions: "e quanto custa?" leans on what was asked before, and is searched together with
 * what that was about. A question that names its own matter stands by itself.
 */
import { fold } from './words.ts';

const list = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Words that tell nothing of the matter. */
const EMPTY = list(
  'a o as os um uma uns umas de do da dos das em no na nos nas por pelo pela pelos pelas para pra pro pras pros com ' +
    'sem sobre e ou mas que se nao sim ja so tambem ate entao ai la ali aqui eu tu voce vc vcs voces ele ela eles ' +
    'elas nos me te lhe meu minha meus minhas seu sua seus suas este esta estes estas isto isso esse essa esses ' +
    'essas aquilo aquele aquela disso nisso disto nisto desse dessa deste desta nesse nessa neste nesta dele dela ' +
    'deles delas nele nela ao aos ser e sao foi era for estar estou estiver estao ter tem tenho tiver ha vou vai ' +
    'quero queria gostaria saber oi ola bom boa dia tarde noite favor obrigado obrigada ok certo beleza mais menos ' +
    'muito pouco algum alguma outro outra outros outras mesmo mesma caso coisa tudo nada ne dai tal hein tb tbm',
);

/** What can be asked of any matter: price, time, place, papers, and what may go wrong. */
const FACETS = list(
  'quanto quantos quanta quantas qual quais quem quando onde aonde como porque pq custa custam custo preco valor ' +
    'valores pagar pago paga pagam pagamento taxa graca gratis gratuito gratuita cobram prazo prazos demora demoram tempo ' +
    'dias horas horario horarios abre fecha funciona atende atendem fica endereco local lugar telefone numero ' +
    'whatsapp email site link internet online presencial presencialmente pessoalmente documento documentos papel ' +
    'papeis levar levo precisa preciso precisam necessario exige exigem requisito requisitos pode posso podem ' +
    'podemos consigo consegue conseguir tiro tirar tira faco fazer faz fazem feito passo passos agendar agendo marcar marco hora ' +
    'perder perdi perde perdeu perca atrasar atraso atrasado atrasei vencer vencido vencida venceu vence vencimento ' +
    'negado negada negarem negaram recusarem recusado recorrer recorro cancelar cancelo desistir mudar mudo mudei ' +
    'alterar corrigir errado errada erro renovar renovo validade vale valem dura receber recebo chega chegar chegou ' +
    'retirar retiro buscar busco acompanhar acompanho consultar consulto status andamento parcelar parcelo dividir ' +
    'desconto juros direito obrigatorio obrigatoria serve adianta acontece responderem respondem resposta conta ' +
    'pedir peco solicitar solicito entregar entrego mandar mando enviar envio cabe aceitam aceita sabado domingo ' +
    'feriado hoje amanha mes ano vezes vez primeira depois antes agora ainda',
);

/** For whom: it narrows a matter, and is none. */
const PEOPLE = list(
  'idoso idosa idosos idosas crianca criancas menor menores estudante estudantes aposentado aposentada aposentados ' +
    'deficiente deficientes deficiencia pcd gestante gestantes gravida gravidas estrangeiro estrangeiros mei ' +
    'autonomo professor professora servidor servidores mulher homem bebe filho filha filhos marido esposa mae pai ' +
    'avo vizinho inquilino terceiro terceiros pessoa pessoas empresa desempregado casado casada solteiro pobre',
);

/** They stand for what was named before. */
const POINTING = list(
  'isso isto disso nisso disto nisto aquilo dele dela deles delas nele nela ele ela eles elas lá ali aí esse essa ' +
    'esses essas desse dessa desses dessas nesse nessa deste desta neste nesta la ai',
);

/** "E o IPTU?": the same is asked of another matter. */
const SWITCHES =
  /^(?:mas\s+)?e\s+(?:o|a|os|as|do|da|dos|das|no|na|nos|nas|de|sobre|quanto\s+(?:ao?|aos|às))\s/i;
/** "E para idoso?", "E se eu perder?": the same matter, in another case. */
const NARROWS =
  /^(?:mas\s+)?e\s+(?:se|quem|para|pra|pro|pras|pros|com|sem|quando|caso|depois|em|por|meu|minha)\s/i;

/** Words that are taken from earlier questions at most: a whole story would drown what is asked. */
const MOST_CARRIED = 12;
/** Characters of a question that are looked at. */
const READ_CHARACTERS = 2_000;

/** Words of its own that a question may have, and still lean. */
const FEW = 2;

interface Reading {
  readonly words: readonly string[];
  /** Words that name a matter. */
  readonly matter: readonly string[];
  /** Words that ask something of it. */
  readonly facets: readonly string[];
  readonly points: boolean;
}

function read(text: string): Reading {
  const words =
    text
      .slice(0, READ_CHARACTERS)
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const content = words.filter((word) => !EMPTY.has(fold(word)) && word !== 'é');
  return {
    words,
    matter: content.filter((word) => !FACETS.has(fold(word)) && !PEOPLE.has(fold(word))),
    facets: content.filter((word) => FACETS.has(fold(word))),
    points: words.some((word) => POINTING.has(word)),
  };
}

function leans(question: string, { matter, points }: Reading): boolean {
  if (matter.length === 0) return true;
  return matter.length <= FEW && (points || NARROWS.test(question));
}

const join = (carried: readonly string[], question: string): string => {
  const said = new Set(read(question).words);
  const added = [...new Set(carried)].filter((word) => !said.has(word)).slice(0, MOST_CARRIED);
  return added.length === 0 ? question : `${added.join(' ')} ${question}`;
};

/** Questions before the last one that are looked at; further back people talk of something else. */
const REACH = 4;

/**
 * What is to be searched for a question: itself, or, where it leans on earlier ones, with the words of
 * theirs that it leaves out. Portuguese.
 * @param earlier what the same person asked before, newest last
 */
export function completeQuestion(question: string, earlier: readonly string[]): string {
  const text = question.trim();
  const last = earlier.at(-1);
  if (last === undefined) return text;
  const asked = read(text);
  const isSwitch = SWITCHES.test(text) && asked.matter.length > 0 && asked.matter.length <= FEW;
  if (!isSwitch && !leans(text, asked)) return text;
  const before = read(completeQuestion(last, earlier.slice(-REACH, -1)));
  if (isSwitch) return join(before.facets, text);
  // Who asks something else of the matter does not repeat what was asked of it before.
  return join(asked.facets.length > 0 ? before.matter : [...before.matter, ...before.facets], text);
}
