/** XML to a tree of elements. Nothing outside the file is read, and no entity of the file's own is expanded. */
import { SaxesParser } from 'saxes';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Directly inside it, CDATA too, trimmed. */
  readonly text: string;
}

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

const DEPTH_LIMIT = 50;

/** What the parser says begins with the place: `12:3: unclosed tag: servico`. */
const PLACE = /^(\d+):(\d+): /;

export class XmlError extends Error {
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

const toXmlError = (error: unknown): XmlError => {
  const message = (error as Error).message;
  const [place = '', line = '1'] = PLACE.exec(message) ?? [];
  return new XmlError(Number(line), `it is not well-formed XML: ${message.slice(place.length)}`);
};

/** @throws XmlError with the line and what is wrong there, at the first thing that is not well-formed */
export function parseXml(source: string): XmlElement {
  const top: Open = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  const parser = new SaxesParser({ position: true, xmlns: false });
  const addText = (text: string) => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on('error', (error) => {
    throw toXmlError(error);
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > DEPTH_LIMIT)
      throw new XmlError(parser.line, `its elements stand more than ${DEPTH_LIMIT} deep`);
    open.push({ name, attributes, children: [], text: '' });
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    if (element) open.at(-1)?.children.push({ ...element, text: element.text.trim() });
  });
  parser.write(source).close();
  const [root] = top.children;
  if (!root) throw new XmlError(1, 'it is empty');
  return root;
}
