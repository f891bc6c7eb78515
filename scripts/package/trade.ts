import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type HDAccount, toHex } from "viem";
import { exampleDraw, startStack } from "../../sdk/testing/index.ts";
import type { Consumer } from "./consumer.ts";
import { outsiderEnvironment, runOutside } from "./outsider.ts";

/** A draw takes seats that are a day old: the chain starts in the past, and has the time of this machine once it is done. */
const DRAW_TAKES = 2 * 86_400 + 120;

/** Basis points of the milestone that two agreeing jurors of three gave. */
const FULL = 10_000;

/**
 * Closes a deal between the README's buyer and seller before a drawn panel, on a local chain: buyer, seller and jurors are
 * processes of their own.
 *
 * @throws Error when a process fails, or the verdict is not full payment.
 */
export async function closeDeal(consumer: Consumer, compiled: string): Promise<void> {
  const { folder } = consumer;
  const children: ChildProcess[] = [];
  const script = (name: string) => [join(folder, compiled, `${name}.js`)];
  const stack = await startStack({ startTime: Math.floor(Date.now() / 1_000) - DRAW_TAKES });
  try {
    const { transcript: drawn, jurors, jurorKeys } = await exampleDraw(stack, { jurors: 3 });
    const { rpcUrl, address: quittance, pool } = stack;
    const told = { rpcUrl, chainId: stack.chain.id, quittance, pool, drawn };
    const environment = (more: object) =>
      outsiderEnvironment({ TRADE: JSON.stringify({ ...told, ...more }) });
    const start = (name: string, more: object) => {
      const stdio: StdioOptions = ["ignore", "pipe", "pipe"];
      const child = spawn(process.execPath, script(name), { cwd: folder, env: environment(more), stdio });
      children.push(child);
      return firstLine(child, name);
    };
    const panelKeys = jurorKeys.filter((_, index) => drawn.panel.includes(jurors[index]?.address ?? "0x"));
    const jurorsUrl = await start("jurors-main", { keys: panelKeys });
    const sellerUrl = await start("seller-main", { jurorsUrl, keys: [keyOf(stack.seller)] });
    const printed = await runOutside(process.execPath, script("buyer-main"), {
      cwd: folder,
      env: environment({ sellerUrl, keys: [keyOf(stack.buyer)] }),
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
    await stack.stop();
  }
}

const keyOf = (account: HDAccount) => toHex(account.getHdKey().privateKey ?? new Uint8Array());

async function firstLine(child: ChildProcess, name: string): Promise<string> {
  if (child.stdout === null || child.stderr === null) throw new Error(`${name} has no output`);
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
  });
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`${name} ended before it was ready:\n${said.trim()}`);
}
