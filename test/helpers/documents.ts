/** Real PDF and DOCX files, made for a test. */
import { buffer } from 'node:stream/consumers';
import * as docx from 'docx';
import PDFDocument from 'pdfkit';

export interface PdfOptions {
  readonly title?: string;
  readonly password?: string;
  readonly size?: [number, number];
}

/** A4 with margins of 20 mm; what is drawn is the test's. */
export async function makePdf(
  draw: (pdf: PDFKit.PDFDocument) => void,
  { title, password, size }: PdfOptions = {},
): Promise<Uint8Array> {
  const pdf = new PDFDocument({
    size: size ?? 'A4',
    margin: 57,
    bufferPages: true,
    info: { CreationDate: new Date(0), ...(title === undefined ? {} : { Title: title }) },
    ...(password === undefined ? {} : { userPassword: password }),
  });
  draw(pdf);
  pdf.end();
  return new Uint8Array(await buffer(pdf));
}

/** A word document of these paragraphs and tables. */
export async function makeDocx(
  children: readonly docx.FileChild[],
  options: Omit<docx.IPropertiesOptions, 'sections'> = {},
): Promise<Uint8Array> {
  const numbering = {
    config: [{ reference: 'passos', levels: [{ level: 0, format: docx.LevelFormat.DECIMAL, text: '%1.' }] }],
  };
  return new Uint8Array(
    await docx.Packer.toBuffer(new docx.Document({ numbering, ...options, sections: [{ children }] })),
  );
}

export const paragraph = (text: string, options: docx.IParagraphOptions = {}): docx.Paragraph =>
  new docx.Paragraph({ ...options, children: [new docx.TextRun(text)] });

/** @param rows the first is marked as the columns' headings */
export const table = (rows: readonly (readonly string[])[]): docx.Table =>
  new docx.Table({
    rows: rows.map(
      (cells, index) =>
        new docx.TableRow({
          tableHeader: index === 0,
          children: cells.map((text) => new docx.TableCell({ children: [paragraph(text)] })),
        }),
    ),
  });
