/** The context of version 2.0 of the W3C's data model; the first of every credential. */
export const CREDENTIALS_CONTEXT = "https://www.w3.org/ns/credentials/v2";

/** Where a service has the context of trust credentials, below its base URL. */
export const TRUST_CONTEXT_PATH = "/trust/context/v1";

/** The type of a trust credential, beside `VerifiableCredential`. */
export const TRUST_CREDENTIAL_TYPE = "TrustCredential";

const VOCABULARY = "urn:quittance:trust#";
const XSD = "http://www.w3.org/2001/XMLSchema#";

const iri = (name: string) => `${VOCABULARY}${name}`;
const integer = (name: string) => ({ "@id": iri(name), "@type": `${XSD}integer` });

/**
 * The JSON-LD context of trust credentials: what a service answers at `/trust/context/v1`, and what a verifier uses in its place, so
 * that no meaning comes from the network.
 */
export const trustContext = {
  "@context": {
    "@protected": true,
    [TRUST_CREDENTIAL_TYPE]: iri(TRUST_CREDENTIAL_TYPE),
    principal: { "@id": iri("principal"), "@type": "@id" },
    view: iri("view"),
    score: integer("score"),
    tier: iri("tier"),
    confidence: integer("confidence"),
    trust: integer("trust"),
    asOf: iri("asOf"),
    block: integer("block"),
    blockHash: iri("blockHash"),
    blockTime: { "@id": iri("blockTime"), "@type": `${XSD}dateTime` },
    pools: iri("pools"),
    parameters: iri("parameters"),
    answer: iri("answer"),
  },
} as const;
