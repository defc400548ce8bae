/**
 * Which addresses an author's list allows. Whether they lead out of the house is another question:
 * src/house-network.ts.
 */

/**
 * Whether one of the beginnings leads to it: the same scheme, host and port, and the same path or one
 * below it.
 */
export const isAllowed = (url: URL, allow: readonly string[]): boolean =>
  allow.some((beginning) => {
    const { origin, pathname } = new URL(beginning);
    const below = pathname.endsWith('/') ? pathname : `${pathname}/`;
    return url.origin === origin && (url.pathname === pathname || url.pathname.startsWith(below));
  });
