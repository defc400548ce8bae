/** What an OpenID provider says of somebody, as the desk understands it. */
import * as oidc from 'openid-client';
import { z } from 'zod';
import type { Vouched } from '../../accounts/vouched.ts';
import { AssistantError } from '../../errors.ts';
import { PERSON_ROLES, type PersonRole } from '../../person.ts';

type Claims = Readonly<Record<string, unknown>>;

/** By the claim's name, which may hold dots itself; else by its path, as Keycloak's `realm_access.roles`. */
function findClaim(claims: Claims, name: string): unknown {
  if (name in claims) return claims[name];
  return name
    .split('.')
    .reduce<unknown>((value, part) => (value as Claims | null | undefined)?.[part], claims);
}

/** A list, or one word. */
const wordsSchema = z.union([z.array(z.unknown()), z.string().transform((word) => [word])]).catch([]);

export interface RoleMapping {
  readonly rolesClaim: string;
  readonly roles: readonly { readonly value: string; readonly role: PersonRole }[];
}

/** In the order of PERSON_ROLES; what is not in the settings gives nothing. */
export function findRoles(claims: Claims, { rolesClaim, roles }: RoleMapping): readonly PersonRole[] {
  const words = wordsSchema.parse(findClaim(claims, rolesClaim));
  const given = roles.filter(({ value }) => words.includes(value)).map(({ role }) => role);
  return PERSON_ROLES.filter((role) => given.includes(role));
}

const LONGEST_NAME = 120;
const textSchema = z.string().trim().min(1).optional().catch(undefined);
const emailSchema = z.email().max(200).nullable().catch(null);

/**
 * Of the ID token; where it tells no roles, of the provider's own page about the person as well: which of
 * the two a provider writes roles into is its settings' matter.
 * @throws where the provider does not say who it is
 */
export async function readVouched(
  provider: oidc.Configuration,
  tokens: Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>,
  mapping: RoleMapping,
): Promise<Vouched> {
  const told = tokens.claims();
  if (!told) throw new AssistantError('forbidden', 'The provider does not say who it is.');
  const { iss: issuer, sub: subject } = told;
  const known = findRoles(told, mapping);
  const hasMore = provider.serverMetadata().userinfo_endpoint !== undefined;
  const more =
    known.length === 0 && hasMore ? await oidc.fetchUserInfo(provider, tokens.access_token, subject) : {};
  const claims: Claims = { ...more, ...told };
  const [name, username, email] = ['name', 'preferred_username', 'email'].map((key) =>
    textSchema.parse(claims[key]),
  );
  return {
    subject: { issuer, subject },
    login: username ?? email ?? subject,
    name: (name ?? username ?? subject).slice(0, LONGEST_NAME),
    email: emailSchema.parse(email ?? null),
    roles: known.length > 0 ? known : findRoles(more, mapping),
  };
}
