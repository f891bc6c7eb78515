import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { toJson } from "../../sdk/index.ts";
import { fetchBallots, postBallot, postCommitment } from "../../sdk/jury/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { exchangeSettings, openQuestion, startTestExchange } from "../support/exchange/exchange.ts";
import { useFolder } from "../support/folder.ts";

/** What a program answers in its refusals. */
interface Answer {
  readonly error?: string;
  readonly screening?: string;
}

describe("an exchange that screens", () => {
  const setup = useStack();
  const folder = useFolder();
  const running: { stop: () => Promise<void> }[] = [];

  afterEach(async () => {
    for (const each of running.splice(0)) await each.stop();
  });

  const start = async (
    changes: Parameters<typeof exchangeSettings>[1],
    mounts: Parameters<typeof startTestExchange>[1] = [],
  ) => {
    const exchange = await startTestExchange(exchangeSettings(setup(), changes), mounts);
    running.push(exchange);
    return exchange;
  };
  const send = async (url: string, body: string) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", body, headers });
    return { status: response.status, body: (await response.json().catch(() => ({}))) as Answer };
  };

  it("takes no ballot of a deal whose parties are screened out, and shows what it has", async () => {
    const list = join(folder(), "list.csv");
    await writeFile(list, "");
    const { url } = await start({ screening: { list } });
    const { domain, seller } = setup();
    const { terms, question, commit, cast } = await openQuestion(setup());
    for (const juror of [0, 1, 2])
      await postCommitment({ boards: [url], terms, commitment: await commit(juror) });
    await postBallot({ boards: [url], terms, ballot: await cast(0) });
    await writeFile(list, `{"address":"${seller.address}","decision":"ask","reason":"made up"}\n`);
    const refused = await send(`${url}/ballots`, toJson({ terms, ballot: await cast(1) }));
    expect([refused.status, refused.body.screening]).to.deep.equal([403, "ask"]);
    expect(refused.body.error).to.contain("operator has to decide");
    const { ballots } = await fetchBallots({ boards: [url], domain, panel: terms.panel, question });
    expect(ballots).to.have.length(1);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).to.match(/exchange_screened_total\{outcome="ask",failed="false"\} 1/);
  });

  it("takes none from a peer either", async () => {
    const { terms, commit } = await openQuestion(setup());
    const [first, second] = [await commit(0), await commit(1)];
    const list = join(folder(), "list.csv");
    await writeFile(list, `${first.juror},refuse\n`);
    const peer = await start({});
    for (const commitment of [first, second]) await postCommitment({ boards: [peer.url], terms, commitment });
    const { url } = await start({ peers: [peer.url], screening: { list } });
    const entriesOf = async (juror: string) =>
      ((await (await fetch(`${url}/jurors/${juror}`)).json()) as { entries: unknown[] }).entries.length;
    // The panel of the terms names the first juror, too: nothing of the deal is taken.
    for (let pulls = 0; pulls < 3; ) {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      pulls =
        Number(/exchange_screened_total\{outcome="refuse",failed="false"\} (\d+)/.exec(metrics)?.[1] ?? 0) >=
        2
          ? 3
          : 0;
    }
    expect([await entriesOf(first.juror), await entriesOf(second.juror)]).to.deep.equal([0, 0]);
  });

  it("hands no message to another interface that names who is screened out, and all others whole", async () => {
    const list = join(folder(), "list.csv");
    const { buyer, seller } = setup();
    await writeFile(list, `${seller.address},refuse\n`);
    const seen: string[] = [];
    const serve = async (request: Request) => {
      seen.push(`${request.method} ${request.headers.get("x-mark") ?? ""} ${await request.text()}`);
      return Response.json({ taken: true });
    };
    const { url } = await start({ screening: { list } }, [{ path: "/letters", serve }]);
    const refused = await send(
      `${url}/letters`,
      toJson({ listing: { seller: seller.address.toLowerCase() } }),
    );
    expect([refused.status, refused.body.screening]).to.deep.equal([403, "refuse"]);
    const body = toJson({ listing: { seller: buyer.address, text: "Übersetzung" } });
    expect((await send(`${url}/letters/new`, body)).status).to.equal(200);
    expect((await fetch(`${url}/letters?seller=${seller.address}`)).status).to.equal(200);
    expect(seen).to.deep.equal([`POST  ${body}`, "GET  "]);
    expect((await send(`${url}/letters`, "x".repeat(1_000_001))).status).to.equal(413);
    expect((await send(`${url}/letters`, "no JSON")).status).to.equal(200);
  });

  it("answers with 503 while the list is wrong", async () => {
    const list = join(folder(), "list.csv");
    await writeFile(list, "");
    const { url } = await start({ screening: { list } });
    await writeFile(list, "no list\n");
    const { terms, commit } = await openQuestion(setup());
    const { status, body } = await send(`${url}/commitments`, toJson({ terms, commitment: await commit(0) }));
    expect([status, body.screening]).to.deep.equal([503, "unavailable"]);
  });
});
