/**
 * What DataJud says of a case number, read leniently: unknown fields are passed over, missing ones are
 * left out. A sealed case is recognised before anything else is read of it, and nothing of it is kept.
 */
import { z } from 'zod';

export interface Movement {
  /** As DataJud writes it: ISO 8601. */
  readonly at: string;
  /** CNJ's code of the movement. */
  readonly code: number | undefined;
  readonly name: string;
  /** What the court added from its tables: `competência exclusiva`. */
  readonly details: readonly string[];
}

/** A case in one instance: the same number may have several. */
export interface CourtCase {
  /** What tells it from the others of its number. */
  readonly key: string;
  /** DataJud's: `G1`, `G2`, `JE`, `TR`, `SUP` … */
  readonly grade: string;
  readonly className: string;
  readonly subjects: readonly string[];
  /** The court's chamber or office. */
  readonly body: string;
  /** ISO 8601. */
  readonly filedAt: string | undefined;
  /** When the court last sent this case to DataJud. ISO 8601. */
  readonly updatedAt: string | undefined;
  /** Newest first. */
  readonly movements: readonly Movement[];
}

/** Undefined for an answer that is no search result. */
export type ReadCases =
  | { readonly type: 'cases'; readonly cases: readonly CourtCase[] }
  | { readonly type: 'sealed' }
  /** Something of the index was not searched: what was found may not be all. */
  | { readonly type: 'incomplete' }
  | undefined;

const text = z.string().trim().catch('');
const coded = z.object({ codigo: z.coerce.number().int().optional().catch(undefined), nome: text });
const nothing = { codigo: undefined, nome: '' };

/** DataJud has ISO 8601, and from some courts 14 digits: `20220312164429`. */
const moment = z
  .string()
  .transform((written) =>
    written.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6.000Z'),
  )
  .refine((written) => !Number.isNaN(Date.parse(written)))
  .optional()
  .catch(undefined);

const movementSchema = z.object({
  codigo: z.coerce.number().int().optional().catch(undefined),
  nome: text,
  dataHora: moment,
  complementosTabelados: z
    .array(z.object({ nome: text }).catch({ nome: '' }))
    .optional()
    .catch([]),
});
const sourceSchema = z.object({
  numeroProcesso: z.coerce.string().catch(''),
  grau: text,
  classe: coded.catch(nothing),
  orgaoJulgador: coded.catch(nothing),
  dataAjuizamento: moment,
  dataHoraUltimaAtualizacao: moment,
  // Some courts send a list within the list.
  assuntos: z
    .array(z.unknown())
    .catch([])
    .transform((subjects) => subjects.flat().map((subject) => coded.catch(nothing).parse(subject).nome)),
  movimentos: z.array(z.unknown()).catch([]),
});
const answerSchema = z.object({
  timed_out: z.boolean().catch(false),
  _shards: z.object({ failed: z.number().catch(0) }).catch({ failed: 0 }),
  hits: z.object({ hits: z.array(z.object({ _source: z.looseObject({}) })) }),
});

const digitsOf = (number: unknown): string => String(number ?? '').replace(/\D/g, '');

/** Whatever is neither left out nor a plain zero counts as sealed. */
const isSealed = (level: unknown): boolean => !(level === undefined || level === null || Number(level) === 0);

const OTHERS = /^outr/i;

function readMovement(raw: unknown): Movement[] {
  const read = movementSchema.safeParse(raw);
  if (!read.success || read.data.dataHora === undefined) return [];
  const { codigo, nome, dataHora, complementosTabelados = [] } = read.data;
  const details = complementosTabelados
    .map((detail) => detail.nome)
    .filter((name) => name && !OTHERS.test(name));
  return [{ at: dataHora, code: codigo, name: nome, details: [...new Set(details)] }];
}

function readCase(source: unknown): CourtCase {
  const read = sourceSchema.parse(source);
  const { grau, classe, orgaoJulgador } = read;
  return {
    key: [grau, classe.codigo, orgaoJulgador.codigo].join('-'),
    grade: grau,
    className: classe.nome,
    subjects: [...new Set(read.assuntos.filter(Boolean))],
    body: orgaoJulgador.nome,
    filedAt: read.dataAjuizamento,
    updatedAt: read.dataHoraUltimaAtualizacao,
    movements: read.movimentos.flatMap(readMovement).sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)),
  };
}

const latestOf = ({ movements, updatedAt, filedAt }: CourtCase): string =>
  movements[0]?.at ?? updatedAt ?? filedAt ?? '';

/**
 * The cases of that number, the one in which something happened last first.
 * @param answer what the server sent, parsed
 */
export function readCases(answer: unknown, caseNumber: string): ReadCases {
  const read = answerSchema.safeParse(answer);
  if (!read.success) return undefined;
  const { hits, timed_out: timedOut, _shards: shards } = read.data;
  const sources = hits.hits.map((hit) => hit._source);
  const own = sources.filter(({ numeroProcesso }) => digitsOf(numeroProcesso) === caseNumber);
  if (own.some(({ nivelSigilo }) => isSealed(nivelSigilo))) return { type: 'sealed' };
  if (timedOut || (shards.failed > 0 && own.length === 0)) return { type: 'incomplete' };
  const cases = own.map(readCase).sort((a, b) => (latestOf(a) < latestOf(b) ? 1 : -1));
  return {
    type: 'cases',
    cases: [...new Map(cases.toReversed().map((one) => [one.key, one])).values()].toReversed(),
  };
}
