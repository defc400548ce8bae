/** Guards routes of those who run the program: by their token, and for people of the house who are signed in. */
import type { FastifyRequest } from 'fastify';
import type { PersonRole } from '../person.ts';
import { checkBearer } from './bearer.ts';
import { type Authenticate, checkSignedIn } from './desk/route.ts';

/** @throws AssistantError `not-authenticated` or `forbidden` */
export type Guard = (request: FastifyRequest) => Promise<void>;

export interface GuardedPeople {
  readonly authenticate: Authenticate;
  readonly allowed: readonly PersonRole[];
}

/** @param people who else may; nobody where left out */
export const createGuard =
  (token: string, people?: GuardedPeople): Guard =>
  async (request) => {
    const signedIn = await people?.authenticate(request);
    if (signedIn && people) checkSignedIn(signedIn, request, people.allowed);
    else checkBearer(request.headers.authorization, token);
  };
