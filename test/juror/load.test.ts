import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { startDaemon } from "../../apps/juror/daemon/daemon.ts";
import { hostLoad } from "../../apps/juror/daemon/host-load.ts";
import { pauseFor } from "../../apps/juror/daemon/pause.ts";
import { silentLog } from "../../apps/juror/log.ts";
import { openQueue } from "../../apps/juror/queue/queue.ts";
import type { EvidenceBundle } from "../../sdk/evidence/index.ts";
import type { Pact } from "../../sdk/pact/index.ts";
import type { JudgingCase } from "../../sdk/watching/index.ts";
import { caseOf } from "../support/juror/cases.ts";
import { until } from "../support/juror/until.ts";

const DUTIES = 300;
const PLACES = 4;

describe("a juror with hundreds of questions at once", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "quittance-juror-load-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Judges what is given, by evidence that `fetch` gets. */
  const judging = (cases: readonly JudgingCase[], fetch: (asked: JudgingCase) => Promise<EvidenceBundle>) => {
    const queue = openQueue({ path: join(folder, "juror.sqlite"), leaseFor: 30_000 });
    queue.take(cases, 1_500);
    const daemon = startDaemon({
      ...{ node: {} as never, watched: {} as never, queue, log: silentLog, counted: () => undefined },
      ...{ clock: { now: async () => 1_500 }, collect: undefined, settle: undefined, step: undefined },
      ...{ atOnce: PLACES, judgingTimeout: 60_000, pollEvery: 5 },
      judging: {
        pacts: { find: async () => ({ clauses: [] }) as unknown as Pact },
        evidence: { declines: () => undefined, inputs: async () => new Map(), fetch },
        evaluator: {
          declines: () => undefined,
          judge: async () => ({ score: 1, reasons: "{}" }),
          refuse: () => ({ score: 0, reasons: "{}" }),
        },
      },
    });
    const end = async () => {
      await daemon.stop();
      queue.close();
    };
    return { queue, end };
  };

  it("has no more in hand than it has places, and judges all of them", async () => {
    let open = 0;
    let most = 0;
    const { queue, end } = judging(
      Array.from({ length: DUTIES }, (_, number) => caseOf(number)),
      async () => {
        most = Math.max(most, ++open);
        await sleep(1);
        open--;
        return {} as EvidenceBundle;
      },
    );
    await until(() => queue.status().states.sign === DUTIES);
    await end();
    expect(most).to.equal(PLACES);
  });

  it("judges the others while one server keeps all that ask it waiting", async () => {
    const slow = "https://slow.example/manifest";
    const cases = Array.from({ length: DUTIES }, (_, number) =>
      // The slow ones come first, as their time ends first.
      caseOf(number, number < DUTIES / 2 ? { evidenceUri: slow } : {}),
    );
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let waiting = 0;
    const { queue, end } = judging(cases, async ({ evidenceUri }) => {
      if (evidenceUri === slow) {
        waiting++;
        await held;
      }
      return {} as EvidenceBundle;
    });
    await until(() => queue.status().states.sign === DUTIES / 2);
    expect(waiting).to.equal(PLACES / 2);
    release();
    await until(() => queue.status().states.sign === DUTIES);
    await end();
  });

  it("waits twice as long after each failure, up to a limit", () => {
    expect([0, 1, 2, 3, 50].map((failures) => pauseFor(failures, 100, 700))).to.deep.equal([
      100, 200, 400, 700, 700,
    ]);
  });

  it("gives a host that failed one place until it answers again", () => {
    const hosts = hostLoad(4);
    const [one, two] = [hosts.enter("a"), hosts.enter("a")];
    expect(hosts.busy()).to.deep.equal(["a"]);
    one(true);
    expect(hosts.busy()).to.deep.equal([]);
    two(false);
    const third = hosts.enter("a");
    expect(hosts.busy()).to.deep.equal(["a"]);
    third(true);
    hosts.enter("a");
    expect(hosts.busy()).to.deep.equal([]);
    hosts.enter("b");
    expect(hosts.busy()).to.deep.equal([]);
  });
});
