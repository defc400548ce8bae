/** What there is to read of a service, cut into pages that fit into a message. */
import type { Phrases, ServiceEntry, ServiceStep } from '#assistant';
import type { View } from './follow-up.ts';
import { shorten, splitText, toPlainText } from './plain-text.ts';

/** What a page says beside its title, in UTF-16 units: about a telephone’s screen. */
const PAGE_LIMIT = 900;
const ABOUT_LIMIT = 400;
/** Of one line of a card. */
const LINE_LIMIT = 240;
const ITEM_LIMIT = 110;
const CARD_CHANNELS = 3;

export interface Page {
  /** The step it belongs to. */
  readonly step?: string;
  /** Of what is too long for one page; from 0. */
  readonly part: number;
  readonly text: string;
}

/** Says a response's text in the citizen's language. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

export const createSay =
  (phrases: Phrases, locale: string): Say =>
  (key, values = {}) =>
    phrases.say(key, values, locale).text;

const inLine = (text: string, limit = LINE_LIMIT): string =>
  shorten(toPlainText(text).replace(/\s*\n[-\s]*/g, ' '), limit);

/** Items in a line; of those with several lines the first says what they are. */
const inOneLine = (items: readonly string[]): string =>
  inLine(
    items
      .map((item) => inLine(toPlainText(item).split('\n')[0] ?? '', ITEM_LIMIT).replace(/[.;,]+$/, ''))
      .join('; '),
  );
const listed = (items: readonly string[]): string =>
  items
    .map(
      (item) =>
        `- ${toPlainText(item)
          .replace(/^[-•]\s*/, '')
          .replace(/\n+/g, '\n')}`,
    )
    .join('\n');

/** Empty where it is not said; of a charter that is one text, how much may stand somewhere in it. */
function costText({ costs, free, text }: ServiceEntry, say: Say): string {
  if (costs.length > 0) return costs.map(toPlainText).join('; ');
  if (free === undefined || (!free && text !== '')) return '';
  return say(free ? 'free' : 'paid');
}

/** A line about one thing, or that it is not said; nothing where the parts cannot be told apart. */
const line = (service: ServiceEntry, name: string, text: string, say: Say): string[] => {
  if (text !== '') return [say(`line-${name}`, { text })];
  return service.text === '' ? [say(`no-${name}`)] : [];
};

function cardLines(service: ServiceEntry, say: Say): string[] {
  const { audience, deadline, link, owner } = service;
  // The digital service has a line of its own.
  const channels = service.channels.filter((channel) => link === '' || !channel.includes(link));
  return [
    ...line(service, 'audience', inOneLine(audience), say),
    ...line(service, 'costs', inLine(costText(service, say)), say),
    ...line(service, 'deadline', inLine(deadline), say),
    ...(channels.length > 0 || link === ''
      ? line(service, 'channels', inOneLine(channels.slice(0, CARD_CHANNELS)), say)
      : []),
    ...(link === '' ? [] : [say('line-link', { text: link })]),
    ...(owner === '' ? [] : [say('line-owner', { text: owner })]),
    ...(service.text === '' ? [] : [say('in-text')]),
  ];
}

/** The values of the response `card`. */
export const cardValues = (service: ServiceEntry, say: Say) => ({
  name: service.name,
  about: shorten(toPlainText(service.description || service.text), ABOUT_LIMIT),
  lines: cardLines(service, say).join('\n'),
});

const titled = (title: string, blocks: readonly string[]): string =>
  [title, ...blocks.filter(Boolean)].join('\n\n');

function stepBlocks({ text, channels, documents, costs, deadline }: ServiceStep, say: Say): string[] {
  const about = (name: string, items: readonly string[]) =>
    items.length > 0 ? say(`list-${name}`, { text: listed(items) }) : '';
  return [
    toPlainText(text),
    about('documents', documents),
    about('channels', channels),
    about('costs', costs),
    deadline ? say('line-deadline', { text: toPlainText(deadline) }) : '',
  ];
}

function cut(title: string, text: string, say: Say, step?: string): Page[] {
  return splitText(text, PAGE_LIMIT).map((part, index) => ({
    ...(step === undefined ? {} : { step }),
    part: index,
    text: titled(index === 0 ? title : say('continued', { title }), [part]),
  }));
}

function stepPages({ steps, text }: ServiceEntry, say: Say): Page[] {
  if (steps.length === 0) {
    const parts = text === '' ? [] : splitText(toPlainText(text), PAGE_LIMIT);
    return parts.map((part, index) => ({
      step: 'text',
      part: index,
      text: titled(say('title-part', { number: index + 1, count: parts.length }), [part]),
    }));
  }
  return steps.flatMap((step, index) => {
    const place = say('title-step', { number: index + 1, count: steps.length });
    const title = [place, toPlainText(step.title)].filter(Boolean).join(': ');
    return cut(title, stepBlocks(step, say).filter(Boolean).join('\n\n'), say, step.id);
  });
}

/** What a list page says where the list is empty. */
const unsaid = (service: ServiceEntry, name: string, say: Say): string =>
  say(service.text === '' ? `no-${name}` : 'in-text');

function termBlocks(service: ServiceEntry, views: readonly ('costs' | 'deadline')[], say: Say): string {
  const { costs } = service;
  const texts = { costs: costText(service, say), deadline: toPlainText(service.deadline) };
  const lines = views.map((view) => {
    if (view === 'costs' && costs.length > 1) return say('list-costs', { text: listed(costs) });
    return texts[view] === '' ? unsaid(service, view, say) : say(`line-${view}`, { text: texts[view] });
  });
  return [...new Set(lines)].join('\n\n');
}

function listPages(service: ServiceEntry, name: 'documents' | 'audience' | 'channels', say: Say): Page[] {
  const { link, contact } = service;
  const reach = name === 'channels';
  const blocks = [
    listed(service[name]),
    reach && link !== '' ? say('line-link', { text: link }) : '',
    reach && contact !== '' ? say('line-contact', { text: toPlainText(contact) }) : '',
  ].filter(Boolean);
  if (blocks.length === 0) return [{ part: 0, text: unsaid(service, name, say) }];
  return cut(say(`title-${name}`), blocks.join('\n\n'), say);
}

/** Never empty, but for a service without steps. The card is a response of its own. */
export function pagesOf(service: ServiceEntry, view: Exclude<View, 'card'>, say: Say): Page[] {
  switch (view) {
    case 'steps':
      return stepPages(service, say);
    case 'documents':
    case 'audience':
    case 'channels':
      return listPages(service, view, say);
    case 'terms':
      return cut(say('title-terms'), termBlocks(service, ['costs', 'deadline'], say), say);
    default:
      return splitText(termBlocks(service, [view], say), PAGE_LIMIT).map((text, part) => ({ part, text }));
  }
}
