import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { expect } from "chai";

const SECRET = "nobody-may-read-this";
/** Files beside the site; the last ones are in folders that are served. */
const SECRETS = [
  ...[".git/config", "package.json", "cache/keystore.json", "sdk/index.ts", ".env", "docs/draft.md"],
  ...["cache/site/.env.local", "cache/site/pages/key.pem", "cache/site/ponder.log", "cache/site/.git/config"],
];
/** Without it, a page is asked for as a file. */
const WANTS_HTML = { Accept: "text/html" };
const QUERIES = ["", "?raw", "?url", "?import", "?import&raw", "?inline", "?raw??", "?import&raw??"];

/** A repository with the configuration of this one's site, two pages, and secrets. */
function makeRepository(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "quittance-served-")));
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  for (const folder of ["scripts", "node_modules"]) symlinkSync(resolve(folder), join(root, folder), "dir");
  cpSync("docs/.vitepress", join(root, "docs/.vitepress"), { recursive: true });
  for (const path of SECRETS) write(path, SECRET);
  write("package.json", JSON.stringify({ name: SECRET, type: "module", workspaces: [] }));
  write("sdk/package.json", JSON.stringify({ name: "site", description: "A site." }));
  write("cache/site/menus.json", JSON.stringify({ name: "Site", sentence: "A site.", nav: [], sidebar: {} }));
  write("cache/site/pages/index.md", "# Home\n\nWelcome.\n");
  write("cache/site/pages/guide/terms.md", "# Terms\n\nThe terms of a till.\n");
  return root;
}

describe("the development server of the documentation", () => {
  let root: string;
  let server: ChildProcess;
  let origin: URL;

  /** Asks for a path as it is: a URL would resolve its dots. */
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const asked = request({ host: origin.hostname, port: origin.port, path, headers }).end();
    const [response] = await once(asked, "response");
    return { status: response.statusCode as number, body: await text(response) };
  };

  before(async () => {
    root = makeRepository();
    server = spawn(process.execPath, [resolve("test/docs/support/serve-site.ts")], {
      ...{ cwd: root, stdio: ["ignore", "pipe", "pipe"] },
    });
    // It also holds a line for each file that is refused.
    const errors = text(server.stderr as NodeJS.ReadableStream);
    const [line] = await Promise.race([
      once(server.stdout as NodeJS.ReadableStream, "data"),
      errors.then((told) => Promise.reject(new Error(`The server ended.\n${told}`))),
    ]);
    origin = new URL(String(line).trim());
  });

  after(async () => {
    if (server?.exitCode === null && server.kill()) await once(server, "close");
    rmSync(root, { recursive: true, force: true });
  });

  it("serves no file beside the site, and no secret in it, whatever it is asked with", async () => {
    const repository = resolve(".");
    for (const query of QUERIES) {
      for (const path of SECRETS) {
        const { status, body } = await get(`/@fs${root}/${path}${query}`);
        expect(body, `${path}${query}`).to.not.contain(SECRET);
        expect(status, `${path}${query}`).to.not.equal(200);
      }
      for (const path of [
        `/@fs${repository}/package.json`,
        `/@fs${root}/cache/site/../../package.json`,
        `/@fs${root}/cache/site/%2e%2e/%2e%2e/package.json`,
        `/@fs${root}/node_modules/quittance/package.json`,
        `/@fs${repository}/node_modules/@quittance/indexer/package.json`,
      ]) {
        expect((await get(`${path}${query}`)).status, `${path}${query}`).to.not.equal(200);
      }
      expect((await get(`/../../../package.json${query}`)).body).to.not.contain(SECRET);
      expect((await get(`/key.pem${query}`)).body).to.not.contain(SECRET);
    }
  });

  it("serves the pages, and every module that they are made of", async () => {
    const home = await get("/", WANTS_HTML);
    expect(home.status).to.equal(200);
    const seen = new Set<string>();
    const waiting = ["/guide/terms.md", "/index.md"];
    for (const [, path] of home.body.matchAll(/<script type="module" src="([^"]+)"/g))
      waiting.push(path ?? "");
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const { status, body } = await get(path);
      expect(status, path).to.equal(200);
      if (path === "/guide/terms.md") expect(body).to.contain("The terms of a till.");
      for (const [, next] of body.matchAll(/(?:from|import\(?)\s*"(\/[^"]+)"/g)) waiting.push(next ?? "");
    }
    expect([...seen].filter((path) => path.includes("vitepress/dist/client")).length).to.be.greaterThan(20);
    expect([...seen].filter((path) => path.includes("LocalSearchBox")).length).to.be.greaterThan(0);
  });
});
