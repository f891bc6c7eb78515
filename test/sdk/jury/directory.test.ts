import { expect } from "chai";
import fc from "fast-check";
import { numberToHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { DirectoryUnreachableError, InvalidFieldError } from "../../../sdk/errors/index.ts";
import { jurorPoolDomain } from "../../../sdk/index.ts";
import {
  directoryHandler,
  directoryOf,
  fetchDirectory,
  type JurorProfile,
  type SeatSnapshot,
  type SignedJurorProfile,
  signJurorProfile,
} from "../../../sdk/jury/index.ts";
import { refusalOf } from "../support/refusal.ts";

const pool = `0x${"33".repeat(20)}` as const;
const domain = jurorPoolDomain({ chainId: 8_453, address: pool });
const jurors = Array.from({ length: 5 }, (_, at) => privateKeyToAccount(numberToHex(at + 1, { size: 32 })));
const snapshot: SeatSnapshot = {
  ...{ format: "quittance/seats/1", chainId: 8_453, pool, block: 7, blockHash: `0x${"44".repeat(32)}` },
  ...{ timestamp: 1_800_000_000, maturity: 604_800 },
  seats: jurors.slice(0, 4).map(({ address }, seat) => ({ seat, owner: address, key: address })),
};
const WEEK = 7 * 86_400;
const now = () => snapshot.timestamp;

function signed(at: number, changes: Partial<JurorProfile> = {}): Promise<SignedJurorProfile> {
  const account = jurors[at];
  if (account === undefined) throw new Error("there are five jurors");
  const profile: JurorProfile = {
    ...{ format: "quittance/juror/1", juror: account.address, pool, measures: ["coverage"], languages: [] },
    ...{ models: [], fee: "0", endpoint: "https://juror.example/", sequence: 1 },
    validUntil: snapshot.timestamp + 2 * WEEK,
    ...changes,
  };
  return signJurorProfile({ domain, profile, account });
}

const everyone = () => Promise.all([0, 1, 2, 3].map((at) => signed(at)));
const post = (body: string) => new Request("https://directory.example/profiles", { method: "POST", body });
const get = (path: string, headers = {}) => new Request(`https://directory.example${path}`, { headers });

describe("directory of jurors", () => {
  it("is the same for all who have the same profiles, in any order and with repetitions", async () => {
    const older = await signed(0, { sequence: 1, fee: "9" });
    const newer = await signed(0, { sequence: 2 });
    const profiles = [older, newer, ...(await everyone()).slice(1)];
    const { hash } = await directoryOf({ profiles, snapshot });
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...profiles, ...profiles], { minLength: 10 }),
        async (shuffled) => {
          expect((await directoryOf({ profiles: shuffled, snapshot })).hash).to.equal(hash);
        },
      ),
      { seed: 1, numRuns: 8 },
    );
  });

  it("has the latest profile of each juror with a seat, ascending, and says what it left out", async () => {
    const stranger = await signed(4);
    const forged = { ...(await signed(1, { sequence: 5 })), signature: (await signed(2)).signature };
    const ending = await signed(3, { validUntil: snapshot.timestamp + WEEK });
    const newer = await signed(0, { sequence: 3 });
    const profiles = [await signed(0), newer, await signed(1), forged, ending, stranger];
    const directory = await directoryOf({ profiles, snapshot });
    const addresses = directory.profiles.map(({ profile }) => profile.juror.toLowerCase());
    expect(addresses).to.deep.equal([...addresses].sort());
    expect(directory.profiles.map(({ profile }) => profile.sequence).sort()).to.deep.equal([1, 3]);
    expect(directory.left.map(({ problem }) => problem.split(" ").slice(0, 3).join(" "))).to.have.members([
      "is not signed",
      "has no mature",
      "is good until",
    ]);
  });

  it("takes a profile that is good a second longer than draws are made from the snapshot", async () => {
    const profiles = [await signed(0, { validUntil: snapshot.timestamp + WEEK + 1 })];
    expect((await directoryOf({ profiles, snapshot })).profiles).to.have.length(1);
  });

  it("leaves out a juror with two latest profiles, keeps both as proof, and takes a later one", async () => {
    const [one, other] = [await signed(0), await signed(0, { fee: "1" })];
    const before = await directoryOf({ profiles: [one, other], snapshot });
    expect(before.profiles).to.have.length(0);
    expect(before.conflicts).to.have.length(1);
    const reversed = await directoryOf({ profiles: [other, one], snapshot });
    expect(reversed.conflicts).to.deep.equal(before.conflicts);
    const later = await signed(0, { sequence: 2 });
    const after = await directoryOf({ profiles: [one, later, other], snapshot });
    expect(after.profiles).to.deep.equal([later]);
    expect(after.conflicts).to.have.length(1);
  });

  it("has another hash for other seats, and for other profiles", async () => {
    const profiles = await everyone();
    const { hash } = await directoryOf({ profiles, snapshot });
    const fewer = await directoryOf({ profiles: profiles.slice(1), snapshot });
    const other = await directoryOf({ profiles, snapshot: { ...snapshot, block: 8 } });
    expect(new Set([hash, fewer.hash, other.hash]).size).to.equal(3);
  });
});

describe("directory over HTTP", () => {
  const started = async (options = {}) => {
    const serve = directoryHandler({ domain, now, ...options });
    return { serve, send: async (given: unknown) => serve(post(JSON.stringify(given))) };
  };

  it("takes profiles and gives them out, all or one, with an ETag", async () => {
    const { serve, send } = await started();
    const profiles = await everyone();
    for (const one of profiles) expect((await send(one)).status).to.equal(201);
    const response = await serve(get("/profiles"));
    const etag = response.headers.get("etag") ?? "";
    const listed = (await response.json()) as { profiles: unknown[]; conflicts: unknown[] };
    expect([listed.profiles.length, listed.conflicts.length]).to.deep.equal([4, 0]);
    expect((await serve(get("/profiles", { "if-none-match": etag }))).status).to.equal(304);
    const juror = jurors[2]?.address ?? "";
    for (const path of [`/profiles/${juror}`, `/v1/profiles/${juror.toLowerCase()}`]) {
      expect(await (await serve(get(path))).json()).to.deep.equal(profiles[2]);
    }
    await send(await signed(2, { sequence: 2 }));
    expect((await serve(get("/profiles", { "if-none-match": etag }))).status).to.equal(200);
  });

  it("answers 200 to what it knows, and 409 to what is older", async () => {
    const { send } = await started();
    const [older, newer] = [await signed(0), await signed(0, { sequence: 2 })];
    expect((await send(newer)).status).to.equal(201);
    expect((await send(newer)).status).to.equal(200);
    const refused = await send(older);
    expect(refused.status).to.equal(409);
    expect(await refused.json()).to.have.property("profile");
  });

  it("refuses a second profile with one sequence number, keeps both as proof, and shows them", async () => {
    const { serve, send } = await started();
    await send(await signed(0));
    expect((await send(await signed(0, { fee: "1" }))).status).to.equal(409);
    const listed = (await (await serve(get("/profiles"))).json()) as { conflicts: unknown[][] };
    expect(listed.conflicts.map((proof) => proof.length)).to.deep.equal([2]);
    const fetched = await fetchDirectory({
      ...{ urls: ["https://directory.example"], snapshot },
      fetch: async (url, init) => serve(new Request(url, init)),
    });
    expect([fetched.profiles.length, fetched.conflicts.length]).to.deep.equal([0, 1]);
  });

  it("keeps the proof when both come at once", async () => {
    const { serve, send } = await started();
    const both = [await signed(0), await signed(0, { fee: "1" })];
    const statuses = (await Promise.all(both.map(send))).map(({ status }) => status);
    expect(statuses.sort()).to.deep.equal([201, 409]);
    const listed = (await (await serve(get("/profiles"))).json()) as { conflicts: unknown[] };
    expect(listed.conflicts).to.have.length(1);
  });

  it("refuses what is forged, expired, too long, no JSON, of strangers, and beyond its size", async () => {
    const { serve, send } = await started({
      admits: async (juror: string) => juror !== jurors[4]?.address,
      mostJurors: 2,
    });
    const good = await signed(0);
    expect((await send({ ...good, signature: (await signed(1)).signature })).status).to.equal(400);
    expect((await send(await signed(0, { validUntil: snapshot.timestamp }))).status).to.equal(400);
    expect((await serve(post("a".repeat(40_000)))).status).to.equal(413);
    expect((await serve(post("{"))).status).to.equal(400);
    expect((await serve(post(`{"profile":{},"profile":{}}`))).status).to.equal(400);
    expect((await send(await signed(4))).status).to.equal(403);
    const statuses = [];
    for (const one of await everyone()) statuses.push((await send(one)).status);
    expect(statuses).to.deep.equal([201, 201, 507, 507]);
  });

  it("answers other paths and methods with 404, 405 and 400", async () => {
    const { serve } = await started();
    expect((await serve(get("/"))).status).to.equal(404);
    expect((await serve(get(`/profiles/${pool}/ballots`))).status).to.equal(404);
    expect((await serve(get(`/profiles/${pool}`))).status).to.equal(404);
    expect((await serve(get("/profiles/nobody"))).status).to.equal(400);
    const removal = await serve(new Request("https://directory.example/profiles", { method: "DELETE" }));
    expect([removal.status, removal.headers.get("allow")]).to.deep.equal([405, "GET, POST"]);
  });
});

describe("asking several directories", () => {
  const serving =
    (answers: Readonly<Record<string, () => Response | Promise<Response>>>) =>
    async (url: string): Promise<Response> => {
      const made = answers[new URL(url).hostname];
      if (made === undefined) throw new TypeError("no such host");
      return made();
    };
  const listing = (profiles: readonly SignedJurorProfile[]) => () =>
    new Response(JSON.stringify({ profiles, conflicts: [] }));

  it("makes one directory of all, and names the one that hides a profile or gives out an older one", async () => {
    const [first, second, third] = [await signed(0), await signed(1), await signed(2)];
    const newer = await signed(1, { sequence: 4 });
    const fetch = serving({ one: listing([first, newer, third]), other: listing([first, second]) });
    const asked = { urls: ["https://one/", "https://other/base"], snapshot, fetch };
    const { profiles, hidden, failures } = await fetchDirectory(asked);
    expect(profiles).to.have.length(3);
    expect(failures).to.deep.equal([]);
    const of = (at: number) => jurors[at]?.address;
    expect(hidden).to.have.deep.members([
      { url: "https://other/base", juror: of(1), has: 1, sequence: 4 },
      { url: "https://other/base", juror: of(2), has: undefined, sequence: 1 },
    ]);
  });

  it("believes no directory: what is forged there is left out, and hides nothing", async () => {
    const good = await signed(0);
    const forged = { profile: { ...good.profile, sequence: 9, fee: "7" }, signature: good.signature };
    const fetch = serving({ honest: listing([good]), liar: listing([forged]) });
    const { profiles, hidden } = await fetchDirectory({
      urls: ["https://honest", "https://liar"],
      snapshot,
      fetch,
    });
    expect(profiles).to.deep.equal([good]);
    expect(hidden.map(({ url }) => url)).to.deep.equal(["https://liar"]);
  });

  it("goes on without those that fail, says how, and fails when all do", async () => {
    const answers = {
      good: listing([await signed(0)]),
      broken: () => new Response("no", { status: 500 }),
      strange: () => new Response("[]"),
    };
    const fetch = serving(answers);
    const urls = ["https://good", "https://broken", "https://strange", "https://gone"];
    const { failures } = await fetchDirectory({ urls, snapshot, fetch });
    expect(failures.map(({ url }) => url)).to.deep.equal(urls.slice(1));
    await refusalOf(DirectoryUnreachableError, () =>
      fetchDirectory({ urls: urls.slice(1), snapshot, fetch }),
    );
  });

  it("shows no URL that could hold a password", async () => {
    const refused = await refusalOf(InvalidFieldError, () =>
      fetchDirectory({ urls: ["https://name:secret@directory.example"], snapshot }),
    );
    expect(refused.message).not.to.contain("secret");
  });

  it("ends when it is told to", async () => {
    const controller = new AbortController();
    const fetch = async (_: string, { signal }: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        controller.abort(new Error("enough"));
      });
    const asked = { urls: ["https://slow"], snapshot, fetch, signal: controller.signal };
    const ended = await fetchDirectory(asked).then(
      () => "answered",
      (error: Error) => error.message,
    );
    expect(ended).to.equal("enough");
  });
});
