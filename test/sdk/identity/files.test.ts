import { expect } from "chai";
import { generatePrivateKey } from "viem/accounts";
import {
  buildRegistrationFile,
  domainFile,
  encodeRegistrationUri,
  identityRegistries,
  type PublicFetch,
  type PublicFileOptions,
  PublicFileUnavailableError,
  parseRegistrationFile,
  REGISTRATION_TYPE,
  readRegistrationFile,
  registrationJson,
  skippedEntries,
} from "../../../sdk/index.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";

const agentRegistry = `eip155:8453:${identityRegistries[8453]}`;
const draft = {
  name: "Übersetzer",
  description: "Translates contracts",
  image: "https://agent.example/face.png",
  services: [
    { name: "A2A", endpoint: "https://agent.example/card.json", version: "0.3.0" },
    { name: "OASF", endpoint: "ipfs://cid", version: "0.8", skills: ["translation"] },
  ],
  registrations: [{ agentId: 22, agentRegistry }],
  supportedTrust: ["reputation"],
};
const URL = "https://agent.example/agent.json";
const serve =
  (...[body, init]: ConstructorParameters<typeof Response>): PublicFetch =>
  async () =>
    new Response(body, init);

describe("registration files", () => {
  it("have the structure of ERC-8004", () => {
    const file = buildRegistrationFile(draft);
    expect(file.type).to.equal(REGISTRATION_TYPE);
    expect(file).to.include({ x402Support: false, active: true, name: "Übersetzer" });
    expect(file.registrations).to.deep.equal([{ agentId: 22n, agentRegistry }]);
    expect(file.services[1]).to.deep.equal(draft.services[1]);
    expect(buildRegistrationFile({ name: "", description: "", image: "" }).services).to.deep.equal([]);
  });

  it("keep what they say beyond it, and write ids as numbers while JSON can", () => {
    const said = { ...draft, type: REGISTRATION_TYPE, motto: "verbatim" };
    const again = JSON.parse(registrationJson(parseRegistrationFile(JSON.stringify(said))));
    expect(again).to.deep.equal({ ...said, x402Support: false, active: true });
    const large = buildRegistrationFile({ ...draft, registrations: [{ agentId: 2n ** 60n, agentRegistry }] });
    expect(JSON.parse(registrationJson(large)).registrations[0].agentId).to.equal((2n ** 60n).toString());
    expect(parseRegistrationFile(registrationJson(large)).registrations[0]?.agentId).to.equal(2n ** 60n);
  });

  it("name registries in one spelling", () => {
    const registrations = [{ agentId: "22", agentRegistry: agentRegistry.toLowerCase() }];
    expect(buildRegistrationFile({ ...draft, registrations }).registrations[0]?.agentRegistry).to.equal(
      agentRegistry,
    );
    const elsewhere = [{ agentId: 1, agentRegistry: "solana:mainnet:Abc" }];
    expect(
      buildRegistrationFile({ ...draft, registrations: elsewhere }).registrations[0]?.agentRegistry,
    ).to.equal("solana:mainnet:Abc");
  });

  it("are refused by the name of the field that is wrong", async () => {
    const file = (changes: object) => () =>
      parseRegistrationFile({ ...draft, type: REGISTRATION_TYPE, ...changes });
    await expectRefusedField("registrationFile.type", '"v2"', file({ type: "v2" }));
    await expectRefusedField("registrationFile.name", "7", file({ name: 7 }));
    await expectRefusedField("registrationFile", '"{"', () => parseRegistrationFile("{"));
  });
});

describe("an unusable entry of a registration file", () => {
  const usable = { name: "A2A", endpoint: "https://agent.example/card.json" };
  const own = { agentId: 22, agentRegistry };
  const unusable: readonly (readonly [string, "services" | "registrations" | "supportedTrust", unknown])[] = [
    [".endpoint", "services", { name: "MCP" }],
    [".endpoint", "services", { name: "MCP", endpoint: "" }],
    [".name", "services", { name: null, endpoint: "https://agent.example" }],
    [".version", "services", { ...usable, version: 2 }],
    ["", "services", null],
    ["", "services", JSON.stringify(usable)],
    [".agentId", "registrations", { ...own, agentId: null }],
    [".agentId", "registrations", { ...own, agentId: 2 ** 53 }],
    [".agentId", "registrations", { ...own, agentId: -1 }],
    [".agentId", "registrations", { agentRegistry }],
    [".agentRegistry", "registrations", { ...own, agentRegistry: "somewhere:else" }],
    [".agentRegistry", "registrations", { ...own, agentRegistry: "NOT A NAMESPACE:1:x" }],
    ["", "registrations", 22],
    ["", "supportedTrust", 7],
  ];
  const whole = {
    ...({ type: REGISTRATION_TYPE, name: "", description: "", image: "" } as const),
    ...{ services: [usable], registrations: [own], supportedTrust: ["reputation"] },
  };

  it("is left out, and told, and the others count", () => {
    for (const [path, list, entry] of unusable) {
      const given = { ...whole, [list]: [entry, ...whole[list], entry] };
      for (const input of [given, JSON.stringify(given)]) {
        const file = parseRegistrationFile(input);
        expect({ ...file }, path).to.deep.equal({ ...buildRegistrationFile(whole) });
        const skipped = skippedEntries(file);
        const fields = [`registrationFile.${list}[0]${path}`, `registrationFile.${list}[2]${path}`];
        expect(skipped.map(({ field }) => field)).to.deep.equal(fields);
        for (const { field, problem } of skipped)
          expect(problem)
            .to.match(/ must /)
            .and.to.include(field);
      }
    }
    expect(skippedEntries(parseRegistrationFile(whole))).to.deep.equal([]);
  });

  it("is refused where a file is written", async () => {
    for (const [path, list, entry] of unusable) {
      const given = { ...whole, [list]: [entry] };
      const field = `registrationFile.${list}[0]${path}`;
      for (const write of [buildRegistrationFile, encodeRegistrationUri]) {
        await expectRefusedField(field, /./, () => write(given as never));
      }
      if (list !== "registrations") continue;
      await expectRefusedField(field, /./, () => domainFile([entry] as never));
    }
  });

  it("is told without a secret, a character that a terminal obeys, or an end", () => {
    const key = generatePrivateKey();
    const services = [
      { name: "A", endpoint: 1 },
      { name: "B", endpoint: { key } },
      { [`\u001b[2J${key}`]: 1 },
    ];
    const registrations = [
      { agentId: key, agentRegistry },
      { agentId: "\u202e", agentRegistry },
    ];
    const file = parseRegistrationFile({ ...whole, services, registrations });
    expect(skippedEntries(file)).to.have.length(5);
    expect(JSON.stringify(skippedEntries(file))).to.not.match(/\p{Cc}|\p{Cf}/u);
    expect(JSON.stringify(skippedEntries(file))).to.not.include(key.slice(2, 14));
    const many = skippedEntries(parseRegistrationFile({ ...whole, services: Array(50_000).fill(0) }));
    expect(many).to.have.length(50_000);
    expect(many.at(-1)?.problem).to.equal("registrationFile.services[49999] is unusable.");
  });

  it("does not stand for the file itself, which may be none", async () => {
    await expectRefusedField("registrationFile.services", '"none"', () =>
      parseRegistrationFile({ ...whole, services: "none" }),
    );
    await expectRefusedField("registrationFile.name", "7", () =>
      parseRegistrationFile({ ...whole, name: 7 }),
    );
    await expectRefusedField("registrationFile", "an array of 1", () => parseRegistrationFile([whole]));
  });

  it("may nest as deep as it likes: the file is refused without a fault of the stack", async () => {
    const depth = 20_000;
    const nested = "[".repeat(depth) + "]".repeat(depth);
    const text = JSON.stringify({ ...whole, motto: "@" }).replace('"@"', nested);
    for (const input of [text, JSON.parse(text)]) {
      await expectRefusedField("registrationFile", "an object", () => parseRegistrationFile(input));
      await expectRefusedField("registrationFile", "an object", () => readRegistrationFile(`data:,${text}`));
    }
    for (const write of [buildRegistrationFile, encodeRegistrationUri]) {
      await expectRefusedField("registrationFile", "an object", () => write(JSON.parse(text)));
    }
  });
});

describe("reading a registration file", () => {
  const json = registrationJson(buildRegistrationFile(draft));
  const failureOf = async (uri: string, options: PublicFileOptions = {}) =>
    (await refusalOf(PublicFileUnavailableError, () => readRegistrationFile(uri, options))).details;

  it("finds it whole in a data: URI, base64 or percent-encoded", async () => {
    const uri = encodeRegistrationUri(draft);
    expect(uri).to.match(/^data:application\/json;base64,/);
    expect(await readRegistrationFile(uri)).to.deep.equal(buildRegistrationFile(draft));
    const plain = `data:application/json,${encodeURIComponent(json)}`;
    expect((await readRegistrationFile(plain)).name).to.equal("Übersetzer");
    const unpadded = Buffer.from(json, "utf8").toString("base64url");
    for (const base64 of [encodeURIComponent(uri.slice(29)), unpadded]) {
      expect((await readRegistrationFile(`data:;base64,${base64}`)).name).to.equal("Übersetzer");
    }
    expect(await failureOf("data:;base64,a*b")).to.match(/character|encoded/);
    expect(await failureOf("data:nonsense")).to.equal("not a data: URI");
    expect(await failureOf("data:;base64,%")).to.match(/character|encoded/);
    expect(await failureOf("data:;base64,/w==")).to.include("not valid");
  });

  it("reads a data: URI as browsers do: capitals, spaces in base64, and percent signs that encode nothing", async () => {
    const discount = { ...draft, description: "100 % human-checked, 5%off, %zz and %" };
    const wanted = buildRegistrationFile(discount);
    const text = registrationJson(wanted);
    const base64 = Buffer.from(text, "utf8").toString("base64");
    const escaped = [...base64].map((character) => `%${character.charCodeAt(0).toString(16)}`).join("");
    for (const uri of [
      `data:application/json,${text}`,
      `DATA:APPLICATION/JSON;CHARSET=UTF-8,${text.replaceAll("ü", "%c3%BC")}`,
      `Data:application/json;charset=utf-8;BASE64,${base64}`,
      `data:application/json; base64 ,${base64.replaceAll(/.{60}/g, "$&\r\n ")}`,
      `data:;base64,${escaped}`,
      `data:;base64,${escaped.toUpperCase()}`,
    ]) {
      expect(await readRegistrationFile(uri), uri.slice(0, 40)).to.deep.equal(wanted);
    }
    const size = Buffer.byteLength(text);
    for (const form of [base64, escaped, encodeURIComponent(base64)]) {
      const uri = `data:;base64,${form}`;
      expect((await readRegistrationFile(uri, { maxBytes: size })).name).to.equal("Übersetzer");
      expect(await failureOf(uri, { maxBytes: size - 1 })).to.include("longer than");
    }
    expect(await failureOf(`data:,${" ".repeat(5_000_000)}`)).to.include("longer than");
  });

  it("fetches it by https, without following anybody elsewhere", async () => {
    const asked: unknown[] = [];
    const fetch: PublicFetch = async (url, init) => {
      asked.push([url, init.redirect, init.credentials, init.headers]);
      return new Response(json);
    };
    expect((await readRegistrationFile(URL, { fetch })).name).to.equal("Übersetzer");
    expect(asked).to.deep.equal([[URL, "error", "omit", { Accept: "application/json" }]]);
  });

  it("fetches ipfs:// from the gateway that is given, and not without", async () => {
    const asked: string[] = [];
    const fetch: PublicFetch = async (url) => {
      asked.push(url);
      return new Response(json);
    };
    await readRegistrationFile("ipfs://bafyCid/agent.json", {
      fetch,
      ipfsGateway: "https://gateway.example/",
    });
    expect(asked).to.deep.equal(["https://gateway.example/ipfs/bafyCid/agent.json"]);
    expect(await failureOf("ipfs://bafyCid")).to.equal("no IPFS gateway was given");
    const gateway = { ipfsGateway: "https://gateway.example" };
    expect(await failureOf("ipfs://bafy/../../admin", gateway)).to.equal("not an ipfs:// address");
  });

  it("fetches nothing of a gateway outside the CID, however the way up is written", async () => {
    const asked: string[] = [];
    const options: PublicFileOptions = {
      ipfsGateway: "https://gateway.example/base/",
      fetch: async (url) => {
        asked.push(url);
        return new Response(json);
      },
    };
    for (const path of [
      "%2e%2e/%2e%2e/admin",
      "%2E./admin",
      ".%2e/admin",
      "./a.json",
      "a/%2e/b",
      "a\\..\\..\\..\\admin",
      "..%2f..%2fadmin",
      "%252e%252e/%252e%252e/admin",
      "%25252e%25252e%25252fadmin",
      "a%5c..%5cadmin",
      ".\t./.\n./admin",
      "a%00.json",
      "a.json?b=..",
      "a.json#..",
    ]) {
      expect(await failureOf(`ipfs://bafyCid/${path}`, options), path).to.equal("not an ipfs:// address");
    }
    for (const uri of ["ipfs://", "ipfs:///a", "ipfs://../admin", "ipfs://%2e%2e/admin", "ipfs://baf.y/a"]) {
      expect(await failureOf(uri, options), uri).to.equal("not an ipfs:// address");
    }
    expect(asked).to.deep.equal([]);
    const within = ["", "/", "/a%20b/Übersetzer..json", "/...", "/100%", "/a//b"];
    for (const path of within) await readRegistrationFile(`ipfs://ipfs/bafyCid${path}`, options);
    const root = "https://gateway.example/base/ipfs/bafyCid";
    expect(asked).to.deep.equal([
      root,
      `${root}/`,
      `${root}/a%20b/%C3%9Cbersetzer..json`,
      `${root}/...`,
      `${root}/100%`,
      `${root}/a//b`,
    ]);
  });

  it("refuses what is not https, and what is inside a network", async () => {
    const fetch: PublicFetch = async () => {
      throw new Error("was fetched");
    };
    for (const uri of ["http://agent.example/a.json", "file:///etc/passwd", "ftp://agent.example/a"]) {
      expect(await failureOf(uri, { fetch })).to.equal("only https is fetched");
    }
    for (const host of [
      "localhost",
      "127.0.0.1",
      "2130706433",
      "0x7f.1",
      "[::1]",
      "169.254.169.254",
      "printer.local",
      "db.internal",
      "intranet",
      "router.home.arpa",
      "localhost.",
      "kubernetes.default.svc",
      "kubernetes.default.svc.",
      "Vault.Service.Consul",
      "intranet.corp",
      "nas.home",
      "api.localdomain",
      "web.docker",
      "1.0.0.10.in-addr.arpa",
      "hidden.onion",
    ]) {
      expect(await failureOf(`https://${host}/a.json`, { fetch }), host).to.include("private networks");
    }
    expect(await failureOf("https://me:secret@agent.example/", { fetch })).to.include("credentials");
    const refusal = await refusalOf(PublicFileUnavailableError, () =>
      readRegistrationFile("https://me:secret@agent.example/", { fetch }),
    );
    expect(refusal.message).to.not.include("secret");
    expect(await failureOf("not a url", { fetch })).to.equal("not a URL");
  });

  it("stops at the size that is allowed, told or not", async () => {
    const told = serve("{}", { headers: { "content-length": "1000000000" } });
    expect(await failureOf(URL, { fetch: told })).to.equal("it is longer than 262144 bytes");
    let pulled = 0;
    const endless = async () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            pulled += 1;
            controller.enqueue(new Uint8Array(1024));
          },
        }),
      );
    expect(await failureOf(URL, { fetch: endless, maxBytes: 4096 })).to.equal("it is longer than 4096 bytes");
    expect(pulled).to.be.lessThan(16);
    expect(await failureOf(encodeRegistrationUri(draft), { maxBytes: 100 })).to.equal(
      "it is longer than 100 bytes",
    );
  });

  it("gives up in time, even on a fetch that ignores its signal", async () => {
    const never: PublicFetch = () => new Promise(() => {});
    expect(await failureOf(URL, { fetch: never, timeoutMs: 20 })).to.equal("no answer within 20 ms");
    const stalling = async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }));
    expect(await failureOf(URL, { fetch: stalling, timeoutMs: 20 })).to.equal("no answer within 20 ms");
    await expectRefusedField("timeoutMs", "0", () =>
      readRegistrationFile(URL, { fetch: never, timeoutMs: 0 }),
    );
  });

  it("tells what the server answered", async () => {
    expect(await failureOf(URL, { fetch: serve("gone", { status: 410 }) })).to.equal(
      "the server answered 410",
    );
    const broken: PublicFetch = async () => {
      throw new TypeError("fetch failed");
    };
    expect(await failureOf(URL, { fetch: broken })).to.equal("fetch failed");
    expect(await failureOf(URL, { fetch: serve(new Uint8Array([0xff])) })).to.include("not valid");
    await expectRefusedField("registrationFile", '"<html>"', () =>
      readRegistrationFile(URL, { fetch: serve("<html>") }),
    );
  });
});
