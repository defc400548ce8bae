/**
 * Logging in: the page is left for the provider's, and comes back with the answer in its fragment, which
 * is of use only together with the token that began it.
 */
import type { Storage } from './storage.ts';

/** As the server writes it: see `src/http/login.ts`. */
const FRAGMENT = '#guiche-login=';

export interface Login {
  /** Leaves the page. Resolves, with false, where the server does not let anybody log in now. */
  begin(): Promise<boolean>;
  /** Takes the answer out of the page's address, if there is one. False where it was refused; never rejects. */
  finish(): Promise<boolean>;
}

export function createLogin(server: string, storage: Storage): Login {
  async function post(path: string, body: object): Promise<Record<string, string>> {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${storage.readToken() ?? ''}`,
    };
    const response = await fetch(server + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return response.ok ? ((await response.json()) as Record<string, string>) : {};
  }
  return {
    async begin() {
      const page = location.href.replace(/#.*$/, '');
      const { url } = await post('/api/v1/login', { page }).catch(() => ({}) as Record<string, string>);
      if (url === undefined) return false;
      storage.writeOpen(true);
      location.assign(url);
      return true;
    },
    async finish() {
      if (!location.hash.startsWith(FRAGMENT)) return true;
      const answer = decodeURIComponent(location.hash.slice(FRAGMENT.length));
      // Not in the history either, and gone before anything else may read it.
      history.replaceState(history.state, '', location.href.replace(/#.*$/, ''));
      const { token } = await post('/api/v1/login/finish', { answer }).catch(
        () => ({}) as Record<string, string>,
      );
      if (token === undefined) return false;
      storage.writeToken(token);
      return true;
    },
  };
}
