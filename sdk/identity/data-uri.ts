import { PublicFileUnavailableError } from "../errors/identity.ts";
import { fromBase64 } from "../json/base64.ts";

const DATA_URI = /^data:([^,]*),(.*)$/is;
/** Characters that a byte takes at most: base64, each character of it percent-encoded. */
const WIDEST = 4;
/** Padding, percent-encoded, and what rounding to groups of four adds. */
const ROUNDING = 16;

/**
 * The bytes in a `data:` URI, as browsers read them (the Fetch standard's): percent signs that encode nothing stand for
 * themselves, base64 may be percent-encoded and hold spaces, and neither the scheme nor `base64` cares for capitals.
 */
export function bytesOfDataUri(uri: string, maxBytes: number): Uint8Array {
  const refuse = (details: string) =>
    new PublicFileUnavailableError(uri, details, "Write it with encodeRegistrationUri.");
  const [, type, body] = DATA_URI.exec(uri) ?? [];
  if (type === undefined || body === undefined) throw refuse("not a data: URI");
  const tooLong = () => refuse(`it is longer than ${maxBytes} bytes`);
  if (body.length > WIDEST * maxBytes + ROUNDING) throw tooLong();
  const bytes = percentDecoded(body);
  const content = /;\s*base64\s*$/i.test(type) ? base64Decoded(bytes, refuse) : bytes;
  if (content.byteLength > maxBytes) throw tooLong();
  return content;
}

function base64Decoded(bytes: Uint8Array, refuse: (details: string) => Error): Uint8Array {
  try {
    return fromBase64(new TextDecoder().decode(bytes).replaceAll(/[\t\n\f\r ]/g, ""));
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}

/** Two hex digits after a percent sign are a byte; any other percent sign is one. */
function percentDecoded(text: string): Uint8Array {
  const given = new TextEncoder().encode(text);
  const bytes = new Uint8Array(given.length);
  let length = 0;
  for (let at = 0; at < given.length; at++) {
    const value = given[at] === PERCENT ? Number.parseInt(digitsAt(given, at + 1), 16) : Number.NaN;
    bytes[length++] = Number.isNaN(value) ? (given[at] ?? 0) : value;
    if (!Number.isNaN(value)) at += 2;
  }
  return bytes.subarray(0, length);
}

const PERCENT = 0x25;

function digitsAt(bytes: Uint8Array, at: number): string {
  const digits = String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0);
  return /^[0-9a-f]{2}$/i.test(digits) ? digits : "none";
}
