/**
 * The federal service charter: one XML file a service, root `servico`. What applies in a case only
 * (`caso`) is told with the case before it.
 */
import { distinct, nameSteps, type ServiceEntry, type Step } from './service-entry.ts';
import { parseXml, type XmlElement, XmlError } from './xml.ts';

/** The elements at the end of a path below an element. */
const find = (element: XmlElement, ...path: readonly string[]): readonly XmlElement[] =>
  path.reduce<readonly XmlElement[]>(
    (found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)),
    [element],
  );
const textOf = (element: XmlElement, ...path: readonly string[]): string =>
  find(element, ...path)[0]?.text ?? '';
const textsOf = (element: XmlElement, ...path: readonly string[]): string[] =>
  distinct(find(element, ...path).map(({ text }) => text));

const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  minutos: ['minuto', 'minutos'],
  horas: ['hora', 'horas'],
  'dias-corridos': ['dia corrido', 'dias corridos'],
  'dias-uteis': ['dia útil', 'dias úteis'],
  semanas: ['semana', 'semanas'],
  meses: ['mês', 'meses'],
  anos: ['ano', 'anos'],
};

function timeOf({ name, attributes }: XmlElement): string {
  const { min = '', max = '', unidade = '' } = attributes;
  const [one, many] = UNITS[unidade] ?? [unidade, unidade];
  const amount = `${max} ${max === '1' ? one : many}`;
  switch (name) {
    case 'entre':
      return min === max ? amount : `de ${min} a ${amount}`;
    case 'ate':
      return `até ${amount}`;
    case 'em-media':
      return `em média ${amount}`;
    case 'atendimento-imediato':
      return 'na hora';
    default:
      return '';
  }
}

const deadlineOf = (element: XmlElement): string =>
  find(element, 'tempo-total-estimado')
    .flatMap(({ children }) => children)
    .map((child) => (child.name === 'descricao' ? child.text : timeOf(child)))
    .filter(Boolean)
    .join('\n');

const CHANNELS: Readonly<Record<string, string>> = {
  presencial: 'Pessoalmente',
  postal: 'Pelos Correios',
  telefone: 'Por telefone',
  'e-mail': 'Por e-mail',
  fax: 'Por fax',
  'aplicativo-movel': 'Por aplicativo',
};

/** Of a list with one item. */
const BULLET = /^[-*•·¨]\s+/;

function channelOf({ attributes }: XmlElement, text: string): string {
  const kind = attributes['tipo'] ?? '';
  const label = CHANNELS[kind] ?? (kind.startsWith('web') ? 'Pela internet' : '');
  return [label, text.replace(BULLET, '')].filter(Boolean).join(': ');
}

/** Costs nobody filled in have neither an amount nor a text that stands for it. */
function costOf(cost: XmlElement): string {
  const amount = textOf(cost, 'valor');
  const money = amount && `${textOf(cost, 'moeda')} ${amount}`.trim();
  return [textOf(cost, 'descricao'), money || textOf(cost, 'valorVariavel')].filter(Boolean).join(': ');
}

const isSaid = (text: string): boolean => !/^(?:|nenhum[a]?|n[ãa]o se aplica|-+|\.+)\.?$/i.test(text.trim());

/** What stands under `default` and, with its case, under each `caso`. */
function itemsOf(
  step: XmlElement,
  list: string,
  names: readonly string[],
  read: (item: XmlElement) => string,
): string[] {
  const lists = find(step, list).flatMap(({ children }) => children);
  return distinct(
    lists.flatMap(({ attributes, children }) => {
      const when = attributes['descricao']?.trim();
      return children
        .filter(({ name }) => names.includes(name))
        .map(read)
        .filter(isSaid)
        .map((text) => (when ? `${when}: ${text}` : text));
    }),
  );
}

function readStep(step: XmlElement, id: string): Step {
  return {
    id,
    title: textOf(step, 'titulo'),
    text: textOf(step, 'descricao'),
    documents: itemsOf(
      step,
      'documentos',
      ['item', 'documento'],
      (item) => item.text || textOf(item, 'descricao'),
    ),
    costs: itemsOf(step, 'custos', ['custo'], costOf),
    channels: itemsOf(step, 'canais-de-prestacao', ['canal-de-prestacao'], (channel) =>
      channelOf(channel, textOf(channel, 'descricao')),
    ),
    deadline: deadlineOf(step),
  };
}

const audienceOf = (root: XmlElement): string[] =>
  find(root, 'solicitantes', 'solicitante').map((applicant) =>
    [textOf(applicant, 'tipo'), textOf(applicant, 'requisitos')].filter(Boolean).join('\n'),
  );

const FREE: Readonly<Record<string, boolean>> = { true: true, false: false };

function readRoot(root: XmlElement, fallbackId: string): ServiceEntry {
  const etapas = find(root, 'etapas', 'etapa');
  const ids = nameSteps(etapas.map((step) => textOf(step, 'titulo')));
  const steps = etapas
    .map((step, index) => readStep(step, ids[index] ?? ''))
    .filter(({ title, text }) => title !== '' || text !== '');
  const popular = textsOf(root, 'nomes-populares', 'item');
  return {
    id: textOf(root, 'id') || fallbackId,
    name: textOf(root, 'nome').replace(/\s+/g, ' ') || popular[0] || '',
    synonyms: distinct([textOf(root, 'sigla'), ...popular, ...textsOf(root, 'palavras-chave', 'item')]),
    description: textOf(root, 'descricao'),
    owner: textOf(root, 'orgao', 'nomeOrgao').replace(/\s+/g, ' '),
    audience: distinct(audienceOf(root)),
    free: FREE[textOf(root, 'gratuito')],
    costs: distinct(steps.flatMap(({ costs }) => costs)),
    deadline: deadlineOf(root),
    channels: distinct(steps.flatMap(({ channels }) => channels)),
    documents: distinct(steps.flatMap(({ documents }) => documents)),
    link: textOf(root, 'link-servico-digital'),
    contact: textOf(root, 'contato'),
    steps,
    text: '',
  };
}

/**
 * @param fallbackId where the charter has no `id`; its file's name
 * @throws XmlError with the line, for what is not well-formed, no charter, or has no name
 */
export function parseCharter(source: string, fallbackId: string): ServiceEntry {
  const root = parseXml(source);
  if (root.name !== 'servico') throw new XmlError(1, `it is not a service charter: its root is ${root.name}`);
  const service = readRoot(root, fallbackId);
  if (service.name === '') throw new XmlError(1, 'it has no name: fill in <nome>');
  return service;
}
