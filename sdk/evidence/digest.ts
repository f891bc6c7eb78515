import { bytesToHex, type Hex, sha256 } from "viem";

/** SHA-256 of bytes, by the platform where it has it: browsers do not outside secure contexts. */
export async function sha256Of(bytes: Uint8Array): Promise<Hex> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) return sha256(bytes);
  return bytesToHex(new Uint8Array(await subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)));
}

/** The name of bytes in every store: the 64 digits of their SHA-256. */
export function nameOf(sha256Hash: Hex): string {
  return sha256Hash.slice(2).toLowerCase();
}

const NAME = /^[0-9a-f]{64}$/;

/** Whether a text is the name of bytes. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

/** SHA-256 as the last part of a URI names it: `https://…/<64 digits>` or `sha256:<64 digits>`; undefined when it names none. */
export function sha256InUri(uri: string): Hex | undefined {
  const last = /(?:^sha256:|\/)([0-9a-f]{64})$/.exec(uri.replace(/[?#].*$/, ""))?.[1];
  return last === undefined ? undefined : `0x${last}`;
}
