/** An OpenID provider, as its own description has it. */
import * as oidc from 'openid-client';
import { AssistantError, describeError } from '../errors.ts';
import type { Log } from '../log.ts';

export interface ProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** None for a public client. */
  readonly clientSecret: string | undefined;
  readonly log: Log;
}

/** @throws AssistantError `not-ready` while it does not answer */
export type Provider = () => Promise<oidc.Configuration>;

/** Its description is asked for once; again where it did not answer. */
export function createProvider({ issuer, clientId, clientSecret, log }: ProviderOptions): Provider {
  const url = new URL(issuer);
  const authentication = clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret);
  let found: Promise<oidc.Configuration> | undefined;
  return async () => {
    // The signature is looked at although the token comes from the provider itself.
    const execute = [
      oidc.enableNonRepudiationChecks,
      ...(url.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
    ];
    found ??= oidc.discovery(url, clientId, clientSecret, authentication, { execute });
    try {
      return await found;
    } catch (error) {
      found = undefined;
      log.warn({ error: describeError(error) }, 'the login provider does not answer');
      throw new AssistantError('not-ready', 'The login is not to be had now. Try again later.', {
        cause: error,
      });
    }
  };
}
