/** Looking around in a page's tree. Nothing here goes deeper than `checkDepth` allows. */
import { defaultTreeAdapter as adapter, type DefaultTreeAdapterTypes } from 'parse5';
import { documentError } from '../document.ts';
import { DEPTH_LIMIT } from './limits.ts';

export type Node = DefaultTreeAdapterTypes.ChildNode;
export type Element = DefaultTreeAdapterTypes.Element;
export type Parent = DefaultTreeAdapterTypes.ParentNode;

export const isElement = (node: Node): node is Element => adapter.isElementNode(node);
export const isText = (node: Node): node is DefaultTreeAdapterTypes.TextNode => adapter.isTextNode(node);

export const attributeOf = (element: Element, name: string): string | undefined =>
  element.attrs.find((attribute) => attribute.name === name)?.value;

export const childElements = (parent: Parent): Element[] => parent.childNodes.filter(isElement);

/** The elements below the parent, in their order. */
export function* walkElements(parent: Parent): Generator<Element> {
  const open = childElements(parent).reverse();
  for (let element = open.pop(); element; element = open.pop()) {
    yield element;
    // One by one: a call takes no hundred thousand arguments.
    for (const child of childElements(element).reverse()) open.push(child);
  }
}

export const findAll = (parent: Parent, matches: (element: Element) => boolean): Element[] => [
  ...walkElements(parent).filter(matches),
];

export const hasInside = (parent: Parent, matches: (element: Element) => boolean): boolean =>
  walkElements(parent).some(matches);

/** @throws AssistantError when elements stand deeper than anybody writes */
export function checkDepth(root: Parent): void {
  let level: Parent[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH_LIMIT) throw documentError(`its elements stand more than ${DEPTH_LIMIT} deep`);
    level = level.flatMap(childElements);
  }
}
