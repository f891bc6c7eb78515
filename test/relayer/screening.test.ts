import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { InvalidFieldError, release, signRelease } from "../../sdk/index.ts";
import { openExampleDeal } from "../../sdk/testing/index.ts";
import { refusalOf } from "../sdk/support/refusal.ts";
import { useStack } from "../sdk/support/setup.ts";
import { useFolder } from "../support/folder.ts";
import { keys, settingsFor, startTestRelayer } from "../support/relayer/relayer.ts";

/** What a program answers in its refusals. */
interface Answer {
  readonly error?: string;
  readonly screening?: string;
}

describe("a relayer that screens", () => {
  const setup = useStack();
  const folder = useFolder();
  let relayer: Awaited<ReturnType<typeof startTestRelayer>> | undefined;
  const lines: string[] = [];

  afterEach(async () => {
    await relayer?.stop();
    relayer = undefined;
  });

  const start = async (screening: { readonly list?: string; readonly failure?: "closed" | "open" }) => {
    lines.length = 0;
    relayer = await startTestRelayer(settingsFor(setup(), { screening }), (level, event, fields) => {
      lines.push(JSON.stringify({ level, event, ...fields }));
    });
    return relayer.url;
  };
  const post = async (url: string, path: string, body: unknown) => {
    const headers = { authorization: `Bearer ${keys.free}`, "content-type": "application/json" };
    const response = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Answer };
  };
  const released = async () => {
    const { terms } = await openExampleDeal(setup());
    const { domain, buyer, address } = setup();
    const signature = await signRelease({ domain, terms, milestone: 0, account: buyer });
    return { data: release.call({ address, terms, milestone: 0, signature }).data };
  };

  it("relays nothing for whom the list refuses, or names for an operator, until the list says otherwise", async () => {
    const list = join(folder(), "list.csv");
    const { seller, jurors } = setup();
    const call = await released();
    await writeFile(list, `# made up\n${seller.address},refuse,case 7\n`);
    const url = await start({ list });
    for (const path of ["/intents", "/quotes"]) {
      const { status, body } = await post(url, path, call);
      expect([path, status, body.screening]).to.deep.equal([path, 403, "refuse"]);
      expect(JSON.stringify(body).toLowerCase())
        .to.not.contain(seller.address.toLowerCase())
        .and.to.not.contain("case 7");
    }
    await writeFile(list, `${jurors[0]?.address},ask,\n# longer than before, so that it is another file\n`);
    const asked = await post(url, "/intents", call);
    expect([asked.status, asked.body.screening]).to.deep.equal([403, "ask"]);
    expect(asked.body.error).to.contain("operator has to decide");
    await writeFile(list, `${seller.address},allow,\n`);
    expect((await post(url, "/intents", call)).status).to.equal(202);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).to.match(/relayer_screened_total\{outcome="refuse",failed="false"\} 2/);
    expect(metrics).to.match(/relayer_screened_total\{outcome="ask",failed="false"\} 1/);
    const told = lines.filter((line) => line.includes('"screened"')).join();
    expect(told).to.contain('"outcome":"refuse"');
    for (const { address } of [seller, ...jurors])
      expect(told.toLowerCase()).to.not.contain(address.toLowerCase().slice(2));
  });

  it("fails closed or open while the list cannot be read", async () => {
    const list = join(folder(), "list.csv");
    const call = await released();
    for (const [failure, status] of [
      ["closed", 503],
      ["open", 202],
    ] as const) {
      await writeFile(list, "");
      const url = await start({ list, failure });
      await rm(list);
      expect((await post(url, "/intents", call)).status, failure).to.equal(status);
      expect(lines.join()).to.contain("a screen gave no answer").and.to.contain("ENOENT");
      await relayer?.stop();
      relayer = undefined;
    }
  });

  it("does not start with a list of which a line is wrong", async () => {
    const list = join(folder(), "list.csv");
    await writeFile(list, "0x12,refuse\n");
    await refusalOf(InvalidFieldError, () => start({ list }));
  });

  it("screens nothing, and says nothing of it, without settings", async () => {
    const url = await start({});
    expect((await post(url, "/intents", await released())).status).to.equal(202);
    expect(await (await fetch(`${url}/metrics`)).text()).to.not.contain("relayer_screened_total{");
  });
});
