/** The language of the public body, and of whoever says nothing else: a BCP 47 tag. */
export const DEFAULT_LOCALE = 'pt-BR';
/** Where the public body is, and "at three" is said: an IANA name. */
export const TIME_ZONE = 'America/Sao_Paulo';
