import { type Address, getAddress, type Hex, isAddress } from "viem";
import * as z from "zod/mini";
import { matching } from "../json/exact.ts";
import { must, type Schema } from "../json/fields.ts";

export const kebab = (): Schema<string> =>
  matching(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "kebab-case: lower-case letters, digits and single hyphens", 64);

export const inputName = (): Schema<string> =>
  matching(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "the name of an input: letters, digits, dots, _ and -", 100);

export const mediaType = (): Schema<string> =>
  matching(
    /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/,
    "a media type without parameters, in lower case, such as text/plain",
    127,
  );

/** A path of a bundle: segments with slashes between, none of them empty, `.` or `..`. */
const PATH =
  "(?!\\.{1,2}(?:\\/|#|$))[^\\/\\\\:#\\u0000-\\u001f\\u007f]+(?:\\/(?!\\.{1,2}(?:\\/|#|$))[^\\/\\\\:#\\u0000-\\u001f\\u007f]+)*";
const POINTER = "(?:\\/(?:[^~\\/]|~[01])*)*";

export const path = (): Schema<string> =>
  matching(
    new RegExp(`^${PATH}$`, "u"),
    "the path of a file in the bundle, such as src/index.js: no colon, no backslash, no part . or ..",
    255,
  );

export const folderOrTop = (): Schema<string> =>
  matching(new RegExp(`^(?:${PATH})?$`, "u"), "the path of a folder in the bundle, or empty", 255);

export const pointer = (): Schema<string> =>
  matching(new RegExp(`^${POINTER}$`, "u"), "a JSON pointer, such as /answers/0 (RFC 6901)", 500);

/** What most clauses are about: a file or an input, perhaps with a pointer into its JSON. */
export const subject = (): Schema<string> =>
  matching(
    new RegExp(`^(?:${PATH}|input:[A-Za-z0-9][A-Za-z0-9._-]*)(?:#${POINTER})?$`, "u"),
    "a path of the bundle, or input: and the name of an input, with or without # and a JSON pointer",
    800,
  );

export const file = (): Schema<string> =>
  matching(
    new RegExp(`^(?:${PATH}|input:[A-Za-z0-9][A-Za-z0-9._-]*)$`, "u"),
    "a path of the bundle, without a pointer",
    300,
  );

export const folder = (): Schema<string> =>
  matching(
    new RegExp(`^(?:\\.|${PATH})\\/$`, "u"),
    "a folder of the bundle with a slash at its end, such as src/, or ./ for all of it",
    256,
  );

export const decimal = (): Schema<string> =>
  matching(/^-?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/, "a decimal number as text, such as 12.5", 100);

export const notNegative = (): Schema<string> =>
  matching(/^\d+(\.\d+)?([eE][+-]?\d{1,3})?$/, "a decimal number as text, not below 0", 100);

export const hash = (): Schema<Hex> => {
  const error = "must be 0x and 64 lower-case hex digits";
  return z.string({ error }).check(z.regex(/^0x[0-9a-f]{64}$/, { error })) as unknown as Schema<Hex>;
};

export const checksummed = (): Schema<Address> => {
  const error = "must be an address with its checksum";
  return z.string({ error }).check(
    z.regex(/^0x[0-9a-fA-F]{40}$/, { error }),
    must(
      (value) => isAddress(value) && getAddress(value) === value,
      error,
      (value) =>
        isAddress(String(value), { strict: false }) ? `Write ${getAddress(String(value))}.` : "Give it.",
    ),
  ) as unknown as Schema<Address>;
};
