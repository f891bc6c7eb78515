// These packages come without types: what this room uses of them.

declare module "@digitalbazaar/ecdsa-multikey" {
  export interface KeySigner {
    readonly id: string;
    readonly algorithm: string;
    readonly sign: (input: { readonly data: Uint8Array }) => Promise<Uint8Array>;
  }
  export interface KeyPair {
    readonly id?: string;
    readonly controller?: string;
    readonly publicKeyMultibase: string;
    readonly publicKey: CryptoKey;
    readonly signer: () => KeySigner;
  }
  export function from(key: {
    readonly type: "Multikey";
    readonly id: string;
    readonly controller: string;
    readonly publicKeyMultibase: string;
  }): Promise<KeyPair>;
  export function fromJwk(input: {
    readonly jwk: object;
    readonly secretKey?: boolean;
    readonly id?: string;
    readonly controller?: string;
  }): Promise<KeyPair>;
  export function toJwk(input: { readonly keyPair: KeyPair }): Promise<Record<string, unknown>>;
}

declare module "@digitalbazaar/ecdsa-rdfc-2019-cryptosuite" {
  export const cryptosuite: object;
}

declare module "@digitalbazaar/data-integrity" {
  export class DataIntegrityProof {
    constructor(options: { readonly signer?: object; readonly date?: string; readonly cryptosuite: object });
  }
}

declare module "@digitalbazaar/vc" {
  export type DocumentLoader = (
    url: string,
  ) => Promise<{ readonly contextUrl: null; readonly documentUrl: string; readonly document: unknown }>;
  export const defaultDocumentLoader: DocumentLoader;
  export function issue(input: {
    readonly credential: object;
    readonly suite: object;
    readonly documentLoader: DocumentLoader;
    readonly now?: string;
  }): Promise<Record<string, unknown>>;
  export function verifyCredential(input: {
    readonly credential: object;
    readonly suite: object;
    readonly documentLoader: DocumentLoader;
    readonly checkStatus?: (input: object) => Promise<{ readonly verified: boolean }>;
    readonly now?: string;
  }): Promise<{ readonly verified: boolean; readonly error?: Error; readonly statusResult?: object }>;
}

declare module "@digitalbazaar/vc-bitstring-status-list" {
  export interface StatusList {
    readonly length: number;
    readonly setStatus: (index: number, status: boolean) => void;
    readonly getStatus: (index: number) => boolean;
  }
  export function createList(input: { readonly length: number }): Promise<StatusList>;
  export function decodeList(input: { readonly encodedList: string }): Promise<StatusList>;
  export function createCredential(input: {
    readonly id: string;
    readonly list: StatusList;
    readonly statusPurpose: string;
  }): Promise<Record<string, unknown>>;
  export function checkStatus(input: object): Promise<{
    readonly verified: boolean;
    readonly error?: Error;
    readonly results?: readonly { readonly status: boolean }[];
  }>;
}
