/** A stretch of text, in code units of that text: `start` inclusive, `end` exclusive. */
export type Span = { readonly start: number; readonly end: number };

/** A text as a pass reads it, and where it believes an index of what it read to be in the document. */
export type Reading = { readonly text: string; readonly locate: (index: number) => number };

/**
 * Reads the document with indentation, doubled spaces and doubled blank lines tidied away, and takes places in the
 * tidied text for places in the document.
 */
export function readTidied(text: string): Reading {
  const tidied = text
    .replace(/[ \t\r]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n");
  return { text: tidied, locate: (index) => index };
}

/** Reads the document as it is, but counts bytes of its UTF-8 form, as tools that work on files do. */
export function readBytes(text: string): Reading {
  const bytesBefore = new Uint32Array(text.length + 1);
  for (let index = 0; index < text.length; index++) {
    bytesBefore[index + 1] = (bytesBefore[index] ?? 0) + utf8Length(text.charCodeAt(index));
  }
  return { text, locate: (index) => bytesBefore[index] ?? 0 };
}

/** Reads the document as it is and counts UTF-16 code units, as the pact says. */
export function readUnits(text: string): Reading {
  return { text, locate: (index) => index };
}

function utf8Length(unit: number): number {
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  const surrogate = unit >= 0xd800 && unit <= 0xdfff;
  return surrogate ? 2 : 3;
}
