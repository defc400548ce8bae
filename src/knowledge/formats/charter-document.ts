/** A service charter as a document: what citizens ask about a service, under the questions they ask. */
import { type Document, documentError } from '../document.ts';
import { parseCharter } from './charter.ts';
import { decodeText } from './decode.ts';
import { markdownBlocks } from './markdown.ts';
import { createOutline, finishDocument, type Outline } from './outline.ts';
import { listLines, showLink, textBlock } from './plain-blocks.ts';
import type { ServiceEntry } from './service-entry.ts';
import { XmlError } from './xml.ts';

// Charters are Portuguese, and so are the headings that their elements stand for.
const PARTS = {
  description: 'O que é',
  synonyms: 'Outros nomes',
  audience: 'Quem pode pedir',
  costs: 'Quanto custa',
  deadline: 'Quanto tempo leva',
  steps: 'Passo a passo',
  documents: 'Documentos',
  channels: 'Como pedir',
  contact: 'Contato',
  owner: 'Órgão responsável',
} as const;

/** What charters say is Markdown, with HTML in it. */
const writeText = (outline: Outline, text: string): void => {
  for (const block of markdownBlocks(text)) outline.block(block);
};

const writeItems = (outline: Outline, items: readonly string[]): void => {
  const texts = items.map((item) => markdownBlocks(item.replace(/^[-•]\s*/, '')).map(({ text }) => text));
  if (items.length > 0) outline.block(textBlock(listLines(texts)));
};

function writeSteps(outline: Outline, { steps }: ServiceEntry): void {
  outline.heading(1, PARTS.steps);
  for (const [index, step] of steps.entries()) {
    outline.heading(2, `${index + 1}. ${step.title || PARTS.steps}`, step.id);
    writeText(outline, step.text);
    for (const part of ['documents', 'channels', 'costs'] as const) {
      if (step[part].length > 0) outline.heading(3, PARTS[part]);
      writeItems(outline, step[part]);
    }
    if (step.deadline !== '') outline.heading(3, PARTS.deadline);
    writeText(outline, step.deadline);
  }
}

function writeCharter(outline: Outline, service: ServiceEntry): void {
  const { description, synonyms, audience, free, costs, deadline, contact, owner, link } = service;
  outline.heading(1, PARTS.description);
  writeText(outline, description);
  if (link !== '') outline.block(textBlock(showLink('Serviço digital', link)));
  outline.heading(1, PARTS.synonyms);
  if (synonyms.length > 0) outline.block(textBlock(synonyms.join('; ')));
  outline.heading(1, PARTS.audience);
  writeItems(outline, audience);
  outline.heading(1, PARTS.costs);
  if (free === true) outline.block(textBlock('É gratuito.'));
  writeItems(outline, costs);
  outline.heading(1, PARTS.deadline);
  writeText(outline, deadline);
  writeSteps(outline, service);
  outline.heading(1, PARTS.contact);
  writeText(outline, contact);
  outline.heading(1, PARTS.owner);
  writeText(outline, owner);
}

/** @throws AssistantError with the line, when it is no charter or not well-formed */
export function readCharterDocument(bytes: Uint8Array, name: string, mediaType?: string): Document {
  try {
    const service = parseCharter(decodeText(bytes, { mediaType }), name);
    const outline = createOutline();
    writeCharter(outline, service);
    const about = service.owner === '' ? {} : { owner: service.owner };
    return finishDocument(
      { titles: [service.name], locale: 'pt-BR', mediaType: 'application/xml', about, outline },
      name,
    );
  } catch (error) {
    if (error instanceof XmlError) throw documentError(`${error.message} (line ${error.line})`);
    throw error;
  }
}
