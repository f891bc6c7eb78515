import { InvalidSignatureError } from "../errors/deals.ts";
import { TokenSignatureInvalidError } from "../errors/token.ts";
import { isSameAddress } from "../protocol/address.ts";

/**
 * What the contract says of no bytes where a signature belongs, as that the signature is missing. An error stays as it is where
 * it could be about another one.
 *
 * @param fields The names of the action's own parameters.
 */
export function missingSignatureOr(error: unknown, fields: string, parameters: object): unknown {
  const isPayment = error instanceof TokenSignatureInvalidError;
  if (!isPayment && !(error instanceof InvalidSignatureError)) return error;
  const given = new Map<string, unknown>(Object.entries(parameters));
  const { seller } = Object(given.get("terms") ?? given.get("newTerms"));
  const isSellers = !isPayment && isSameAddress(seller, error.values.signer);
  const names = fields.match(/\w*signature\b/gi) ?? [];
  const field = names.length === 1 ? names[0] : isSellers ? "sellerSignature" : "buyerSignature";
  if (field === undefined || (given.get(field) ?? "0x") !== "0x" || given.has("bond")) return error;
  const wording = {
    says: `${field} is missing.`,
    remedy: `Pass ${field}${isPayment ? "" : ", or let its party send the transaction"}.`,
  };
  return isPayment
    ? new TokenSignatureInvalidError(error.reason, wording)
    : new InvalidSignatureError(error.values, wording);
}
