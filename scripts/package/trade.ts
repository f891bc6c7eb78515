import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Consumer } from "./consumer.ts";
import { outsiderEnvironment, runOutside } from "./outsider.ts";

/** Places of the development accounts: the stack describes which is whose. */
interface StackLine {
  readonly chainId: number;
  readonly rpcUrl: string;
  readonly quittance: string;
  readonly mnemonic: string;
  readonly accounts: readonly { readonly index: number; readonly role: string }[];
}

/** Basis points of the milestone that two agreeing jurors of three gave. */
const FULL = 10_000;

/**
 * Closes a deal between the README's buyer and seller, each in a process of its own, on a chain that `npm run stack` keeps.
 *
 * @throws Error when a process fails, or the verdict is not full payment.
 */
export async function closeDeal(root: string, consumer: Consumer, compiled: string): Promise<void> {
  const children: ChildProcess[] = [];
  const start = async (program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) => {
    const child = spawn(program, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    children.push(child);
    return firstLine(child, args.join(" "));
  };
  try {
    const stack: StackLine = JSON.parse(
      await start(process.execPath, [join(root, "scripts/stack.ts"), "--json"], root, process.env),
    );
    const placeOf = (role: string) => stack.accounts.find((account) => account.role === role)?.index ?? -1;
    const { rpcUrl, chainId, quittance, mnemonic } = stack;
    const roles = {
      buyer: placeOf("buyer"),
      seller: placeOf("seller"),
      jurors: [1, 2, 3].map((juror) => placeOf(`juror ${juror}`)),
    };
    const told = { rpcUrl, chainId, quittance, mnemonic, roles };
    const environment = (more: object) =>
      outsiderEnvironment({ TRADE: JSON.stringify({ ...told, ...more }) });
    const script = (name: string) => [join(consumer.folder, compiled, `${name}.js`)];
    const { folder } = consumer;
    const jurorsUrl = await start(process.execPath, script("jurors-main"), folder, environment({}));
    const sellerUrl = await start(
      process.execPath,
      script("seller-main"),
      folder,
      environment({ jurorsUrl }),
    );
    const printed = await runOutside(process.execPath, script("buyer-main"), {
      cwd: folder,
      env: environment({ sellerUrl }),
    });
    const { dealId, verdict } = JSON.parse(printed) as {
      readonly dealId: string;
      readonly verdict: { readonly dealId: string; readonly payout: number };
    };
    if (verdict.dealId !== dealId || verdict.payout !== FULL) {
      throw new Error(`deal ${dealId} ended with ${JSON.stringify(verdict)}, not with ${FULL} for it`);
    }
  } finally {
    for (const child of children) child.kill("SIGTERM");
    await Promise.all(
      children.map((child) =>
        child.exitCode === null && child.signalCode === null ? once(child, "close") : undefined,
      ),
    );
  }
}

async function firstLine(child: ChildProcess, name: string): Promise<string> {
  if (child.stdout === null || child.stderr === null) throw new Error(`${name} has no output`);
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
  });
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`${name} ended before it was ready:\n${said.trim()}`);
}
