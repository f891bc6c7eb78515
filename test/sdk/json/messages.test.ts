import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { type Hex, keccak256, stringToBytes, zeroHash } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import {
  buildBallot,
  buildDelivery,
  canonicalJson,
  checkEvidence,
  EvidenceHashMismatchError,
  encodeDeliveryProof,
  hashDelivery,
  hashEvidence,
  hashPact,
  hashReasons,
  parseBallot,
  parseDelivery,
  parseDeployment,
  quittanceDomain,
  signBallot,
  signDelivery,
  toJson,
  verifyBallot,
  verifyDelivery,
} from "../../../sdk/index.ts";
import { readDeployment, writeDeployment } from "../../../sdk/node.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";

const domain = quittanceDomain({ chainId: 8_453, address: "0x00000000000000000000000000000000000000aa" });
const deal: Hex = `0x${"11".repeat(32)}`;
const OTHER_DEAL: Hex = `0x${"99".repeat(32)}`;
const evidence = hashEvidence("text");

describe("a ballot", () => {
  const account = privateKeyToAccount(generatePrivateKey());
  const draft = { deal, milestone: 0, evidence, score: 8_200, reasons: hashReasons("good") };

  it("travels as JSON and is checked against its juror", async () => {
    const ballot = await signBallot({ domain, account, ...draft });
    const received = parseBallot(toJson(ballot));
    expect(received).to.deep.equal(ballot);
    expect(await verifyBallot({ domain, ballot: received })).to.equal(true);
    expect(await verifyBallot({ domain, ballot: { ...received, score: 8_300 } })).to.equal(false);
    expect(await verifyBallot({ domain: { ...domain, chainId: 1 }, ballot: received })).to.equal(false);
  });

  it("is not verified with fields of a ballot beside it", async () => {
    const ballot = await signBallot({ domain, account, ...draft });
    const other = { ...ballot, deal: OTHER_DEAL, score: 100 };
    const beside = () => verifyBallot({ domain, ballot: other, ...ballot } as never);
    await expectRefusedField("input.deal", "(not shown)", beside);
  });

  it("with a batch that is none is refused by the name of that field", async () => {
    const ballot = await signBallot({ domain, account, ...draft });
    const siblings = [deal];
    for (const batch of [
      ...[null, "0x", [deal], {}, { siblings }, { index: 0 }, { index: 0, siblings: [] }],
      ...[
        { index: 2, siblings },
        { index: -1, siblings },
        { index: 0.5, siblings },
        { index: "0", siblings },
      ],
      ...[
        { index: 0, siblings: [deal, null] },
        { index: 0, siblings: Array<string>(9).fill(deal) },
      ],
    ]) {
      await expectRefusedField("ballot.batch", /./, () =>
        verifyBallot({ domain, ballot: { ...ballot, batch: batch as never } }),
      );
    }
    expect(await verifyBallot({ domain, ballot: { ...ballot, batch: { index: 1, siblings } } })).to.equal(
      false,
    );
    expect(await verifyBallot({ domain, ballot: { ...ballot, batch: undefined } })).to.equal(true);
  });

  it("is not built, signed or read with a bad field", async () => {
    await expectRefusedField("ballot.score", "10001", () => buildBallot({ ...draft, score: 10_001 }));
    await expectRefusedField("ballot.evidence", `"${zeroHash}"`, () =>
      buildBallot({ ...draft, evidence: zeroHash }),
    );
    const sign = (changes: object) => () => signBallot({ domain, account, ...draft, ...changes });
    await expectRefusedField("ballot.deal", '"0x11"', sign({ deal: "0x11" }));
    await expectRefusedField("ballot.milestone", "256", sign({ milestone: 256 }));
    await expectRefusedField("ballot.round", "1.5", sign({ round: 1.5 }));
    await expectRefusedField("ballot.reasons", "undefined", sign({ reasons: undefined }));
    await expectRefusedField("ballot.milestone", "32", () => parseBallot({ ...draft, milestone: 32 }));
    await expectRefusedField("ballot", '"not json"', () => parseBallot("not json"));
  });
});

describe("a delivery", () => {
  const account = privateKeyToAccount(generatePrivateKey());
  const claim = { deal, milestone: 0, evidence, evidenceUri: "https://seller.example/ü" };

  it("travels as JSON, is checked against the seller, and proves itself by the evidence URI's hash", async () => {
    const delivery = await signDelivery({ domain, account, ...claim });
    const received = parseDelivery(toJson(delivery));
    expect(received).to.deep.equal(delivery);
    const seller = account.address;
    expect(await verifyDelivery({ domain, delivery: received, seller })).to.equal(true);
    expect(await verifyDelivery({ domain, delivery: { ...received, evidenceUri: "x" }, seller })).to.equal(
      false,
    );
    const proof = encodeDeliveryProof(delivery);
    expect(proof).to.equal(`${keccak256(stringToBytes(claim.evidenceUri))}${delivery.signature.slice(2)}`);
  });

  it("is not verified with fields of a delivery beside it", async () => {
    const delivery = await signDelivery({ domain, account, ...claim });
    const seller = account.address;
    const other = { ...delivery, deal: OTHER_DEAL };
    const beside = () => verifyDelivery({ domain, delivery: other, seller, deal } as never);
    await expectRefusedField("input.deal", "(not shown)", beside);
  });

  it("is not built or read with a bad field", async () => {
    const build = (changes: object) => () => buildDelivery({ ...claim, ...changes });
    await expectRefusedField("delivery.evidenceUri", '""', build({ evidenceUri: "" }));
    await expectRefusedField(
      "delivery.evidenceUri",
      /513 characters/,
      build({ evidenceUri: "x".repeat(513) }),
    );
    await expectRefusedField("delivery.evidence", `"${zeroHash}"`, build({ evidence: zeroHash }));
    expect(build({ evidenceUri: "x".repeat(512) })().evidenceUri).to.have.length(512);
    await expectRefusedField("delivery.evidenceUri", "7", () =>
      parseDelivery({ ...claim, evidenceUri: 7, signature: "0x11" }),
    );
  });
});

describe("evidence", () => {
  it("is what its hash says, or refused", async () => {
    const bytes = stringToBytes("text");
    checkEvidence({ evidence: bytes, hash: evidence.toUpperCase().replace("0X", "0x") as Hex });
    const refused = await refusalOf(EvidenceHashMismatchError, () =>
      checkEvidence({ evidence: "other", hash: evidence }),
    );
    expect(refused.expected).to.equal(evidence);
    expect(refused.actual).to.equal(hashEvidence("other"));
  });
});

describe("canonical JSON", () => {
  it("is the same for the same value in any order, and JSON of that value", () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, shuffled(item)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const clean: unknown = JSON.parse(JSON.stringify(value), (_, part: unknown) =>
          Number.isInteger(part) && !Number.isSafeInteger(part) ? String(part) : part,
        );
        expect(canonicalJson(shuffled(clean))).to.equal(canonicalJson(clean));
        expect(JSON.parse(canonicalJson(clean))).to.deep.equal(clean);
        expect(hashPact(clean)).to.equal(keccak256(stringToBytes(canonicalJson(clean))));
      }),
    );
  });

  it("orders keys by UTF-16 units and writes numbers as RFC 8785 does", () => {
    expect(canonicalJson({ "€": 1, a: 1.5e15, "\r": 1e-7, "😀": 4.5, 1: -0 })).to.equal(
      '{"\\r":1e-7,"1":0,"a":1500000000000000,"€":1,"😀":4.5}',
    );
  });

  it("refuses, by its path, what has no JSON form", async () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    const refused: readonly (readonly [string, unknown])[] = [
      ["value", undefined],
      ["value.a[1]", { a: [1, Number.NaN] }],
      ["value.a", { a: 1n }],
      ["value.a", { a: undefined }],
      ["value.a", { a: new Date(0) }],
      ["value.a", { a: () => 1 }],
      ["value.self", circular],
      ["value[0]", ["\ud800"]],
      ["a key of value", { "\ud800": 1 }],
      ["value.reward", { reward: 9_007_199_254_740_992 }],
      ["value.a[0]", { a: [-(2 ** 53)] }],
      ["value.a", { a: 1e21 }],
    ];
    for (const [field, value] of refused) await expectRefusedField(field, /./, () => canonicalJson(value));
  });

  it("refuses at once what is nested too deep, and holes in arrays", async () => {
    const nested = (depth: number) => JSON.parse("[".repeat(depth) + "]".repeat(depth));
    expect(canonicalJson({ a: nested(99), b: nested(99) })).to.have.length("{'a':,'b':}".length + 4 * 99);
    const start = performance.now();
    for (const form of [canonicalJson, hashReasons, hashPact]) {
      await expectRefusedField("value", "an array of 1", () => form(nested(101)));
      await expectRefusedField("value", "an array of 1", () => form(nested(5_000)));
      await expectRefusedField("value", "an object", () => form({ a: nested(5_000) }));
    }
    expect(performance.now() - start).to.be.lessThan(1_000);
    await expectRefusedField("value[0]", "undefined", () => canonicalJson(new Array(1)));
  });

  it("hashes written reasons as text, other reasons as JSON", () => {
    expect(hashReasons("good")).to.equal(keccak256(stringToBytes("good")));
    expect(hashReasons({ b: 1, a: 2 })).to.equal(hashReasons({ a: 2, b: 1 }));
  });
});

describe("a deployment record", () => {
  const record = {
    chainId: 84_532,
    network: "base-sepolia",
    quittance: "0x00000000000000000000000000000000000000AA",
    usdc: "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    startBlock: 12,
    deployedAt: "2026-11-21T00:00:00.000Z",
    transactionHash: deal,
  };

  it("is written whole and read back", () => {
    const folder = mkdtempSync(join(tmpdir(), "quittance-record-"));
    const path = join(folder, "record.json");
    writeDeployment(path, parseDeployment(record));
    expect(readDeployment(path)).to.deep.equal(parseDeployment(toJson(record)));
    rmSync(folder, { recursive: true });
  });

  it("is refused when missing, no JSON, or wrong in a field", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quittance-record-"));
    await expectRefusedField("path", /nowhere/, () => readDeployment(join(folder, "nowhere.json")));
    writeFileSync(join(folder, "bad.json"), "{");
    await expectRefusedField("deployment", '"{"', () => readDeployment(join(folder, "bad.json")));
    rmSync(folder, { recursive: true });
    const parse = (changes: object) => () => parseDeployment({ ...record, ...changes });
    await expectRefusedField("deployment.chainId", '"84532"', parse({ chainId: "84532" }));
    await expectRefusedField("deployment.quittance", '"0x1"', parse({ quittance: "0x1" }));
    await expectRefusedField("deployment.startBlock", "-1", parse({ startBlock: -1 }));
    await expectRefusedField("deployment.deployedAt", '"today"', parse({ deployedAt: "today" }));
    await expectRefusedField("deployment.extra", "(not shown)", parse({ extra: 1 }));
  });
});

describe("values too long to show", () => {
  it("are shown by their start", async () => {
    await expectRefusedField("delivery.deal", /^"x{120}…" \(200 characters\)$/, () =>
      hashDelivery({ domain, deal: "x".repeat(200) as Hex, milestone: 0, evidence, evidenceUri: "ipfs://" }),
    );
  });
});
