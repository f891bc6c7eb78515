import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Figure } from "../../scripts/bench/figures.ts";
import { figuresTable, isFaithful } from "../../scripts/bench/report.ts";
import { differences, readSnapshot, snapshotOf, writeSnapshot } from "../../scripts/bench/snapshot.ts";

const figure = (value: number, changes: Partial<Figure> = {}): Figure => ({
  name: "open_wallet",
  value,
  unit: "gas",
  reach: 128_000,
  floor: 117_520,
  bytes: 373,
  ...changes,
});

describe("bench: the gas snapshot", () => {
  const folder = mkdtempSync(join(tmpdir(), "quittance-snapshot-"));
  const path = join(folder, "snapshot.json");
  after(() => rmSync(folder, { recursive: true }));

  it("is read as it was written, and agrees with itself", () => {
    writeSnapshot(path, [figure(100_000)]);
    expect(readSnapshot(path)).to.deep.equal({ open_wallet: { gas: 100_000, bytes: 373 } });
    expect(differences([figure(100_000)], readSnapshot(path))).to.deep.equal([]);
  });

  it("lets a tenth of a per cent pass, either way, and no gas more", () => {
    const snapshot = snapshotOf([figure(100_000)]);
    for (const value of [99_900, 100_100]) expect(differences([figure(value)], snapshot)).to.deep.equal([]);
    expect(differences([figure(100_101)], snapshot).join()).to.match(/was 100000 \(\+101, worse\)/);
    expect(differences([figure(99_899)], snapshot).join()).to.match(/was 100000 \(-101, better\)/);
  });

  it("holds code to its size, and tells code from operations", () => {
    const code = (value: number) =>
      figure(value, { name: "money_contract_bytes", unit: "bytes", bytes: null });
    writeSnapshot(path, [code(20_000)]);
    expect(readSnapshot(path)).to.deep.equal({ money_contract_bytes: { codeBytes: 20_000 } });
    expect(differences([code(20_000)], readSnapshot(path))).to.deep.equal([]);
    expect(differences([code(20_021)], readSnapshot(path)).join()).to.match(/bytes of code.*\+21, worse/);
    const confused = figure(20_000, { name: "money_contract_bytes" });
    expect(differences([confused], readSnapshot(path)).join()).to.match(/something else/);
  });

  it("holds what is sent to its size", () => {
    const sent = (value: number) => figure(value, { name: "batch_bytes", unit: "FastLZ bytes", bytes: null });
    writeSnapshot(path, [sent(70)]);
    expect(readSnapshot(path)).to.deep.equal({ batch_bytes: { fastLzBytes: 70 } });
    expect(differences([sent(70)], readSnapshot(path))).to.deep.equal([]);
    expect(differences([sent(71)], readSnapshot(path)).join()).to.match(/71 FastLZ bytes.*\+1, worse/);
    const confused = figure(70, { name: "batch_bytes", unit: "bytes", bytes: null });
    expect(differences([confused], readSnapshot(path)).join()).to.match(/something else/);
  });

  it("names a figure that came, went, or takes other bytes", () => {
    const snapshot = snapshotOf([figure(100_000)]);
    const renamed = differences([figure(100_000, { name: "open_ledger" })], snapshot);
    expect(renamed).to.deep.equal([
      "open_wallet: in the snapshot, but no longer measured",
      "open_ledger: measured, but not in the snapshot",
    ]);
    expect(differences([figure(100_000, { bytes: 374 })], snapshot).join()).to.match(/374 bytes, was 373/);
  });

  it("fails when it is missing or is none, and says how to write it", () => {
    expect(() => readSnapshot(join(folder, "absent.json"))).to.throw(/missing.*--update/);
    writeFileSync(path, "{");
    expect(() => readSnapshot(path)).to.throw(/not JSON.*--update/);
    writeFileSync(path, '{"open_wallet":{"gas":"many","bytes":1}}');
    expect(() => readSnapshot(path)).to.throw(/open_wallet.*--update/);
  });

  it("marks figures that are above their mark in the table", () => {
    expect(figuresTable([figure(128_000)])).to.match(/reached/);
    expect(figuresTable([figure(128_001)])).to.match(/missed by 1 /);
  });

  it("trusts a stand-in within 3 % of the real token only", () => {
    const cost = (ratio: number) => [{ name: "transfer", measured: ratio * 1_000, real: 1_000, ratio }];
    expect(isFaithful(cost(0.971)) && isFaithful(cost(1.029))).to.equal(true);
    expect(isFaithful(cost(1.031)) || isFaithful(cost(0.969))).to.equal(false);
  });
});
