import { type ByteArray, sha256, stringToBytes } from "viem";
import { InvalidFieldError } from "../errors/field.ts";
import { requireOptions } from "../json/options.ts";
import type { PactInput } from "./types.ts";

/**
 * Describes a file as an input of a pact, with its size and its SHA-256.
 *
 * @param input.content Bytes; text counts as UTF-8.
 * @param input.uri Where it can be had; left out when the sides pass it to each other and to the panel.
 * @example
 * import { pactInput } from "quittance";
 *
 * const input = pactInput({ name: "notes.txt", mediaType: "text/plain", content: "Copper was at 8,912." });
 * console.log(input.size); // 20
 */
export function pactInput(input: {
  readonly name: string;
  readonly mediaType: string;
  readonly content: string | ByteArray;
  readonly uri?: string | undefined;
}): PactInput {
  requireOptions(input, "name mediaType content uri");
  const { name, mediaType, content, uri } = input;
  if (typeof content !== "string" && !(content instanceof Uint8Array)) {
    throw new InvalidFieldError({
      field: "content",
      value: content,
      problem: "must be text or bytes",
      remedy: "Pass the file's whole content.",
    });
  }
  const bytes = typeof content === "string" ? stringToBytes(content) : content;
  const described = { name, mediaType, size: bytes.length, sha256: sha256(bytes) };
  return uri === undefined ? described : { ...described, uri };
}
