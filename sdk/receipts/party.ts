import * as z from "zod/mini";
import { lazily } from "../errors/lazily.ts";
import { list, record, type Schema, text, uint } from "../json/fields.ts";

/** What a party's principal says of it, for the tax office; all of it may be left out. */
export interface PartyDetails {
  readonly name?: string | undefined;
  /** Lines of a postal address, at most 6. */
  readonly address?: readonly string[] | undefined;
  /** Two letters, as in ISO 3166-1. */
  readonly country?: string | undefined;
  /** Such as a number for VAT. */
  readonly taxId?: string | undefined;
  /** Such as a number in a register of companies. */
  readonly registration?: string | undefined;
}

/** A tax that the price includes. */
export interface TaxDetails {
  /** Such as "VAT". */
  readonly label: string;
  /** Basis points of the price without it: 1900 for 19 %. */
  readonly rate: number;
  /** Such as why there is none. */
  readonly note?: string | undefined;
}

const LONGEST = 200;
const LONGEST_NOTE = 600;

const line = () =>
  text(({ length }) => length > 0 && length <= LONGEST, `must be text of 1 to ${LONGEST} characters`);

/** Text of several sentences. */
export const note = () =>
  text(({ length }) => length <= LONGEST_NOTE, `must be text of at most ${LONGEST_NOTE} characters`);

const partyFields = () => ({
  name: z.optional(line()),
  address: z.optional(list(line(), { entries: "lines", maximum: 6 })),
  country: z.optional(text((value) => /^[A-Z]{2}$/.test(value), "must be two capital letters, such as DE")),
  taxId: z.optional(line()),
  registration: z.optional(line()),
});

export const partySchema = /* @__PURE__ */ lazily(
  (): Schema<PartyDetails> => record(partyFields()) as unknown as Schema<PartyDetails>,
);

export const taxSchema = /* @__PURE__ */ lazily(
  (): Schema<TaxDetails> =>
    record({
      label: line(),
      rate: uint(16, { maximum: 10_000 }),
      note: z.optional(note()),
    }) as unknown as Schema<TaxDetails>,
);
