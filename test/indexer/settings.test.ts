import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { httpRpc, identifyChain, NodeBusyError, type RpcCall } from "../../indexer/settings/chain.ts";
import { recordText } from "../../indexer/settings/record-text.ts";
import { type Environment, readSettings, SettingsError } from "../../indexer/settings/settings.ts";
import { type Answer, type LoopbackNode, startNode } from "../support/nodes/loopback-node.ts";

const ADDRESS = "0x00000000000000000000000000000000000000AA";
const POOL = "0x00000000000000000000000000000000000000BB";
const RPC = { PONDER_RPC_URL: "http://127.0.0.1:8545" };
const EXPLICIT = {
  ...RPC,
  QUITTANCE_ADDRESS: ADDRESS,
  QUITTANCE_START_BLOCK: "7",
  QUITTANCE_CHAIN_ID: "31337",
};
const RECORD = JSON.stringify({ chainId: 84532, network: "base-sepolia", quittance: ADDRESS, startBlock: 9 });

const noRecord = () => {
  throw new Error("no such file");
};
const read = (env: Environment, record: () => string = noRecord) => readSettings(env, record);

describe("the indexer's settings", () => {
  it("take the deployment from the environment", () => {
    expect(read(EXPLICIT)).to.deep.equal({
      deployment: { address: ADDRESS.toLowerCase(), jurorPools: [], startBlock: 7, chainId: 31337 },
      rpcUrls: ["http://127.0.0.1:8545"],
      wsUrl: undefined,
      database: { kind: "pglite", directory: undefined },
      sqlUrl: undefined,
      reread: false,
      finalityBlocks: undefined,
    });
  });

  it("take the deployment from a record, by its path or its network", () => {
    const asked: unknown[] = [];
    const readRecord = (where: unknown) => {
      asked.push(where);
      return RECORD;
    };
    const deployment = {
      address: ADDRESS.toLowerCase(),
      jurorPools: [],
      startBlock: 9,
      chainId: 84532,
    };
    expect(readSettings({ ...RPC, QUITTANCE_DEPLOYMENT: "/a.json" }, readRecord).deployment).to.deep.equal(
      deployment,
    );
    expect(readSettings({ ...RPC, QUITTANCE_NETWORK: "base-sepolia" }, readRecord).deployment).to.deep.equal(
      deployment,
    );
    expect(asked).to.deep.equal([{ path: "/a.json" }, { network: "base-sepolia" }]);
  });

  it("look for records by their paths, and for networks in deployments/", () => {
    expect(recordText({ path: "package.json" })).to.equal(readFileSync("package.json", "utf8"));
    const missing = resolve("deployments/nowhere.json");
    expect(() => recordText({ network: "nowhere" }))
      .to.throw("ENOENT")
      .with.property("path", missing);
  });

  it("take the juror pool of a record, or those the environment lists instead", () => {
    const record = () => JSON.stringify({ ...JSON.parse(RECORD), jurorPool: POOL });
    const env = { ...RPC, QUITTANCE_NETWORK: "base-sepolia" };
    expect(read(env, record).deployment.jurorPools).to.deep.equal([POOL.toLowerCase()]);
    const listed = { QUITTANCE_JUROR_POOLS: `${ADDRESS}, ${POOL},${POOL.toLowerCase()}` };
    const pools = [ADDRESS.toLowerCase(), POOL.toLowerCase()];
    expect(read({ ...env, ...listed }, record).deployment.jurorPools).to.deep.equal(pools);
    expect(read({ ...EXPLICIT, ...listed }).deployment.jurorPools).to.deep.equal(pools);
  });

  it("take several nodes, a subscription and a database", () => {
    const settings = read({
      ...EXPLICIT,
      PONDER_RPC_URL: "https://a.example, https://b.example",
      PONDER_WS_URL: "wss://a.example",
      DATABASE_URL: "postgres://me@host/base",
    });
    expect(settings.rpcUrls).to.deep.equal(["https://a.example", "https://b.example"]);
    expect(settings.wsUrl).to.equal("wss://a.example");
    expect(settings.database).to.deep.equal({
      kind: "postgres",
      connectionString: "postgres://me@host/base",
    });
    expect(settings.sqlUrl).to.equal(undefined);
  });

  it("take after how many blocks one is final, and whether to read the chain again", () => {
    const { finalityBlocks, reread } = read({
      ...EXPLICIT,
      QUITTANCE_FINALITY_BLOCKS: "300",
      QUITTANCE_REREAD: "1",
    });
    expect([finalityBlocks, reread]).to.deep.equal([300, true]);
  });

  it("turn /sql on when they name a role for it, on PostgreSQL", () => {
    const on = {
      DATABASE_URL: "postgres://me@host/base",
      QUITTANCE_SQL_DATABASE_URL: "postgres://you@host/base",
    };
    expect(read({ ...EXPLICIT, ...on }).sqlUrl).to.equal("postgres://you@host/base");
    expect(read({ ...EXPLICIT, ...on, QUITTANCE_SQL_DATABASE_URL: "" }).sqlUrl).to.equal(undefined);
  });

  const refusals: readonly [string, Environment, (() => string) | undefined, string][] = [
    ["no deployment", RPC, undefined, "No deployment named. Set QUITTANCE_DEPLOYMENT"],
    [
      "half a deployment",
      { ...RPC, QUITTANCE_ADDRESS: ADDRESS },
      undefined,
      "QUITTANCE_ADDRESS set without QUITTANCE_START_BLOCK and QUITTANCE_CHAIN_ID",
    ],
    [
      "a bad address",
      { ...EXPLICIT, QUITTANCE_ADDRESS: "0x12" },
      undefined,
      "QUITTANCE_ADDRESS=0x12: is not an address",
    ],
    [
      "a bad block",
      { ...EXPLICIT, QUITTANCE_START_BLOCK: "-1" },
      undefined,
      "QUITTANCE_START_BLOCK=-1: is not a whole",
    ],
    ["chain 0", { ...EXPLICIT, QUITTANCE_CHAIN_ID: "0" }, undefined, "QUITTANCE_CHAIN_ID=0: "],
    [
      "no record",
      { ...RPC, QUITTANCE_DEPLOYMENT: "/a.json" },
      undefined,
      "QUITTANCE_DEPLOYMENT=/a.json: no deployment",
    ],
    [
      "a network that is a path",
      { ...RPC, QUITTANCE_NETWORK: "../x" },
      undefined,
      "QUITTANCE_NETWORK=../x: is not",
    ],
    [
      "a record without a start block",
      { ...RPC, QUITTANCE_NETWORK: "local" },
      () => JSON.stringify({ chainId: 31337, quittance: ADDRESS }),
      "QUITTANCE_NETWORK=local: the record's startBlock is wrong",
    ],
    [
      "a bad pool among good ones",
      { ...EXPLICIT, QUITTANCE_JUROR_POOLS: `${POOL},0x12` },
      undefined,
      "QUITTANCE_JUROR_POOLS=0x00000000000000000000000000000000000000BB,0x12: is not an address",
    ],
    [
      "a record with a bad pool",
      { ...RPC, QUITTANCE_NETWORK: "local" },
      () => JSON.stringify({ ...JSON.parse(RECORD), jurorPool: "0x12" }),
      "QUITTANCE_NETWORK=local: the record's jurorPool is wrong",
    ],
    ["no node", { ...EXPLICIT, PONDER_RPC_URL: "" }, undefined, "PONDER_RPC_URL is not set"],
    [
      "SQL on PGlite",
      { ...EXPLICIT, QUITTANCE_SQL_DATABASE_URL: "postgres://you@host/base" },
      undefined,
      "Set DATABASE_URL to a PostgreSQL database, or leave QUITTANCE_SQL_DATABASE_URL out.",
    ],
    [
      "SQL as the role that writes",
      {
        ...EXPLICIT,
        DATABASE_URL: "postgres://me:a@host/base",
        QUITTANCE_SQL_DATABASE_URL: "postgresql://me:b@host/base",
      },
      undefined,
      "QUITTANCE_SQL_DATABASE_URL has the user of DATABASE_URL",
    ],
    [
      "another word than 1 for reading again",
      { ...EXPLICIT, QUITTANCE_REREAD: "yes" },
      undefined,
      "QUITTANCE_REREAD=yes: drops",
    ],
    ["memory", { ...EXPLICIT, QUITTANCE_PGLITE_DIRECTORY: "memory://" }, undefined, "cannot start in memory"],
  ];
  for (const [what, env, record, message] of refusals) {
    it(`refuse ${what}`, () => {
      expect(() => read(env, record)).to.throw(SettingsError, message);
    });
  }

  const key = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
  const url = "https://user:4c0883a69102937d@host";
  const misplaced: readonly (readonly [string, readonly string[]])[] = [
    [
      "QUITTANCE_ADDRESS",
      [`0x${key}`, key, `0x${key.slice(1)}`, `${key.slice(0, 32)} ${key.slice(32)}`, url],
    ],
    [
      "QUITTANCE_JUROR_POOLS",
      [[...Buffer.from(key, "hex").subarray(0, 24)].join(","), `0x${key}`, `${POOL},${key}`, url],
    ],
    ["QUITTANCE_START_BLOCK", [`0x${key}`, Buffer.from(key, "hex").toString("base64"), url]],
    ["QUITTANCE_CHAIN_ID", [`0x${key}`, url, url.slice("https://".length)]],
  ];
  for (const [name, values] of misplaced) {
    it(`refuse a key or a URL as ${name} without showing it`, () => {
      for (const value of values) {
        expect(() => read({ ...EXPLICIT, [name]: value })).to.throw(SettingsError, `${name}=(not shown): `);
      }
    });
  }

  it("refuse every form of a key that the library knows as the deployment without showing it", () => {
    const seed = `${"test ".repeat(11)}junk`;
    const list = [...Buffer.from(key, "hex").subarray(0, 24)].join(",");
    const bytes = [...Buffer.from(key, "hex")].map((byte) => `0x${byte.toString(16)}`).join(" ");
    for (const value of [seed, bytes, list, `/keys/${key}.json`]) {
      expect(() => read({ ...RPC, QUITTANCE_DEPLOYMENT: value }, () => "{")).to.throw(
        SettingsError,
        "QUITTANCE_DEPLOYMENT=(not shown): ",
      );
    }
  });

  it("refuse a key or a URL as the deployment without showing it, nor what stands in the file", () => {
    const failing = (message: string, more: object = {}) => {
      throw Object.assign(new Error(message), more);
    };
    for (const name of ["QUITTANCE_NETWORK", "QUITTANCE_DEPLOYMENT"]) {
      for (const value of [key, `0x${key}`, url]) {
        for (const record of [
          () => failing(`no file ${value}`, { code: "ENOENT" }),
          () => failing(`no file ${value}`),
          () => value,
        ]) {
          expect(() => read({ ...RPC, [name]: value }, record))
            .to.throw(SettingsError, `${name}=(not shown): `)
            .with.property("message")
            .that.does.not.include("4c0883a69102937d");
        }
      }
    }
    expect(() => read({ ...RPC, QUITTANCE_DEPLOYMENT: "/key" }, () => key)).to.throw(
      SettingsError,
      "QUITTANCE_DEPLOYMENT=/key: no deployment record can be read there (it is not JSON)",
    );
  });

  for (const name of ["PONDER_RPC_URL", "PONDER_WS_URL", "DATABASE_URL", "QUITTANCE_SQL_DATABASE_URL"]) {
    it(`refuse a wrong ${name} without showing it`, () => {
      const secret = "mysql://user:hunter2@host";
      expect(() => read({ ...EXPLICIT, [name]: secret }))
        .to.throw(SettingsError, name)
        .with.property("message")
        .that.does.not.include("hunter2");
    });
  }
});

describe("the chain the indexer is pointed at", () => {
  const deployment = {
    chainId: 31337,
    address: "0x00000000000000000000000000000000000000aa",
    jurorPools: ["0x00000000000000000000000000000000000000bb"],
    startBlock: 0,
  } as const;
  const node =
    (answers: { chainId?: string; code?: string; pool?: string; genesis?: unknown } = {}): RpcCall =>
    async (method, [asked]) => {
      if (method === "eth_chainId") return answers.chainId ?? "0x7a69";
      if (method === "eth_getCode" && asked !== deployment.address) return answers.pool ?? "0x60";
      if (method === "eth_getCode") return answers.code ?? "0x60";
      return answers.genesis === undefined ? { hash: "0x01" } : answers.genesis;
    };
  const refusal = async (...nodes: RpcCall[]) => {
    try {
      return await identifyChain(nodes, deployment);
    } catch (error) {
      return error instanceof SettingsError ? error.message : error;
    }
  };

  it("is told by the hash of its first block", async () => {
    expect(await identifyChain([node(), node()], deployment)).to.equal("0x01");
  });

  it("is refused when it is another one", async () => {
    expect(await refusal(node({ chainId: "0x1" }))).to.include(
      "answers for chain 1, the deployment is on chain 31337",
    );
  });

  it("is refused when the contract is not there", async () => {
    expect(await refusal(node({ code: "0x" }))).to.include(`no contract at ${deployment.address}`);
  });

  it("is refused when a juror pool is not there", async () => {
    expect(await refusal(node({ pool: "0x" }))).to.include(`no contract at ${deployment.jurorPools[0]}`);
  });

  it("is refused when it hides its first block", async () => {
    expect(await refusal(node({ genesis: null }))).to.include("does not serve block 0");
  });

  it("is refused when two nodes serve different ones of the same id", async () => {
    expect(await refusal(node(), node({ genesis: { hash: "0x02" } }))).to.include("serve 2 chains");
  });

  it("is told by the other nodes while one has no time, and by none that serves another chain", async () => {
    const busy: RpcCall = async () => {
      throw new NodeBusyError("PONDER_RPC_URL: a node has no time");
    };
    expect(await identifyChain([busy, node()], deployment)).to.equal("0x01");
    expect(await identifyChain([node(), busy, busy], deployment)).to.equal("0x01");
    expect(await refusal(busy, busy)).to.include("has no time");
    expect(await refusal(busy, node({ chainId: "0x1" }))).to.include("answers for chain 1");
  });

  it("is asked for again while no node has time, and no longer than the limit", async () => {
    let tries = 0;
    const busyFor =
      (times: number): RpcCall =>
      async (...call) => {
        if (tries++ < times) throw new NodeBusyError("PONDER_RPC_URL: a node has no time");
        return node()(...call);
      };
    const patience = { firstMs: 1, mostMs: 4, limitMs: 600_000 };
    expect(await identifyChain([busyFor(5)], deployment, patience)).to.equal("0x01");

    const endless = identifyChain([busyFor(Number.POSITIVE_INFINITY)], deployment, {
      ...patience,
      limitMs: 20,
    });
    const error = await endless.catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(NodeBusyError);
    expect(String(error)).to.match(
      /No node in PONDER_RPC_URL answered in \d+ seconds and \d+ tries\. The last: /,
    );

    tries = 0;
    const wrong: RpcCall = async () => "0x1";
    await identifyChain([busyFor(9), wrong], deployment, patience).catch((reason: unknown) =>
      expect(String(reason)).to.include("answers for chain 1"),
    );
    expect(tries).to.equal(1);
  });
});

describe("a node over HTTP that the indexer starts with", () => {
  let node: LoopbackNode;
  before(async () => {
    node = await startNode(async () => "0x7a69");
  });
  after(async () => {
    await node.stop();
  });
  const failure = async (answer: Answer) => {
    node.behave(() => answer);
    return httpRpc(node.url)("eth_chainId", []).catch((error: unknown) => error);
  };

  it("answers", async () => {
    node.behave((_, forward) => forward());
    expect(await httpRpc(node.url)("eth_chainId", [])).to.equal("0x7a69");
  });

  it("is busy when it limits, by a status or by a code, or breaks off: another may do", async () => {
    for (const answer of [
      { status: 429 },
      { status: 503 },
      { error: { code: -32_005, message: "slow down" } },
    ] as const) {
      expect(await failure(answer))
        .to.be.instanceOf(NodeBusyError)
        .with.property("message")
        .that.includes("no time");
    }
    expect(await failure("broken off"))
      .to.be.instanceOf(NodeBusyError)
      .with.property("message")
      .that.includes("Is the node running?");
  });

  it("starts an indexer although it answers 429 at first", async () => {
    const deployment = { chainId: 31337, address: ADDRESS, jurorPools: [], startBlock: 0 } as const;
    const results: Readonly<Record<string, unknown>> = {
      ...{ eth_chainId: "0x7a69", eth_getCode: "0x60", eth_getBlockByNumber: { hash: "0x01" } },
    };
    let refused = 0;
    node.behave(({ method }) => (refused++ < 3 ? { status: 429 } : { result: results[method] }));
    const patience = { firstMs: 1, mostMs: 1, limitMs: 600_000 };
    expect(await identifyChain([httpRpc(node.url)], deployment, patience)).to.equal("0x01");
    expect(refused).to.equal(6);
  });

  it("is a wrong setting when it refuses", async () => {
    const error = await failure({ error: { code: -32_000, message: "invalid key" } });
    expect(error).to.be.instanceOf(SettingsError).and.not.instanceOf(NodeBusyError);
  });
});
