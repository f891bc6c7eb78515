import { inspect, isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import * as sdk from "../../../sdk/index.ts";
import { calls, exportOf, functionOf, thrownBy } from "../secrets/calls.ts";
import { sceneOf } from "../secrets/scene.ts";
import { useStack } from "../support/setup.ts";

/** Hex in the arguments of a call, by its path; addresses are no bytes. */
function hexIn(args: readonly unknown[], whole: WeakSet<object>): string[][] {
  const walk = (value: unknown, path: readonly string[]): string[][] => {
    if (typeof value === "string") {
      return /^0x([0-9a-f]{2})+$/i.test(value) && value.length !== 42 ? [[...path]] : [];
    }
    if (typeof value !== "object" || value === null || whole.has(value)) return [];
    const isForeign = ["request", "signTypedData", "signDigest"].some((name) => name in value);
    if (isForeign) return [];
    return Object.entries(value).flatMap(([name, part]) => walk(part, [...path, name]));
  };
  return walk(args, []);
}

function changed(
  value: unknown,
  [name, ...rest]: readonly string[],
  change: (hex: string) => string,
): unknown {
  if (name === undefined) return change(value as string);
  const part = changed(Reflect.get(value as object, name), rest, change);
  if (Array.isArray(value)) return value.map((each, index) => (String(index) === name ? part : each));
  return { ...(value as object), [name]: part };
}

interface Outcome {
  readonly value?: unknown;
  readonly error?: unknown;
}

async function outcomeOf(call: () => unknown): Promise<Outcome> {
  try {
    return { value: await call() };
  } catch (error) {
    return { error };
  }
}

/** Functions that compare what they are given, and give it back. */
const GIVES_BACK: readonly string[] = ["findEquivocations"];

describe("hex that lacks a digit", () => {
  const setup = useStack();

  it("is made into other bytes by no function", async () => {
    const scene = await sceneOf(setup());
    const whole = new WeakSet<object>([scene.domain, scene.stack]);
    const problems: string[] = [];
    let tried = 0;
    for (const [name, argumentsOf] of Object.entries(calls)) {
      const args = argumentsOf(scene);
      if (GIVES_BACK.includes(name)) continue;
      const untouched = await outcomeOf(() => functionOf(exportOf(name))(...args));
      for (const path of hexIn(args, whole)) {
        tried += 1;
        for (const change of [(hex: string) => hex.slice(0, -1), (hex: string) => `${hex}0`]) {
          const call = changed(args, path, change) as readonly unknown[];
          const outcome = await outcomeOf(() => functionOf(exportOf(name))(...call));
          const isSame = isDeepStrictEqual(outcome, untouched);
          const isFine = outcome.error instanceof sdk.BaseError || outcome.value === false || isSame;
          if (!isFine) problems.push(`${name} ${path.join(".")}: ${inspect(outcome)}`);
        }
      }
    }
    expect(tried).to.be.greaterThan(150);
    expect(problems).to.deep.equal([]);
  });

  it("is no signature of anybody", async () => {
    const account = privateKeyToAccount(generatePrivateKey());
    const domain = sdk.quittanceDomain({ chainId: 1, address: account.address });
    const voucher = { domain, tab: `0x${"11".repeat(32)}`, amount: 1n } as const;
    const signer = account.address;
    for (const form of [sdk.compactSignature, sdk.wholeSignature]) {
      const signature = form(await sdk.signVoucher({ ...voucher, account }));
      expect(await sdk.verifyVoucher({ ...voucher, signer, signature })).to.equal(true);
      for (const wrong of [signature.slice(0, -1), `${signature}0`, `0x0${signature.slice(2)}`] as Hex[]) {
        expect(await sdk.verifyVoucher({ ...voucher, signer, signature: wrong })).to.equal(false);
        expect(form(wrong)).to.equal(wrong);
      }
    }
  });

  it("is refused by what reads the packed forms", async () => {
    const half = `0x${"1".repeat(31)}` as Hex;
    const readers: Readonly<Record<string, () => unknown>> = {
      decodeTerms: () => sdk.decodeTerms(half),
      decodePolicy: () => sdk.decodePolicy(`0x${"1".repeat(215)}`),
      decodeBallots: () => sdk.decodeBallots("0x0"),
      decodeBallotEntries: () => sdk.decodeBallotEntries(`0x${"1".repeat(69)}`),
      decodeVerdict: () => sdk.decodeVerdict(`0x${"0".repeat(9)}`),
      decodeRecordedBallots: () => sdk.decodeRecordedBallots(`0x${"0".repeat(5)}`),
      decodePanel: () => sdk.decodePanel(`0x${"1".repeat(39)}`),
      decodeRedemptions: () => sdk.decodeRedemptions(`0x${"1".repeat(87)}`),
      decodePayments: () => sdk.decodePayments(`0x${"1".repeat(63)}`),
      decodeVerdicts: () => sdk.decodeVerdicts({ jurors: `0x${"1".repeat(65)}`, verdicts: "0x" }),
      decodeVouchers: () => sdk.decodeVouchers({ payee: setup().address, vouchers: half }),
      decodeKeySignature: () => sdk.decodeKeySignature(`0x${"1".repeat(41)}`),
      decodeEnvelope: () => sdk.decodeEnvelope({ envelope: `0x${"1".repeat(401)}`, proofs: 0 }),
    };
    for (const [name, reader] of Object.entries(readers)) {
      const error = await thrownBy(reader);
      expect(error, name).to.be.instanceOf(sdk.InvalidFieldError);
      expect((error as Error).message, name).to.include("two hex digits for each byte");
    }
  });
});
