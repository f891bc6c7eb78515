import { expect } from "chai";
import { cleanerOf } from "../../indexer/log/clean.ts";
import { cleanPonderLog } from "../../indexer/log/ponder-log.ts";

const NODE = "https://user:hunter2hunter2@node.example/v2/aKeyOfTheNode?token=anotherKey";
const DATABASE = "postgres://quittance_indexer:s3cret%2Fs3cret@db.example/quittance";

describe("what the indexer logs", () => {
  const clean = cleanerOf([NODE, DATABASE]);

  it("shows of a node's URL where it is, and of a database's nothing", () => {
    expect(clean(`URL: ${NODE} failed`)).to.equal("URL: https://node.example/… failed");
    expect(clean(`no login at ${DATABASE}`)).to.equal("no login at (not shown)");
    expect(clean("asked http://127.0.0.1:8545")).to.equal("asked http://127.0.0.1:8545");
    expect(clean("see wss://other.example/key")).to.equal("see wss://other.example/…");
  });

  it("hides the secret parts of its own URLs wherever they stand, as they are and decoded", () => {
    for (const secret of [
      "aKeyOfTheNode",
      "anotherKey",
      "hunter2hunter2",
      "s3cret%2Fs3cret",
      "s3cret/s3cret",
    ]) {
      expect(clean(`said "${secret}"`)).to.equal('said "(not shown)"');
    }
    expect(clean("block 12 of the deal 0xab")).to.equal("block 12 of the deal 0xab");
  });

  it("takes them out of Ponder's lines, also of errors and of what child loggers write, and leaves the errors whole", () => {
    const written: { readonly msg?: string; readonly error?: Error; readonly list?: unknown }[] = [];
    const logger = {
      warn: (line: object) => written.push(line),
      child: () => ({ warn: (line: object) => written.push(line) }),
    };
    const before = Reflect.get(globalThis, "PONDER_COMMON");
    Reflect.set(globalThis, "PONDER_COMMON", { logger });
    try {
      expect(cleanPonderLog(clean)).to.equal(true);
      const error = new TypeError(`at ${NODE}`, { cause: new Error(DATABASE) });
      logger.warn({ msg: NODE, error, list: [{ url: NODE }] });
      logger.child().warn({ msg: DATABASE });
      const [line, other] = written;
      expect([line?.msg, other?.msg]).to.deep.equal(["https://node.example/…", "(not shown)"]);
      expect(line?.error).to.be.instanceOf(TypeError);
      expect([line?.error?.message, String(line?.error?.cause)]).to.deep.equal([
        ...["at https://node.example/…", "Error: (not shown)"],
      ]);
      expect(line?.error?.stack).to.not.include("aKeyOfTheNode");
      expect(line?.list).to.deep.equal([{ url: "https://node.example/…" }]);
      expect(error.message).to.include("aKeyOfTheNode");
    } finally {
      Reflect.set(globalThis, "PONDER_COMMON", before);
    }
  });
});
