import { keccak256, toHex } from "viem";
import { type FastSigner, fastSigner } from "../../../../sdk/index.ts";

/** Everybody on the recorded chain, each with a key of its own that is the same in every run. */
export interface People {
  /** Each has a wallet and a ledger balance that no run uses up. */
  readonly buyers: readonly FastSigner[];
  readonly sellers: readonly FastSigner[];
  /** Of named panels, by ascending address. */
  readonly jurors: readonly FastSigner[];
  /** One seat of the pool each. */
  readonly seated: readonly FastSigner[];
  readonly relayer: FastSigner;
  readonly arbiter: FastSigner;
  readonly marketplace: FastSigner;
}

const BUYERS = 60;
const SELLERS = 60;
const JURORS = 24;
const SEATED = 40;

export function allPeople(): People {
  const jurors = crowd("juror", JURORS);
  jurors.sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  return {
    buyers: crowd("buyer", BUYERS),
    sellers: crowd("seller", SELLERS),
    jurors,
    seated: crowd("seat", SEATED),
    relayer: person("relayer"),
    arbiter: person("arbiter"),
    marketplace: person("marketplace"),
  };
}

/** The same name always gives the same key. For chains that nothing on is worth anything. */
export function person(name: string): FastSigner {
  return fastSigner(keccak256(toHex(`indexer bench ${name}`)));
}

const crowd = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => person(`${name} ${index}`));
