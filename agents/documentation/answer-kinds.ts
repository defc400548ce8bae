/**
 * What kind of answer a question asks for: an amount, a date, a place. A kind is three patterns, over
 * folded text: no accents, no capitals.
 */
import { fold } from '#assistant';

export interface AnswerKind {
  readonly name: string;
  /** The question asks for it. */
  readonly question: RegExp;
  /** A section under such a heading is about it. */
  readonly heading: RegExp;
  /** A statement that holds one. */
  readonly statement: RegExp;
}

/** As it is typed: quanto, qto, qnt. */
const HOW_MUCH = '(?:quanto|qto|qnto|qnt|cuanto)';
const MONTHS = 'janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro';
const DAYS = 'segunda|terca|quarta|quinta|sexta|sabado|domingo|feriado|dias? ute?is';
const NUMBERS =
  'uma?|dois|duas|tres|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|quinze|vinte|trinta|cem|mil|milhao|milhoes|metade';

export const KINDS: readonly AnswerKind[] = [
  {
    name: 'amount',
    question: new RegExp(
      `\\b(?:de )?${HOW_MUCH} (?:e|eh|que e|custa|custam|paga|pago|pagam|sai|fica|cobra|vale|devo|ta|esta|ganha|recebe)\\b|\\bpagar? ${HOW_MUCH}\\b|\\b(?:valor|preco|custo|taxa|tarifa|desconto|cobra|cobram|gratis|de graca|gratuit\\w+|paga alguma|how much|cost|price|free|cuesta|precio)\\b`,
    ),
    heading: /\b(?:quanto custa|valor|preco|custo|taxas?|tarifa|desconto|passagem)\b/,
    statement: /r\$|\d ?%|\breais\b|\bgratuit|\bgratis\b|\bde graca\b|\bisent|\bnao paga|\bsalarios?\b/,
  },
  {
    name: 'duration',
    question: new RegExp(
      `\\b${HOW_MUCH} tempo\\b|\\bdemora|\\bprazo|\\bquantos (?:dias|meses|anos)\\b|\\bate quando\\b|\\bvalidade\\b|\\bleva ${HOW_MUCH}\\b|\\bvale (?:por|${HOW_MUCH})\\b|\\bhow long\\b|\\bdeadline\\b|\\bcuanto tiempo\\b|\\bplazo\\b`,
    ),
    heading: /\b(?:prazo|validade|quanto tempo|demora\w*|espera)\b/,
    statement:
      /\b\d+ (?:dias?|horas?|minutos?|mes(?:es)?|anos?|semanas?|semestres?)\b|\bna hora\b|\bpoucos segundos\b|\bno mesmo dia\b/,
  },
  {
    name: 'time',
    question:
      /\bquando\b|\b(?:que|q|quais|qual o|qual) (?:dias?|horas?|horarios?|data|ano|mes|seculo|periodo|epoca)\b|\bhorarios?\b|\bem (?:que|qual) decada\b|\bvence\b|\babre\b|\bwhen\b|\bwhat time\b|\bopening hours\b|\bcuando\b|\bhora abre\b/,
    heading: /\b(?:horarios?|dias?|quando|calendario|datas?|periodo|prazo|sabados?|feriados?|vence)\b/,
    statement: new RegExp(
      `\\b\\d{1,2}h\\d{0,2}\\b|\\b(?:${MONTHS})\\b|\\b(?:${DAYS})\\b|\\b1\\d{3}\\b|\\b20\\d\\d\\b|\\bmeia-noite|\\b24 horas|\\bseculo|\\bdecada`,
    ),
  },
  {
    name: 'count',
    question:
      /\bquant[oa]s\b|\bqts\b|\bqual (?:e )?[ao] (?:quantidade|numero|total|percentual|porcentagem)\b|\bhow many\b|\bcuant[oa]s\b/,
    heading: /\b(?:quant[oa]s|limite)\b/,
    statement: new RegExp(`\\d|\\b(?:${NUMBERS})\\b`),
  },
  {
    name: 'place',
    question:
      /\b(?:onde|aonde|donde|endereco)\b|\bem (?:que|qual) (?:lugar|local|cidade|pais|estado|regiao|rua)\b|\bwhere\b|\baddress\b|\bdireccion\b/,
    heading: /\b(?:onde|endereco|local|locais|lugar|lugares|ecopontos)\b/,
    statement:
      /\b(?:fica|ficam|rua|avenida|praca|estrada|sede|sediad\w+|localizad\w+|situad\w+|balcao|ecopontos?|terminal)\b|\b(?:no|nos|na|nas|em|ao) (?:posto|postos|central|cras|site|secretaria|escola|cidade|universidade|servico|terminal)\b/,
  },
  {
    name: 'documents',
    question:
      /\b(?:documentos?|docs?|documentacao|papeis|papelada|documents?|bring)\b|\b(?:o que|oque|oq|o q) (?:eu )?(?:preciso |tenho que |devo )?(?:levar|apresentar)\b/,
    heading: /\b(?:documentos?|documentacao|o que levar|o que e preciso|requisitos)\b/,
    statement: /\b(?:documentos?|certidao|comprovante|cpf|rg|laudo|carteira)\b/,
  },
  {
    name: 'who',
    question: /\b(?:quem|posso|tenho direito|tem direito|who|quien)\b/,
    heading: /\b(?:quem|direito|publico|pode)\b/,
    statement: /\b(?:quem|pode|podem|direito|pessoas?|moradores|morador|responsavel|precisa)\b/,
  },
  {
    name: 'how',
    question:
      /\bcomo\b|\b(?:o ?q|oque|o que) (?:eu )?(?:devo |posso )?fa(?:co|zer)\b|\be agora\b|\bquero\b|\bpreciso (?!dar|estar|de licenca)|\bhow (?:do|can|to)\b/,
    heading: /\b(?:como|passo a passo|etapas|o que fazer)\b/,
    statement:
      /\(\d\d\) ?\d{4}|\b(?:site|portal|telefone|e-mail|internet|balcao|leve|informe|ligue|escreva|procure|peca|toque|entre|digite|escolha|avise|agend\w+)\b|\b(?:pedid[oa]|feit[oa]|abert[oa]|emitid[oa]|denunciad[oa]|consultad[oa]|realizad[oa]) (?:no|na|nos|nas|pelo|pela|em|ao|por|de|atraves)\b/,
  },
  {
    name: 'definition',
    question:
      /\b(?:o ?que|oq|q) (?:e|eh|sao|significa|quer dizer|faz)\b|\bpara que serve\b|\bpra q(?:ue)? serve\b|\bdefin\w+|\bwhat (?:is|are)\b|\bque es\b/,
    heading: /\b(?:o que e|o que sao|o que significa|para que serve)\b/,
    statement:
      /^[^,.;]{2,90}? (?:e|sao|consiste|significa|serve|trata-se|refere-se|recebe|define-se|pode ser definid[oa])\b/,
  },
  {
    name: 'reason',
    question: /\bpor ?que\b|\bpq\b|\bmotivo|\brazao\b|\bwhy\b/,
    heading: /\b(?:por que|motivo|objetivo|finalidade)\b/,
    statement:
      /\b(?:porque|pois|devido|ja que|uma vez que|por causa|a fim de|visando|para que|por isso|objetivo)\b/,
  },
  {
    name: 'telephone',
    question: /\b(?:telefone|fone|tel|numero d[oae]s?|ligo|ligar|contato|phone)\b/,
    heading: /\b(?:telefones?|contatos?|secretarias)\b/,
    statement: /\(\d\d\) ?\d{4}|\bligue (?:para )?\d|\b1[89]\d\b/,
  },
];

export function kindsOf(question: string): AnswerKind[] {
  const folded = fold(question);
  return KINDS.filter((kind) => kind.question.test(folded));
}
