/** The second factor: codes by the clock (RFC 6238), and recovery codes for whoever lost the telephone. */
import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** RFC 6238, 4: what the apps take for granted. */
const STEP_S = 30;
const DIGITS = 6;
/** RFC 6238, 5.2: one step of delay, for clocks that differ and people who type. */
const DRIFT_STEPS = 1;
/** RFC 4226, 4 (R6): 160 bits. */
const SECRET_BYTES = 20;

const createTotp = (secret: string, label = ''): TOTP =>
  new TOTP({
    issuer: 'Guichê',
    label,
    algorithm: 'SHA1',
    digits: DIGITS,
    period: STEP_S,
    secret: Secret.fromBase32(secret),
  });

/** In base32, as it is typed in where no picture can be taken. */
export const createTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** What the picture holds: `otpauth://totp/…` */
export const describeTotp = (secret: string, login: string): string => createTotp(secret, login).toString();

/**
 * The step that the code is of; undefined where it is wrong, or of a step that was taken before
 * (RFC 6238, 5.2: a code is taken once).
 * @param usedStep the newest that was taken
 */
export function findTotpStep(
  secret: string,
  code: string,
  usedStep: number | null,
  now: Date,
): number | undefined {
  const token = code.replace(/\s/g, '');
  const timestamp = now.getTime();
  const delta = createTotp(secret).validate({ token, window: DRIFT_STEPS, timestamp });
  if (delta === null) return undefined;
  const step = Math.floor(timestamp / 1_000 / STEP_S) + delta;
  return usedStep !== null && step <= usedStep ? undefined : step;
}

const RECOVERY_CODES = 10;
const RECOVERY_LENGTH = 10;
/** Crockford's base32: nothing that is read as something else. */
const SIGNS = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ten, of 50 random bits each: `abcde-fghjk`. */
export const createRecoveryCodes = (): readonly string[] =>
  Array.from({ length: RECOVERY_CODES }, () => {
    const signs = Array.from({ length: RECOVERY_LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join('');
    return `${signs.slice(0, RECOVERY_LENGTH / 2)}-${signs.slice(RECOVERY_LENGTH / 2)}`;
  });

/** As it is hashed: however it was copied from paper. Undefined where it is no recovery code by its form. */
export function readRecoveryCode(text: string): string | undefined {
  const signs = text.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1');
  return signs.length === RECOVERY_LENGTH && [...signs].every((sign) => SIGNS.includes(sign))
    ? signs
    : undefined;
}
