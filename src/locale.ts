/** The language of the public body, and of whoever says nothing else: a BCP 47 tag. */
export const DEFAULT_LOCALE = 'pt-BR';
