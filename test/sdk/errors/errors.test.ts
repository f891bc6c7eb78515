import { existsSync } from "node:fs";
import { expect } from "chai";
import { type Abi, type AbiParameter, encodeErrorResult, type Hex } from "viem";
import { pages } from "../../../sdk/errors/base.ts";
import * as sdk from "../../../sdk/index.ts";
import {
  BaseError,
  CapabilityMissingError,
  contractErrorClasses,
  decodeError,
  decodeRevert,
  erc792ArbiterAbi,
  GasFundsTooLowError,
  jurorPoolAbi,
  NodeUnreachableError,
  quittanceAbi,
  RequestRejectedError,
  RpcFailedError,
  TokenAllowanceTooLowError,
  TokenAuthorizationExpiredError,
  TokenAuthorizationUsedError,
  TokenBalanceTooLowError,
  TokenBlacklistedError,
  TokenPausedError,
  TokenRefusedError,
  TokenSignatureInvalidError,
  UnknownRevertError,
} from "../../../sdk/index.ts";

const abis: Abi = [...quittanceAbi, ...jurorPoolAbi, ...erc792ArbiterAbi];
/** Of all contracts; an error that two of them have is one. */
const abiErrors = [
  ...new Map(abis.filter((entry) => entry.type === "error").map((entry) => [entry.name, entry])).values(),
];

const SAMPLES: Readonly<Record<string, unknown>> = {
  address: "0x00000000000000000000000000000000000000A1",
  bytes4: "0xdeadbeef",
  bytes32: `0x${"11".repeat(32)}`,
  string: "panel",
  uint8: 200,
  uint32: 77_001,
  uint64: 88_001n,
  uint256: 1_234n,
};

const sampleOf = ({ type }: AbiParameter): unknown => {
  const sample = SAMPLES[type];
  if (sample === undefined) throw new Error(`no sample of ${type}: add one`);
  return sample;
};

describe("errors", () => {
  describe("of the contracts", () => {
    it("have one class for each error of their ABIs, and no other", () => {
      const classes = contractErrorClasses.map(({ contractError }) => contractError);
      expect([...classes].sort()).to.deep.equal(abiErrors.map(({ name }) => name).sort());
    });

    it("are all exported by their class's name", () => {
      const exported = new Set<unknown>(Object.values(sdk));
      expect(contractErrorClasses.filter((errorClass) => !exported.has(errorClass))).to.deep.equal([]);
    });

    for (const { name, inputs } of abiErrors) {
      it(`${name} decodes to its class, with its values and what to do`, () => {
        const args = inputs.map(sampleOf);
        const data = encodeErrorResult({ abi: abis, errorName: name, args } as never);
        const error = decodeRevert(data);
        const errorClass = contractErrorClasses.find(({ contractError }) => contractError === name);
        expect(error).to.be.instanceOf(errorClass ?? Error);
        const values = Object.fromEntries(inputs.map((input, index) => [input.name ?? "", args[index]]));
        expect(error).to.deep.include({ contractError: name, values, details: name });
        expect(error.name).to.equal(errorClass?.name);
        expect(error.remedy).to.match(/\w.*\.$/s);
        expect(error.docsPath).to.match(/^docs\/(operations\/[a-z-]+\.md|errors\.md#error-\w+)$/);
        for (const value of Object.values(values)) expect(error.message).to.include(String(value));
      });
    }
  });

  it("name capabilities, and not their bits", () => {
    const [account, key] = [`0x${"a1".repeat(20)}`, `0x${"b2".repeat(20)}`] as const;
    const said = (required: bigint, granted: bigint) =>
      new CapabilityMissingError({ account, key, required, granted }).shortMessage.replace(`${key} has `, "");
    expect([said(5n, 1n), said(8n, 0n), said(0n, 16n), said(4n, 3n)]).to.deep.equal([
      `commit for ${account}; commit and settle is needed.`,
      `no capability for ${account}; tabs is needed.`,
      `freeze for ${account}; one other than freeze is needed.`,
      `commit,deliver for ${account}; settle is needed.`,
    ]);
  });

  it("point at pages that exist", () => {
    expect(pages.filter((page) => !existsSync(`docs/operations/${page}.md`))).to.deep.equal([]);
  });

  describe("of the token", () => {
    const reasons: readonly (readonly [string, new (reason: string) => TokenRefusedError])[] = [
      ["ERC20: transfer amount exceeds balance", TokenBalanceTooLowError],
      ["ERC20: transfer amount exceeds allowance", TokenAllowanceTooLowError],
      ["Blacklistable: account is blacklisted", TokenBlacklistedError],
      ["Pausable: paused", TokenPausedError],
      ["FiatTokenV2: authorization is used or canceled", TokenAuthorizationUsedError],
      ["FiatTokenV2: authorization is expired", TokenAuthorizationExpiredError],
      ["FiatTokenV2: invalid signature", TokenSignatureInvalidError],
      ["ECRecover: invalid signature 's' value", TokenSignatureInvalidError],
      ["something new", TokenRefusedError],
    ];
    for (const [reason, errorClass] of reasons) {
      it(`"${reason}" is a ${errorClass.name}`, () => {
        const data = encodeErrorResult({
          abi: [{ type: "error", name: "Error", inputs: [{ type: "string", name: "reason" }] }],
          errorName: "Error",
          args: [reason],
        });
        const error = decodeRevert(data);
        expect(error.constructor).to.equal(errorClass);
        expect(error).to.include({ reason, details: reason });
        expect(error.remedy).to.match(/\w/);
      });
    }
  });

  describe("of what lies between", () => {
    const failing = (name: string, more: object = {}) =>
      Object.assign(new Error("outer"), {
        cause: Object.assign(new Error("inner words"), { name, ...more }),
      });

    it("are told apart by their cause", () => {
      expect(decodeError(failing("HttpRequestError"))).to.be.instanceOf(NodeUnreachableError);
      expect(decodeError(failing("TimeoutError"))).to.be.instanceOf(NodeUnreachableError);
      expect(decodeError(failing("UserRejectedRequestError"))).to.be.instanceOf(RequestRejectedError);
      expect(decodeError(failing("InsufficientFundsError"))).to.be.instanceOf(GasFundsTooLowError);
      expect(decodeError(failing("ExecutionRevertedError"))).to.be.instanceOf(UnknownRevertError);
      const refused = decodeError(failing("RpcRequestError", { code: -32_601 }));
      expect(refused).to.be.instanceOf(RpcFailedError).and.include({ code: -32_601, details: "inner words" });
    });

    it("find revert data wherever the node put it", () => {
      const data = encodeErrorResult({ abi: quittanceAbi, errorName: "Quittance_AmountZero" });
      for (const place of [{ data }, { data: { data } }, { data: { message: "reverted", data } }]) {
        expect(decodeError(failing("RpcRequestError", place)).name).to.equal("AmountZeroError");
      }
    });

    it("keep what this package threw as it is", () => {
      const error = new UnknownRevertError("0x");
      expect(decodeError(error)).to.equal(error);
    });

    it("call data nobody can read an unknown revert", () => {
      for (const data of ["0x", "0x01", "0xdeadbeef", `0xdeadbeef${"00".repeat(32)}`] as Hex[]) {
        expect(decodeRevert(data)).to.be.instanceOf(UnknownRevertError);
      }
    });

    it("accept anything that can be thrown", () => {
      const circular: { cause?: unknown } = {};
      circular.cause = circular;
      for (const thrown of [undefined, null, "text", 7, {}, circular, new Error("plain")]) {
        expect(decodeError(thrown)).to.be.instanceOf(BaseError);
      }
    });
  });
});
