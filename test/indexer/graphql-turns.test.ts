import { expect } from "chai";
import { Turns } from "../../indexer/graphql/turns.ts";
import { Unavailable } from "../../indexer/sql/unavailable.ts";

const LIMITS = { running: 4, ofOne: 3, heavy: 2, heavyOfOne: 1, rest: 0, waitingOfOne: 3, waiting: 6 };

describe("turns of GraphQL's statements", () => {
  let turns: Turns;
  let started: string[];
  let ends: Map<string, () => void>;

  beforeEach(() => {
    turns = new Turns(LIMITS);
    started = [];
    ends = new Map();
  });

  const ask = (caller: string, name: string, isHeavy = false) =>
    turns.take(caller, isHeavy, () => {
      started.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    });
  const settled = () => new Promise(setImmediate);
  const end = async (name: string) => {
    ends.get(name)?.();
    await settled();
  };

  it("lets a caller run fewer than all, so that another starts at once", async () => {
    for (const name of ["a1", "a2", "a3", "a4", "a5"]) void ask("a", name);
    void ask("b", "b1");
    await settled();
    expect(started).to.deep.equal(["a1", "a2", "a3", "b1"]);
  });

  it("goes round the callers that wait, each with what it asked first", async () => {
    for (const name of ["a1", "a2", "a3"]) void ask("a", name);
    void ask("b", "b1");
    for (const name of ["a4", "a5"]) void ask("a", name);
    for (const name of ["b2", "c1"]) void ask(name[0] ?? "", name);
    await settled();
    await end("a1");
    await end("a2");
    await end("a3");
    await end("b1");
    expect(started.slice(4).sort()).to.deep.equal(["a4", "a5", "b2", "c1"]);
    expect(started.indexOf("c1")).to.be.lessThan(started.indexOf("a5"));
  });

  it("makes what reads much wait for the like, and lets the rest pass", async () => {
    void ask("a", "a1", true);
    void ask("a", "a2", true);
    void ask("a", "a3");
    void ask("b", "b1", true);
    void ask("c", "c1", true);
    void ask("c", "c2");
    await settled();
    expect(started).to.deep.equal(["a1", "a3", "b1", "c2"]);
    await end("b1");
    expect(started.slice(4)).to.deep.equal(["c1"]);
    await end("c1");
    expect(started).to.not.include("a2");
    await end("a1");
    expect(started).to.include("a2");
  });

  it("keeps the place of what read much for a while, and no other", async () => {
    turns = new Turns({ ...LIMITS, rest: 0.001 });
    void ask("a", "a1", true);
    void ask("a", "a2", true);
    await settled();
    ends.get("a1")?.();
    void ask("a", "a3");
    await Promise.resolve();
    expect(started).to.deep.equal(["a1", "a3"]);
    while (!started.includes("a2")) await settled();
    expect(started).to.deep.equal(["a1", "a3", "a2"]);
  });

  it("refuses what would wait too long, of one caller and of all", async () => {
    for (let count = 0; count < 6; count++) void ask("a", `a${count}`);
    const refused = async (caller: string) => {
      const error = await ask(caller, "late").catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(Unavailable);
    };
    await refused("a");
    for (let count = 0; count < 4; count++) void ask("b", `b${count}`);
    await refused("c");
  });

  it("gives the turn on after a failure", async () => {
    for (const name of ["a1", "a2"]) void ask("a", name);
    const failed = turns.take("a", false, async () => {
      throw new Error("no");
    });
    void ask("a", "a3");
    expect(await failed.catch(({ message }) => message)).to.equal("no");
    await settled();
    expect(started).to.deep.equal(["a1", "a2", "a3"]);
  });
});
