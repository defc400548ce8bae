/** What of a page is its text: not its frame, not its controls, nothing that is hidden, no script. */
import { attributeOf, type Element, findAll, hasInside, isText, type Parent } from './html-tree.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Never text to read. `noscript` asks for JavaScript or holds pixels that count visitors. */
const NO_TEXT = words(
  'script style template noscript head iframe object embed svg math canvas video audio map picture ' +
    'input select textarea datalist option progress meter dialog nav aside footer menu',
);
/** Controls, which in a heading hold its text: that is how pages fold questions and answers. */
const CONTROLS = words('button label legend');

const FRAME_ROLES = words(
  'navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar tooltip status',
);

/** Consent banners without a role, and the way to a page, above it. */
const FRAME_NAMES =
  /(?:^|[\s_-])(?:cookie|cookies|cookiebar|lgpd)[\w-]*(?:bar|banner|consent|notice|aviso|modal|popup|alert)|aviso[_-]?(?:de[_-])?(?:cookies?|lgpd)|^cookies?$|breadcrumb|(?:^|\s)(?:sr-only|visually-hidden|skip-link)(?:\s|$)/i;

/** Of an element's names that are looked at. */
const NAMES_LENGTH = 500;

const HIDDEN_STYLE = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;

/** What folds open when it is asked for is text; what is hidden for another reason is not. */
function isHidden(element: Element): boolean {
  const hidden = attributeOf(element, 'hidden');
  const folded =
    hidden?.toLowerCase() === 'until-found' ||
    /^(?:tabpanel|region)$/.test(attributeOf(element, 'role') ?? '');
  if (folded) return false;
  return (
    hidden !== undefined ||
    attributeOf(element, 'aria-hidden') === 'true' ||
    HIDDEN_STYLE.test(attributeOf(element, 'style') ?? '')
  );
}

const isHeading = ({ tagName }: Element): boolean => /^h[1-6]$/.test(tagName);
const isMain = (element: Element): boolean =>
  element.tagName === 'main' || attributeOf(element, 'role') === 'main';

/** Of a button or link that folds text open and shut: it is the text's heading. */
export const isOpener = (element: Element): boolean =>
  attributeOf(element, 'aria-expanded') !== undefined ||
  /^(?:collapse|accordion)$/.test(
    attributeOf(element, 'data-toggle') ?? attributeOf(element, 'data-bs-toggle') ?? '',
  ) ||
  /accordion|acordeao|collaps|\bfaq/i.test(attributeOf(element, 'class') ?? '');

/** Page headers go; that of an article or of the main content has its heading in it. */
const isPageHeader = (element: Element): boolean => {
  for (let at: Parent | null = element.parentNode; at && 'tagName' in at; at = at.parentNode) {
    if (at.tagName === 'article' || at.tagName === 'section' || isMain(at)) return false;
  }
  return true;
};

/** Whole pages stand in one form where ASP.NET made them. */
const isOnlyForm = (element: Element): boolean =>
  !hasInside(element, (inner) => isHeading(inner) || isMain(inner) || inner.tagName === 'article');

export function isLeftOut(element: Element): boolean {
  const { tagName } = element;
  if (NO_TEXT.has(tagName) || isHidden(element)) return true;
  if (tagName === 'body' || isMain(element)) return false;
  if (FRAME_ROLES.has(attributeOf(element, 'role') ?? '')) return true;
  if (
    ['class', 'id'].some((name) => FRAME_NAMES.test(attributeOf(element, name)?.slice(0, NAMES_LENGTH) ?? ''))
  )
    return true;
  if (CONTROLS.has(tagName)) return !isOpener(element);
  if (tagName === 'header') return isPageHeader(element);
  return tagName === 'form' && isOnlyForm(element);
}

/** Outer elements that are left out take their insides with them. */
const isShown = (element: Element): boolean => {
  for (let at: Parent | null = element; at && 'tagName' in at; at = at.parentNode) {
    if (isLeftOut(at)) return false;
  }
  return true;
};

const hasText = (parent: Parent): boolean =>
  parent.childNodes.some(
    (node) =>
      (isText(node) && node.value.trim() !== '') || ('tagName' in node && !isLeftOut(node) && hasText(node)),
  );

/** Where the page's own text stands: its main element, its only article, or all of it. */
export function findMain(root: Parent): Parent {
  const wanted = (matches: (element: Element) => boolean) =>
    findAll(root, matches).filter((element) => isShown(element) && hasText(element));
  const [main] = wanted(isMain);
  if (main) return main;
  const articles = wanted(({ tagName }) => tagName === 'article');
  return articles.length === 1 && articles[0] ? articles[0] : root;
}
