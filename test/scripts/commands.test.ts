import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { generatePrivateKey } from "viem/accounts";
import { readDeployment } from "../../sdk/node.ts";

/** A command of this project, run as its users run it, without the set-up before it. */
function start(script: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [`scripts/${script}.ts`, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
}

/** Exit code and output of a command that ends by itself, or by what is done to it meanwhile. */
async function ended(command: ChildProcess) {
  const { stdout, stderr } = command;
  if (stdout === null || stderr === null) throw new Error("the command has no output");
  const [out, err, [code]] = await Promise.all([text(stdout), text(stderr), once(command, "close")]);
  return { code: code as number | null, out, err };
}

/** The first line a command prints, as JSON; fails with its errors when it ends before. */
async function firstLine(command: ChildProcess): Promise<Record<string, unknown>> {
  let out = "";
  let err = "";
  command.stderr?.on("data", (chunk: Buffer) => {
    err += chunk;
  });
  for await (const chunk of command.stdout ?? []) {
    out += chunk;
    if (out.includes("\n")) return JSON.parse(out.slice(0, out.indexOf("\n")));
  }
  throw new Error(`the command ended without a line: ${err}`);
}

const isGone = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  );

describe("commands", () => {
  describe("npm run <command> -- --help", () => {
    const helpOf = (command: string) =>
      ended(
        spawn(process.execPath, ["scripts/bootstrap.mjs", command, "--help"], {
          stdio: ["ignore", "pipe", "pipe"],
        }),
      );

    for (const [command, says] of [
      ["format", "Rewrites TypeScript and Solidity files"],
      ["pack:check", "installs the tarballs outside the repository"],
      ["relayer", "Runs the relayer until Ctrl-C"],
      ["test:quick", "Usage: npm test -- [options] [files...]"],
    ] as const) {
      it(`of ${command} says what it does, and does nothing`, async () => {
        const { code, out, err } = await helpOf(command);
        expect(out).to.contain(says);
        expect(err).to.equal("");
        expect(code).to.equal(0);
      });
    }
  });

  describe("stack --json", () => {
    it("says where everything is, keeps it running, and takes it all down on a signal", async () => {
      const command = start("stack", "--json");
      const ready = await firstLine(command);
      const deployment = readDeployment(String(ready.deployment));
      expect(deployment.quittance).to.equal(ready.quittance);
      expect(deployment.jurorPool).to.equal(ready.jurorPool);
      expect(ready.poolJurors).to.have.length(7);
      const listed = ready.accounts as readonly { address: string; role: string; hasUsdc: boolean }[];
      const roles = (role: string) =>
        listed.filter((each) => each.role === role).map(({ address }) => address);
      expect(roles("juror of the pool")).to.have.members(ready.poolJurors as string[]);
      const single = ["relayer", "buyer", "seller", "juror 1", "juror 2", "juror 3", "arbiter"];
      const issuer = ["USDC's admin", "USDC's minter", "USDC's pauser", "USDC's blacklister"];
      for (const role of [...single, ...issuer]) expect(roles(role), role).to.have.length(1);
      expect(listed.filter(({ hasUsdc }) => hasUsdc)).to.have.length(10);
      const answer = await fetch(String(ready.graphqlUrl), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: "{ deals { totalCount } }" }),
      });
      expect(await answer.json()).to.deep.equal({ data: { deals: { totalCount: 0 } } });

      const closed = once(command, "close");
      command.kill("SIGTERM");
      const [code] = await closed;
      expect(code).to.equal(0);
      expect(await isGone(String(ready.rpcUrl))).to.equal(true);
      expect(await isGone(`${ready.indexerUrl}/status`)).to.equal(true);
      expect(existsSync(String(ready.deployment))).to.equal(false);
    });
  });

  describe("wrong usage", () => {
    const commands = [["demo"], ["stack"], ["deploy", "--network", "local"], ["bench-gas"]] as const;
    for (const [script, ...needed] of commands) {
      it(`of ${script} names the option and ends with code 2`, async () => {
        const { code, err } = await ended(start(script, ...needed, "--colour"));
        expect(err).to.contain("--colour");
        expect(code).to.equal(2);
      });
    }

    it("of deploy repeats nothing that could be a key", async () => {
      const key = generatePrivateKey();
      const attempts = [
        { args: ["--usdc", key], exit: 2 },
        { args: ["--usdc", key.slice(0, -1)], exit: 2 },
        { args: ["--rpc-url", key.slice(2)], exit: 2 },
        { args: ["--rpc-url", `user:${key.slice(0, 16)}@host`], exit: 2 },
        { args: ["--rpc-url", `http://user:${key.slice(0, 16)}@127.0.0.1:99999`], exit: 2 },
        { args: [key], exit: 2 },
        { args: ["--keystore", key], exit: 1 },
      ];
      for (const { args, exit } of attempts) {
        const { code, out, err } = await ended(start("deploy", "--network", "local", ...args));
        expect(err).to.not.equal("");
        expect(`${out}${err}`).to.not.contain(key.slice(2, 14));
        expect(code).to.equal(exit);
      }
    });
  });
});
