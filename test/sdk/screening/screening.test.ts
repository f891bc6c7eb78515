import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { type Address, getAddress, zeroAddress } from "viem";
import { InvalidFieldError } from "../../../sdk/index.ts";
import { fileScreen, openScreening, screeningSettings } from "../../../sdk/node.ts";
import {
  addressesIn,
  httpScreen,
  listScreen,
  parseScreeningList,
  type ScreeningNews,
  screening,
  screeningReply,
} from "../../../sdk/screening/index.ts";
import { useFolder } from "../../support/folder.ts";
import { errorOf, refusalOf } from "../support/refusal.ts";

const of = (digits: string): Address => getAddress(`0x${digits.repeat(20)}`);
const [BAD, DOUBTFUL, GOOD] = [of("ba"), of("d0"), of("60")];
const about = (...addresses: Address[]) => ({ action: "relay", addresses }) as const;

describe("screening", () => {
  const folder = useFolder();

  it("reads lists of both forms, with comments and a header", () => {
    const list = [
      "\uFEFFaddress,decision,reason",
      "# made up",
      `${BAD},refuse,"a ""quoted"" reason, with a comma"`,
      `  ${DOUBTFUL.toLowerCase()} , ask , under review `,
      "",
      `{"address": "${GOOD}", "decision": "allow"}\r`,
      of("11"),
    ];
    expect(parseScreeningList(list.join("\n"))).to.deep.equal([
      { address: BAD, decision: "refuse", reason: 'a "quoted" reason, with a comma' },
      { address: DOUBTFUL, decision: "ask", reason: "under review" },
      { address: GOOD, decision: "allow", reason: "" },
      { address: of("11"), decision: "refuse", reason: "" },
    ]);
  });

  it("refuses a list of which one line is wrong, by the line", async () => {
    for (const wrong of [
      "0x12,refuse",
      `${BAD},perhaps`,
      `{"adress": "${BAD}"}`,
      "{",
      `,refuse`,
      `${BAD},refuse,${"x".repeat(501)}`,
      BAD.replace("B", "b"),
    ]) {
      const error = await refusalOf(InvalidFieldError, () => parseScreeningList(`${GOOD}\n${wrong}\n`));
      expect(error.field, wrong).to.match(/^line 2/);
    }
  });

  it("lets the strictest decision about any address count", async () => {
    const screen = listScreen(
      parseScreeningList(`${DOUBTFUL},ask\n${BAD},refuse\n${BAD},allow\n${GOOD},allow`),
    );
    const decisions = [
      [],
      [GOOD],
      [of("22")],
      [GOOD, DOUBTFUL],
      [DOUBTFUL, BAD],
      [BAD.toLowerCase() as Address],
    ];
    const found = await Promise.all(
      decisions.map(async (addresses) => (await screen(about(...addresses))).decision),
    );
    expect(found).to.deep.equal(["allow", "allow", "allow", "ask", "refuse", "refuse"]);
  });

  it("finds addresses wherever they are in a message", () => {
    const message = {
      a: [{ b: BAD.toLowerCase() }],
      c: { [GOOD]: DOUBTFUL },
      d: zeroAddress,
      e: `${GOOD}00`,
      f: 7n,
      g: null,
    };
    expect(addressesIn(message).sort()).to.deep.equal([BAD, DOUBTFUL].sort());
  });

  it("finds an address behind any number of other values", () => {
    const round: { seller: Address; of?: unknown } = { seller: BAD };
    round.of = [round];
    expect(addressesIn({ round, filling: Array(200_000).fill(0) })).to.deep.equal([BAD]);
  });

  it("fails closed or open, and a refusal counts either way", async () => {
    const news: ScreeningNews[] = [];
    const list = listScreen(parseScreeningList(`${BAD},refuse\n${DOUBTFUL},ask`));
    const broken = () => Promise.reject(Object.assign(new Error(`at ${BAD}`), { code: "ECONNREFUSED" }));
    const ask = async (failure: "closed" | "open", address: Address) =>
      screening({ screens: [broken, list], failure, onAsked: (told) => news.push(told) }).ask("take", [
        address,
      ]);
    expect([
      await ask("closed", GOOD),
      await ask("closed", DOUBTFUL),
      await ask("closed", BAD),
    ]).to.deep.equal([...["unavailable", "unavailable", "refuse"]]);
    expect([await ask("open", GOOD), await ask("open", DOUBTFUL), await ask("open", BAD)]).to.deep.equal([
      ...["allow", "ask", "refuse"],
    ]);
    expect(news[0]).to.deep.equal({
      action: "take",
      outcome: "unavailable",
      failed: true,
      problem: "ECONNREFUSED",
    });
    expect(JSON.stringify(news).toLowerCase()).to.not.contain(BAD.toLowerCase());
    const thrown = screening({
      screens: [
        () => {
          throw new Error("at once");
        },
      ],
      failure: "closed",
    });
    expect(await thrown.ask("take", [GOOD])).to.equal("unavailable");
    await refusalOf(InvalidFieldError, () => screening({ screens: [], failure: "half" as never }));
  });

  it("says over HTTP that an operator has to decide, and names no party", () => {
    expect(screeningReply("allow")).to.equal(undefined);
    expect(screeningReply("refuse")).to.deep.include({ status: 403 });
    expect(screeningReply("ask")?.body.error).to.contain("an operator has to decide");
    expect(screeningReply("unavailable")?.status).to.equal(503);
  });

  it("reads a file again when it changes, and trusts no earlier one while it is wrong", async () => {
    const path = join(folder(), "list.csv");
    await writeFile(path, `${BAD},refuse\n`);
    const screen = fileScreen({ path });
    expect((await screen(about(BAD))).decision).to.equal("refuse");
    expect((await screen(about(DOUBTFUL))).decision).to.equal("allow");
    await writeFile(path, `${BAD},refuse\n${DOUBTFUL},ask\n`);
    expect((await screen(about(DOUBTFUL))).decision).to.equal("ask");
    await writeFile(path, `${BAD},refuse\n${DOUBTFUL},perhaps\n`);
    for (const _ of [1, 2]) await refusalOf(InvalidFieldError, () => screen(about(GOOD)));
    await rm(path);
    expect(await errorOf(() => screen(about(GOOD)))).to.have.property("code", "ENOENT");
    await writeFile(path, `${GOOD},ask\n`);
    expect((await screen(about(GOOD))).decision).to.equal("ask");
  });

  describe("by a service", () => {
    const asked: { readonly body: string; readonly key: string | undefined }[] = [];
    let answer = { status: 200, text: "" };
    let url = "";
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (part) => {
        body += String(part);
      });
      request.on("end", () => {
        asked.push({ body, key: request.headers.authorization });
        response.writeHead(answer.status, { location: "http://127.0.0.1:9/" }).end(answer.text);
      });
    });
    before(async () => {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/screen`;
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    it("posts the question and takes its answer", async () => {
      answer = { status: 200, text: '{"decision":"ask","reason":"case 7","case":7}' };
      const screen = httpScreen({ url, key: "token" });
      expect(await screen(about(BAD))).to.deep.equal({ decision: "ask", reason: "case 7" });
      expect(JSON.parse(asked.at(-1)?.body ?? "")).to.deep.equal(about(BAD));
      expect(asked.at(-1)?.key).to.equal("Bearer token");
    });

    it("takes nothing else for an answer", async () => {
      const screen = httpScreen({ url });
      for (const [status, text] of [
        [500, '{"decision":"allow"}'],
        [204, ""],
        [302, '{"decision":"allow"}'],
        [200, "yes"],
        [200, '{"decision":"yes"}'],
        [200, "{}"],
        [200, `{"decision":"allow","more":"${"x".repeat(20_000)}"}`],
      ] as const) {
        answer = { status, text };
        expect(await errorOf(() => screen(about(GOOD))), `${status} ${text.slice(0, 30)}`).to.be.instanceOf(
          Error,
        );
      }
      await refusalOf(InvalidFieldError, () => httpScreen({ url: "file:///etc/passwd" }));
    });
  });

  it("is opened from variables, and names the one that is wrong", async () => {
    const path = join(folder(), "list.csv");
    await writeFile(path, `${BAD},refuse\n`);
    const open = (variables: Record<string, string>) =>
      openScreening(screeningSettings(variables, "RELAYER"));
    expect(open({})).to.equal(undefined);
    expect(await open({ RELAYER_SCREENING_LIST: path })?.ask("relay", [BAD])).to.equal("refuse");
    const wrong: [string, Record<string, string>][] = [
      ["RELAYER_SCREENING_LIST", { RELAYER_SCREENING_LIST: `${path}.none` }],
      ["RELAYER_SCREENING_URL", { RELAYER_SCREENING_URL: "ftp://example.com" }],
      [
        "RELAYER_SCREENING_KEY_FILE",
        { RELAYER_SCREENING_URL: "http://127.0.0.1:9", RELAYER_SCREENING_KEY_FILE: `${path}.none` },
      ],
      ["RELAYER_SCREENING_FAILURE", { RELAYER_SCREENING_LIST: path, RELAYER_SCREENING_FAILURE: "ajar" }],
    ];
    for (const [field, variables] of wrong)
      expect((await refusalOf(InvalidFieldError, () => open(variables))).field).to.equal(field);
  });
});
