/** The summary in words, in the language of whoever reads it. */
import type { Attempt, ConversationSummary } from './summary.ts';

interface SummaryWords {
  readonly asked: string;
  readonly understood: string;
  readonly tried: string;
  readonly facts: string;
  readonly handoff: string;
  readonly people: string;
  readonly notes: string;
  readonly open: string;
  readonly nothing: string;
  readonly outcomes: Readonly<Record<Attempt['outcome'], string>>;
  readonly solved: string;
  readonly notSolved: string;
  readonly agents: Readonly<Record<string, string>>;
  readonly reasons: Readonly<Record<string, string>>;
}

const WORDS: Readonly<Record<'pt' | 'en' | 'es', SummaryWords>> = {
  pt: {
    asked: 'Primeiro pediu',
    understood: 'Entendido como',
    tried: 'O que já foi tentado',
    facts: 'O que informou',
    handoff: 'Veio para pessoas',
    people: 'Já respondido por pessoas',
    notes: 'Notas internas',
    open: 'Ainda sem resposta',
    nothing: 'Ainda não há nada para resumir.',
    outcomes: {
      answered: 'respondeu',
      unanswered: 'não achou resposta',
      asks: 'fez uma pergunta',
      'hands-over': 'passou adiante',
      failed: 'falhou',
    },
    solved: 'a pessoa disse que resolveu',
    notSolved: 'a pessoa disse que não resolveu',
    agents: {
      documentation: 'Documentos',
      'case-guidance': 'Consulta de processos',
      'portal-services': 'Catálogo de serviços',
      'tech-support': 'Suporte técnico',
    },
    reasons: {
      'citizen-asked': 'porque pediu',
      'turn-failed': 'porque o assistente falhou',
      'agent-failed': 'porque o assistente falhou',
      'redirected-from-fallback': 'porque não foi entendido',
      'redirected-from-not-solved': 'porque não resolveu',
      'priority-said': 'tem prioridade por lei',
      'call-back': 'pediu que ligassem',
      'risk-to-life': 'risco à vida',
      threat: 'ameaça',
      despair: 'está em desespero',
      anger: 'está com raiva',
      ombudsman: 'manifestação de ouvidoria',
    },
  },
  en: {
    asked: 'First asked for',
    understood: 'Understood as',
    tried: 'What was tried',
    facts: 'What they told',
    handoff: 'Came to people',
    people: 'Answered by people so far',
    notes: 'Internal notes',
    open: 'Still open',
    nothing: 'There is nothing to sum up yet.',
    outcomes: {
      answered: 'answered',
      unanswered: 'found no answer',
      asks: 'asked back',
      'hands-over': 'handed on',
      failed: 'failed',
    },
    solved: 'they said that it helped',
    notSolved: 'they said that it did not help',
    agents: {
      documentation: 'Documents',
      'case-guidance': 'Court cases',
      'portal-services': 'Service catalogue',
      'tech-support': 'Technical support',
    },
    reasons: {
      'citizen-asked': 'because they asked to',
      'turn-failed': 'because the assistant failed',
      'agent-failed': 'because the assistant failed',
      'redirected-from-fallback': 'because they were not understood',
      'redirected-from-not-solved': 'because it was not solved',
      'priority-said': 'they have priority by law',
      'call-back': 'they asked to be called back',
      'risk-to-life': 'risk to life',
      threat: 'a threat',
      despair: 'they are in despair',
      anger: 'they are angry',
      ombudsman: 'for the ombudsman',
    },
  },
  es: {
    asked: 'Primero pidió',
    understood: 'Entendido como',
    tried: 'Lo que ya se intentó',
    facts: 'Lo que informó',
    handoff: 'Pasó a personas',
    people: 'Ya respondido por personas',
    notes: 'Notas internas',
    open: 'Aún sin respuesta',
    nothing: 'Aún no hay nada que resumir.',
    outcomes: {
      answered: 'respondió',
      unanswered: 'no encontró respuesta',
      asks: 'hizo una pregunta',
      'hands-over': 'lo pasó a otro',
      failed: 'falló',
    },
    solved: 'la persona dijo que le sirvió',
    notSolved: 'la persona dijo que no le sirvió',
    agents: {
      documentation: 'Documentos',
      'case-guidance': 'Consulta de procesos',
      'portal-services': 'Catálogo de servicios',
      'tech-support': 'Soporte técnico',
    },
    reasons: {
      'citizen-asked': 'porque lo pidió',
      'turn-failed': 'porque el asistente falló',
      'agent-failed': 'porque el asistente falló',
      'redirected-from-fallback': 'porque no fue entendido',
      'redirected-from-not-solved': 'porque no se resolvió',
      'priority-said': 'tiene prioridad por ley',
      'call-back': 'pidió que le llamaran',
      'risk-to-life': 'riesgo de vida',
      threat: 'amenaza',
      despair: 'está desesperado',
      anger: 'está enojado',
      ombudsman: 'para la defensoría',
    },
  },
};

type SummaryLanguage = keyof typeof WORDS;

/** Portuguese where it is none of them. */
function languageOf(locale: string): SummaryLanguage {
  const language = locale.slice(0, 2).toLowerCase();
  return language === 'en' || language === 'es' ? language : 'pt';
}

function writeAttempt({ agent, asked, outcome, answer, solved }: Attempt, words: SummaryWords): string {
  const head = `${words.agents[agent] ?? agent} ${words.outcomes[outcome]}`;
  const question = asked === null ? '' : ` (“${asked}”)`;
  const what = outcome !== 'answered' || answer === null ? '' : `: ${answer}`;
  const feedback = solved === null ? '' : ` [${solved ? words.solved : words.notSolved}]`;
  return `${head}${question}${what}${feedback}`;
}

/** `heading: line`, or the heading and a list where there are several. */
function section(heading: string, lines: readonly string[]): string[] {
  const [line] = lines;
  if (line === undefined) return [];
  return lines.length === 1 ? [`${heading}: ${line}`] : [`${heading}:`, ...lines.map((each) => `• ${each}`)];
}

const quote = (text: string | null): string[] => (text === null ? [] : [`“${text}”`]);

/** Lines of plain text. @param locale of the reader: a BCP 47 tag */
export function writeSummary(summary: ConversationSummary, locale: string): string {
  const words = WORDS[languageOf(locale)];
  const { handoff } = summary;
  const why = handoff ? [`${words.reasons[handoff.reason] ?? handoff.reason} (${handoff.queue})`] : [];
  const said = ({ name, text }: { readonly name: string; readonly text: string }) => `${name}: ${text}`;
  const lines = [
    ...section(words.asked, quote(summary.firstAsked)),
    ...section(words.understood, summary.understood.length > 0 ? [summary.understood.join(', ')] : []),
    ...section(
      words.tried,
      summary.tried.map((attempt) => writeAttempt(attempt, words)),
    ),
    ...section(
      words.facts,
      summary.facts.map(([name, value]) => `${name}: ${value}`),
    ),
    ...section(words.handoff, why),
    ...section(words.people, summary.people.map(said)),
    ...section(words.notes, summary.notes.map(said)),
    ...section(words.open, quote(summary.open)),
  ];
  return lines.join('\n') || words.nothing;
}
