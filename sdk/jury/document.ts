import {
  type Address,
  type Hex,
  hashTypedData,
  type TypedDataDefinition,
  type TypedDataParameter,
} from "viem";
import { type Actor, isAgentAccount } from "../accounts/agent.ts";
import { isAuthorizedBy, sealAuthorization } from "../accounts/authorization.ts";
import { isSignedBy } from "../client/signed-by.ts";
import type { ReadingClient, Signer } from "../client/signer.ts";
import { signDefinition } from "../client/signing.ts";
import { type JurorPoolDomain, type QuittanceDomain, requireDomain } from "../protocol/domain.ts";

/** A type of EIP-712 that no contract knows: what jurors and parties sign for each other. */
export interface DocumentType<Message> {
  readonly name: string;
  readonly fields: readonly TypedDataParameter[];
  /** The values of the fields, out of the document. */
  readonly messageOf: (document: Message) => Readonly<Record<string, unknown>>;
}

/** Refuses what is no domain, and gives the typed data of a document. */
function definitionOf<Message>(
  type: DocumentType<Message>,
  domain: QuittanceDomain | JurorPoolDomain,
  document: Message,
): TypedDataDefinition {
  const types = { [type.name]: type.fields } as TypedDataDefinition["types"];
  const message = { ...type.messageOf(document) };
  return { domain: requireDomain("domain", domain), types, primaryType: type.name, message };
}

/** The EIP-712 digest of a document. */
export function digestOf<Message>(
  type: DocumentType<Message>,
  domain: QuittanceDomain | JurorPoolDomain,
  document: Message,
): Hex {
  return hashTypedData(definitionOf(type, domain, document));
}

/** Signs a document by a key of its own. */
export function signByKey<Message>(
  type: DocumentType<Message>,
  domain: JurorPoolDomain,
  document: Message,
  account: Signer,
): Promise<Hex> {
  return signDefinition(account, definitionOf(type, domain, document));
}

/** Whether a plain ECDSA key signed a document. */
export function isSignedByKey<Message>(
  type: DocumentType<Message>,
  domain: JurorPoolDomain,
  document: Message,
  signed: { readonly signer: Address; readonly signature: Hex },
): Promise<boolean> {
  return isSignedBy({ ...signed, digest: digestOf(type, domain, document) });
}

/** Signs a document by a party: a wallet, or a managed account by any of its keys. */
export async function signByParty<Message>(
  type: DocumentType<Message>,
  domain: QuittanceDomain,
  document: Message,
  account: Actor,
): Promise<Hex> {
  const definition = definitionOf(type, domain, document);
  if (!isAgentAccount(account)) return signDefinition(account, definition);
  return sealAuthorization({
    domain,
    account,
    authorization: { kind: "sign" },
    digest: hashTypedData(definition),
    sign: (key) => signDefinition(key, definition),
  });
}

/** Whether a party signed a document; contract wallets and managed accounts are asked when there is a client. */
export function isSignedByParty<Message>(
  type: DocumentType<Message>,
  domain: QuittanceDomain,
  document: Message,
  signed: { readonly signer: Address; readonly signature: Hex; readonly client?: ReadingClient | undefined },
): Promise<boolean> {
  const { client, ...by } = signed;
  return isAuthorizedBy({
    ...by,
    domain,
    digest: digestOf(type, domain, document),
    authorization: { kind: "sign" },
    ...(client === undefined ? {} : { client }),
  });
}
