import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Hex } from "viem";
import { type EvidenceStore, memoryEvidenceStore, retentionOf } from "../../../sdk/evidence/index.ts";
import { InvalidFieldError } from "../../../sdk/index.ts";
import { type RetentionIndex, retentionIndex, sweepEvidence } from "../../../sdk/node.ts";
import { errorOf, refusalOf } from "../support/refusal.ts";
import { bytesOf, DEAL } from "./support.ts";

const FINAL = 1_800_000_000;
const PERIOD = 1_000;
const evidenceOf = (digit: number): Hex => `0x${String(digit).repeat(64)}`;

describe("how long evidence is kept", () => {
  it("is until the milestone is final, and the audit period after", () => {
    expect(retentionOf({ finalAt: undefined, auditPeriod: PERIOD })).to.deep.equal({ until: undefined });
    expect(retentionOf({ finalAt: FINAL, auditPeriod: PERIOD })).to.deep.equal({ until: FINAL + PERIOD });
    expect(retentionOf({ finalAt: FINAL, auditPeriod: 0 })).to.deep.equal({ until: FINAL });
    for (const input of [
      { finalAt: 0, auditPeriod: 1 },
      { finalAt: FINAL * 1_000, auditPeriod: 315_360_001 },
      { finalAt: FINAL, auditPeriod: -1 },
      { finalAt: FINAL },
    ]) {
      expect(() => retentionOf(input as never)).to.throw(InvalidFieldError);
    }
  });
});

describe("a sweep of evidence", () => {
  let folder: string;
  let index: RetentionIndex;
  let store: EvidenceStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "index-"));
    index = retentionIndex({ folder });
    store = memoryEvidenceStore();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function keep(digit: number, ...texts: readonly string[]): Promise<Hex[]> {
    const objects: Hex[] = [];
    for (const text of texts) objects.push((await store.put(bytesOf(text))).sha256);
    await index.keep({ evidence: evidenceOf(digit), deal: DEAL, milestone: 0, objects, auditPeriod: PERIOD });
    return objects;
  }
  const final = (digit: number) => index.setFinal({ evidence: evidenceOf(digit), finalAt: FINAL });
  const sweep = (now: number, dryRun = false) => sweepEvidence({ store, index, now, dryRun });

  it("deletes from the second on at which the period is over, and nothing before", async () => {
    const [object = "0x"] = await keep(1, "one");
    expect((await sweep(FINAL * 2)).kept).to.deep.equal([{ evidence: evidenceOf(1), reason: "not-final" }]);
    await final(1);
    const until = FINAL + PERIOD;
    expect((await sweep(until - 1)).kept).to.deep.equal([
      { evidence: evidenceOf(1), reason: "audit-period", until },
    ]);
    expect(await store.has(object)).to.equal(true);
    expect(await sweep(until)).to.deep.equal({
      deleted: [evidenceOf(1)],
      kept: [],
      objects: [object],
      shared: [],
    });
    expect(await store.has(object)).to.equal(false);
    expect((await sweep(until + 1)).deleted).to.deep.equal([]);
    const [record] = await index.list();
    expect(record).to.include({ evidence: evidenceOf(1), deletedAt: until });
    expect(record?.objects).to.deep.equal([]);
  });

  it("keeps what other evidence needs, too, until that goes", async () => {
    const [shared = "0x", one = "0x"] = await keep(1, "shared", "one");
    await keep(2, "shared", "two");
    await final(1);
    const first = await sweep(FINAL + PERIOD);
    expect([first.objects, first.shared]).to.deep.equal([[one], [shared]]);
    expect(await store.has(shared)).to.equal(true);
    await final(2);
    await sweep(FINAL + PERIOD);
    expect(await store.has(shared)).to.equal(false);
  });

  it("changes nothing when it is a dry run, and says what it would do", async () => {
    const [object = "0x"] = await keep(1, "one");
    await final(1);
    const files = await readdir(folder);
    const planned = await sweep(FINAL + PERIOD, true);
    expect(await store.has(object)).to.equal(true);
    expect(await readdir(folder)).to.deep.equal(files);
    expect(await sweep(FINAL + PERIOD)).to.deep.equal(planned);
  });

  it("keeps what is under legal hold, until it is released", async () => {
    const [object = "0x"] = await keep(1, "one");
    await final(1);
    await index.hold({ evidence: evidenceOf(1), reason: "court case 7", now: FINAL });
    expect((await sweep(FINAL + PERIOD)).kept).to.deep.equal([{ evidence: evidenceOf(1), reason: "hold" }]);
    await index.release({ evidence: evidenceOf(1) });
    await sweep(FINAL + PERIOD);
    expect(await store.has(object)).to.equal(false);
    const late = () => index.hold({ evidence: evidenceOf(1), reason: "too late", now: FINAL });
    await refusalOf(InvalidFieldError, late);
  });

  it("is finished by the next one, wherever it broke off", async () => {
    for (let crash = 0; crash < 3; crash++) {
      const digit = crash + 3;
      const objects = await keep(digit, `a${crash}`, `b${crash}`, `c${crash}`);
      await final(digit);
      let left = crash;
      const failing = {
        delete: async (object: Hex) => {
          if (left-- === 0) throw new Error("power cut");
          return store.delete(object);
        },
      };
      await errorOf(() => sweepEvidence({ store: failing, index, now: FINAL + PERIOD }));
      const hold = () => index.hold({ evidence: evidenceOf(digit), reason: "half gone", now: FINAL });
      await refusalOf(InvalidFieldError, hold);
      expect((await sweep(FINAL + PERIOD)).deleted).to.deep.equal([evidenceOf(digit)]);
      for (const object of objects) expect(await store.has(object)).to.equal(false);
    }
  });

  it("deletes nothing while a record of the index is damaged", async () => {
    const [object = "0x"] = await keep(1, "one");
    await final(1);
    for (const text of ["", "{", `{"evidence":"${evidenceOf(2)}"}`]) {
      await writeFile(join(folder, `${evidenceOf(2).slice(2)}.json`), text);
      await refusalOf(InvalidFieldError, () => sweep(FINAL + PERIOD));
      expect(await store.has(object)).to.equal(true);
    }
  });

  it("never touches what the index does not know", async () => {
    const { sha256 } = await store.put(bytesOf("another's"));
    await keep(1, "one");
    await final(1);
    await sweep(FINAL + PERIOD);
    expect(await store.has(sha256)).to.equal(true);
  });

  it("goes on where a process that held the lock has ended, and waits for one that runs", async () => {
    await keep(1, "one");
    const ended = { host: hostname(), pid: 2 ** 22 + 1, id: "x" };
    await writeFile(join(folder, ".lock"), JSON.stringify(ended));
    await final(1);
    expect((await sweep(FINAL + PERIOD)).deleted).to.have.length(1);
    expect(await readdir(folder)).to.deep.equal([`${evidenceOf(1).slice(2)}.json`]);
    await Promise.all([2, 3, 4, 5].map((digit) => keep(digit, String(digit))));
    expect(await index.list()).to.have.length(5);
  });

  it("knows again what is put again after its deletion", async () => {
    await keep(1, "one");
    await final(1);
    await sweep(FINAL + PERIOD);
    const [object = "0x"] = await keep(1, "one");
    await index.hold({ evidence: evidenceOf(1), reason: "found again", now: FINAL });
    expect((await sweep(FINAL + PERIOD)).kept).to.have.length(1);
    expect(await store.has(object)).to.equal(true);
  });

  it("refuses what is no record, no reason and no time", async () => {
    await keep(1, "one");
    for (const run of [
      () =>
        index.keep({ evidence: DEAL, deal: DEAL, milestone: 0, objects: ["../x"], auditPeriod: 1 } as never),
      () => index.setFinal({ evidence: "../x", finalAt: FINAL } as never),
      () => index.setFinal({ evidence: evidenceOf(9), finalAt: FINAL }),
      () => index.hold({ evidence: evidenceOf(1), reason: "two\nlines", now: FINAL }),
      () => index.hold({ evidence: evidenceOf(1), reason: "", now: FINAL }),
      () => sweep(-1),
      () => retentionIndex({ folder: "" }),
      () => retentionIndex({ folder, root: "x" } as never),
    ]) {
      await refusalOf(InvalidFieldError, run);
    }
  });
});
