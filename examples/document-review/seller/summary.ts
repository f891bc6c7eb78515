import { GIST } from "../rules.ts";

const { least, most } = GIST;

/** Condenses a quotation into a gist; `telling` is where in the quotation its telling phrase starts. */
export type Condensing = (quotation: string, telling: number) => string;

/** Takes the opening of the quotation, a little more of it than a summary should hold. */
export const condenseOpening: Condensing = (quotation) => tidied(quotation).slice(0, most + 40);

/** Takes the clause that holds the telling phrase, to the last whole word that fits. */
export const condenseClause: Condensing = (quotation, telling) => {
  const text = tidied(quotation);
  const opening = clauseStart(text, tidied(`${quotation.slice(0, telling)}|`).length - 1);
  const start = text.length - opening < least ? 0 : opening;
  const room = most - 2;
  if (text.length - start <= room) return text.slice(start);
  const cut = text.lastIndexOf(" ", start + room);
  const gist = text.slice(start, cut - start < least ? start + room : cut).trimEnd();
  return `${gist} …`;
};

function clauseStart(text: string, before: number): number {
  const boundary = Math.max(...[". ", "; ", ": ", ") "].map((mark) => text.lastIndexOf(mark, before - 1)));
  if (boundary >= 0 && before - boundary <= 120) return boundary + 2;
  return before <= 120 ? 0 : wordStart(text, before - 60);
}

function wordStart(text: string, near: number): number {
  return text.indexOf(" ", near) + 1;
}

function tidied(text: string): string {
  return text.replace(/[\t\n\r ]+/g, " ").trim();
}
