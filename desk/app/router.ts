/** Where in the desk this window is: the address is the only account of it. */
import { signal } from '@preact/signals';

export interface Place {
  /** Below /desk, without slashes at the ends: `inbox`, `inbox/<conversationId>`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Without the sign. */
  readonly hash: string;
}

const BASE = '/desk';

const readPlace = ({ pathname, search, hash }: Pick<URL, 'pathname' | 'search' | 'hash'>): Place => ({
  path: pathname.slice(BASE.length).replace(/^\/+|\/+$/g, ''),
  query: new URLSearchParams(search),
  hash: hash.slice(1),
});

export const place = signal<Place>({ path: '', query: new URLSearchParams(), hash: '' });

/** The parts of the path: the page's name first. */
export const partsOf = ({ path }: Place): readonly string[] => path.split('/').map(decodeURIComponent);

/** The address of a place of the desk: `linkTo('inbox', id)`. */
export const linkTo = (...parts: readonly string[]): string =>
  [BASE, ...parts.map(encodeURIComponent)].join('/');

/** Goes to an address of the desk; `replace`: the way back skips where one was. */
export function navigate(address: string, { replace = false } = {}): void {
  const url = new URL(address, location.href);
  if (url.href !== location.href) history[replace ? 'replaceState' : 'pushState'](null, '', url);
  place.value = readPlace(url);
}

/** Whether a click on this link stays in the desk's application. */
function staysHere(event: MouseEvent, link: HTMLAnchorElement): boolean {
  if (event.defaultPrevented || event.button !== 0) return false;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return false;
  if (link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin) return false;
  // Within the page: the skip link.
  if (link.pathname === location.pathname && link.hash !== '') return false;
  const isDesk = link.pathname === BASE || link.pathname.startsWith(`${BASE}/`);
  return isDesk && !link.pathname.startsWith(`${BASE}/playground`);
}

/** Takes over links within the desk, and the browser's way back and forth. */
export function startRouter(): void {
  place.value = readPlace(location);
  addEventListener('popstate', () => {
    place.value = readPlace(location);
  });
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest?.('a');
    if (!(link instanceof HTMLAnchorElement) || !staysHere(event, link)) return;
    event.preventDefault();
    navigate(link.href);
  });
}
