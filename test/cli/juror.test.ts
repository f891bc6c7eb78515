import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { type Stack, startStack } from "../../sdk/testing/index.ts";
import { type Bench, openBench, PASSPHRASE } from "./support/bench.ts";

describe("quittance juror", () => {
  let bench: Bench;

  before(() => {
    bench = openBench();
  });
  after(() => bench.remove());

  it("shows one thing of a running juror on each line", async () => {
    const [juror, deal] = [`0x${"aa".repeat(20)}`, `0x${"11".repeat(32)}`];
    const next = [{ deal, milestone: 0, round: 1, state: "judge", until: 1_800_000_000 }];
    const status = { juror, chainId: 31_337, dryRun: false, ok: true, states: { judge: 1 }, next };
    const server = createServer((_, answer) => answer.end(JSON.stringify(status))).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { out } = await bench.call("juror", "status", "--juror-url", `http://127.0.0.1:${port}`);
    server.close();
    const lines = out.trimEnd().split("\n");
    expect(lines.slice(0, 5)).to.deep.equal([
      `juror  ${juror}`,
      "chain  31337",
      "well   yes",
      "judge  1",
      "",
    ]);
    expect(lines[6]).to.match(new RegExp(`^${deal} +0 +1 +judge +2027-01-15 08:00:00Z$`));
    expect(lines).to.have.lengthOf(7);
  });

  describe("run --check, on a chain", () => {
    let stack: Stack;

    before(async () => {
      stack = await startStack();
      const [juror] = stack.jurors;
      if (juror === undefined) throw new Error("the stack has no juror");
      await bench.key("juror-1", juror);
    });
    after(() => stack.stop());

    it("refuses to look from a block that the chain has not reached", async () => {
      const settings = {
        ...{ RPC_URL: stack.rpcUrl, QUITTANCE: stack.address, BOARDS: "https://board.example" },
        ...{ KEY_FILE: `${bench.keys}/juror-1.json`, FOLDER: bench.folder },
        PASSPHRASE_FILE: bench.file("secret", PASSPHRASE),
      };
      const lines = Object.entries(settings).map(([name, value]) => `JUROR_${name}=${value}\n`);
      const checked = (block: string) => {
        const file = bench.file("juror.env", `${lines.join("")}JUROR_FROM_BLOCK=${block}\n`);
        return bench.call("juror", "run", "--settings", file, "--check");
      };
      const { code, err } = await checked("12345678");
      expect(code).to.equal(1);
      expect(err).to.match(/JUROR_FROM_BLOCK is beyond the chain, whose latest block is \d+/);
      expect((await checked(String(stack.startBlock))).code).to.equal(0);
    });
  });
});
