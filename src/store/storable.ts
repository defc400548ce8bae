/** Text that somebody outside wrote, in a form that PostgreSQL keeps: an answer, an error, an id. */

/**
 * Without NUL and halves of surrogate pairs, which no text there holds and no JSON can be read with: a
 * statement that carries one fails each time it is tried.
 */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '');

/** The same for every text within. */
export const toStorableJson = (value: object): string =>
  JSON.stringify(value, (_name, each: unknown) => (typeof each === 'string' ? storable(each) : each));
