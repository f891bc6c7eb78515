import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { zeroAddress } from "viem";
import { readSettings } from "../../apps/exchange/settings.ts";
import type { BallotQuestion } from "../../sdk/jury/index.ts";
import { postBallot } from "../../sdk/jury/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { exchangeSettings, openQuestion, startTestExchange } from "../support/exchange/exchange.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section, tableRows } from "./support/markdown.ts";

const page = readPage("docs/ballot-board.md");
const [source = ""] = blocks(page, "ts");
const example = wholeModule(exampleFolder("ballot-board"), "juror", source);

interface Juror {
  readonly commit: (...given: unknown[]) => Promise<never>;
  readonly mayReveal: (...given: unknown[]) => Promise<boolean>;
  readonly aggregate: (duty: unknown) => Promise<{ readonly sent?: { readonly payout: number } }>;
}

describe("docs/ballot-board.md", () => {
  const setup = useStack();
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "quittance-page-guard-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("has an example that passes the type checker", () => {
    expect(typeErrors([example])).to.deep.equal([]);
  });

  it("has an example that takes a panel from commitments to a verdict", async () => {
    const { domain, jurors, walletClient, clientOf, seller } = setup();
    const juror = (await example.load()) as unknown as Juror;
    const { terms, question } = await openQuestion(setup(), { payoutStep: 0 });
    const board = await startTestExchange(exchangeSettings(setup()));
    const boards = [board.url];
    const duty = { client: walletClient, domain, terms, question, boards };
    const now = await setup().now();
    try {
      const ballots: never[] = [];
      for (const account of jurors) {
        expect(await juror.mayReveal(duty, now, now)).to.equal(false);
        ballots.push(await juror.commit(duty, account, 10_000, "complete", folder));
      }
      expect(await juror.mayReveal(duty, now, now)).to.equal(true);
      for (const ballot of ballots) await postBallot({ boards, terms, ballot });
      expect((await juror.aggregate(duty)).sent).to.equal(undefined);
      const { sent } = await juror.aggregate({ ...duty, client: clientOf(seller) });
      expect(sent?.payout).to.equal(10_000);
    } finally {
      await board.stop();
    }
  });

  it("lists every setting with its default", () => {
    const rows = tableRows(section(page, "Running one")).filter(([first = ""]) =>
      /EXCHANGE|DATABASE/.test(first),
    );
    const named = rows.flatMap(([first = ""]) =>
      [...first.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
    );
    const asked = new Set<string>();
    const environment = new Proxy<Record<string, string>>(
      { EXCHANGE_RPC_URL: "http://127.0.0.1:1", EXCHANGE_QUITTANCE: `0x${"aa".repeat(20)}` },
      {
        get: (target, name) => {
          asked.add(String(name));
          return target[String(name)];
        },
      },
    );
    const defaults = Object.values(readSettings(environment)).map(String);
    expect(named.sort()).to.deep.equal([...asked].sort());
    const written = rows.flatMap(([, , value = ""]) => value.replaceAll("`", "").split(", "));
    const given = written.filter((value) => /\d|sqlite/.test(value) && value !== "0");
    expect(given.filter((value) => !defaults.includes(value))).to.deep.equal([]);
  });

  it("lists every path that the board answers", async () => {
    const paths = tableRows(section(page, "Endpoints")).flatMap(([first = ""]) =>
      [.../`(?:GET|POST) (\/[\w/-]*)/g[Symbol.matchAll](first)].map(([, path = ""]) =>
        path.replace(/(.)\/$/, "$1"),
      ),
    );
    const board = await startTestExchange(exchangeSettings(setup(), { pool: setup().pool }));
    const { question }: { question: BallotQuestion } = await openQuestion(setup());
    const query = new URLSearchParams(
      Object.entries(question).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const whole: Readonly<Record<string, string>> = {
      "/reasons": `/reasons/0x${"00".repeat(32)}`,
      "/jurors": `/jurors/${zeroAddress}`,
    };
    const statuses = await Promise.all(
      [...new Set(paths)].map(async (path) => {
        const asked = whole[path] ?? `${path}?${query}`;
        const { status } = await fetch(`${board.url}${asked}`);
        return [path, status];
      }),
    );
    await board.stop();
    expect(statuses.filter(([path, status]) => status !== (path === "/reasons" ? 404 : 200))).to.deep.equal(
      [],
    );
    expect(paths).to.include.members([
      ...["/", "/commitments", "/ballots", "/reasons", "/jurors", "/changes", "/metrics"],
    ]);
  });
});
