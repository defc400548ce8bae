/** What one document may cost. Each limit that is passed is an error that names it. */

/** Of Markdown, HTML, XML and plain text; a book of 500 pages has about 1 MB. */
export const TEXT_LIMIT_BYTES = 5_000_000;

/** Of PDF and DOCX, which hold pictures too. */
export const FILE_LIMIT_BYTES = 50_000_000;

/** Of the XML in a DOCX, unpacked; a book of 500 pages has about 10 MB. */
export const UNPACKED_LIMIT_BYTES = 60_000_000;

/** Of one stream of a PDF, unpacked: a picture of a large page in full colour, at 600 dots an inch, has 210 MB. */
export const STREAM_LIMIT_BYTES = 256_000_000;

/** Of a PDF; the longest budget law of a city has about 1,500. */
export const PAGES_LIMIT = 3_000;

/** What was read, whatever its format was, in UTF-16 units. */
export const READ_TEXT_LIMIT = 10_000_000;

/** Elements within elements; browsers stop at 512. */
export const DEPTH_LIMIT = 500;

/** For one document: 3,000 pages at 20 ms each, and as much again. */
export const READ_LIMIT_MS = 120_000;
