/** A file of the federal service charter in a catalogue. */
import { parseCharter, XmlError } from '#assistant';
import type { CatalogueFile } from './service.ts';

/** @param fallbackId where the charter has no `id`; its file's name */
export function readCharter(source: string, file: string, fallbackId: string): CatalogueFile {
  try {
    return { services: [parseCharter(source, fallbackId)], findings: [] };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return { services: [], findings: [{ file, line: error.line, reason: error.message }] };
  }
}
