import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { parse } from "yaml";
import { readPage, section, tableRows } from "../docs/support/markdown.ts";

/** Ponder takes seconds to say what it knows. */
const HUNG_MS = 120_000;
const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string) => readFileSync(at(path), "utf8");

interface Service {
  readonly image?: string;
  readonly build?: { readonly args: Readonly<Record<string, string>> };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly restart?: string;
  readonly profiles?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy?: {
    readonly resources: { readonly limits: { readonly cpus: string; readonly memory: string } };
  };
}

const text = read("deploy/indexer/compose.yaml");
const { services } = parse(text, { merge: true }) as { readonly services: Readonly<Record<string, Service>> };
const lasting = Object.entries(services).filter(([, { profiles }]) => profiles?.[0] !== "backup");
const indexers = lasting.filter(([, { build }]) => build !== undefined);

describe("the compose file of an indexer with replicas", () => {
  it("has a database, one that writes, another one for redeploys, two replicas, and a load balancer for the replicas", () => {
    expect(Object.keys(services).sort()).to.deep.equal([
      ...["backup", "balancer", "indexer-a", "indexer-b", "postgres", "replica-1", "replica-2", "restore"],
    ]);
    const upstream = read("deploy/indexer/Caddyfile").match(/reverse_proxy (.*) \{/)?.[1];
    const replicas = indexers.filter(([, { command }]) => command?.[0] === "serve").map(([name]) => name);
    expect(upstream?.split(" ")).to.deep.equal(replicas.map((name) => `${name}:42069`));
  });

  it("pins each image to a version, and builds the indexer of the version that is asked for, on the Node of this repository", () => {
    for (const [name, { image }] of Object.entries(services)) {
      if (image !== undefined) expect(image, name).to.match(/^[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
    }
    const dockerfile = read("deploy/indexer/Dockerfile");
    expect(dockerfile).to.match(/@quittance\/indexer@\$\{QUITTANCE_INDEXER_VERSION\}/);
    expect(dockerfile).to.match(/quittance-indexer-\$\{QUITTANCE_INDEXER_VERSION\}\.tgz/);
    for (const [, { build }] of indexers) {
      expect(build?.args.QUITTANCE_INDEXER_VERSION).to.match(/^\$\{QUITTANCE_INDEXER_VERSION:\?\}$/);
    }
    expect(dockerfile).to.include(`FROM node:${read(".nvmrc").trim()}-`);
  });

  it("restarts and limits what runs for long, and waits for the database", () => {
    for (const [name, { restart, deploy, depends_on: needed }] of lasting) {
      expect(restart, name).to.equal("unless-stopped");
      expect(deploy?.resources.limits.memory, name).to.match(/^\d+[mg]$/);
      expect(Number(deploy?.resources.limits.cpus), name).to.be.greaterThan(0);
      if (!["postgres", "balancer"].includes(name)) {
        expect(needed?.postgres?.condition, name).to.equal("service_healthy");
      }
    }
    expect(services.postgres?.healthcheck?.test).to.include("pg_isready");
  });

  it("runs commands that Ponder has, with options that it knows", function () {
    this.timeout(HUNG_MS);
    const entry = /ENTRYPOINT (\[.*\])/.exec(read("deploy/indexer/Dockerfile"))?.[1];
    const [program, ...options] = JSON.parse(entry ?? "[]") as string[];
    // npx would end at a signal, and leave Ponder running.
    expect(program).to.equal("node_modules/.bin/ponder");
    const ponder = (...words: readonly string[]) =>
      spawnSync(process.execPath, [at("node_modules/ponder/dist/esm/bin/ponder.js"), ...words, "--help"], {
        ...{ encoding: "utf8", env: { PATH: process.env.PATH } },
      });
    const common = ponder().stdout;
    for (const [name, { command = [] }] of indexers) {
      const shown = ponder(...options, ...command);
      expect([name, shown.status, shown.stderr]).to.deep.equal([name, 0, ""]);
      for (const option of [...options, ...command].filter((word) => word.startsWith("--"))) {
        expect(common + shown.stdout, `${name} ${option}`).to.include(`${option} <`);
      }
    }
  });

  it("sets variables that the indexer reads", () => {
    const known = read("docs/indexer.md") + read("docs/trust.md") + read("deploy/indexer/Dockerfile");
    for (const [name, { environment = {} }] of indexers) {
      for (const variable of Object.keys(environment)) {
        expect(known, `${name} ${variable}`).to.include(`\`${variable}\``);
      }
    }
  });

  it("passes each setting of the documentation on to those who read it", () => {
    const given: Record<string, readonly string[]> = {
      both: ["indexer", "replicas"],
      indexer: ["indexer"],
      replicas: ["replicas"],
      none: [],
    };
    const passed = (command: string) => {
      const own = indexers.filter(([, service]) => service.command?.[0] === command);
      expect(own).to.have.length(2);
      const [first = [], second] = own.map(([, { environment = {} }]) => Object.keys(environment).sort());
      expect(first).to.deep.equal(second);
      return first;
    };
    const image = [...read("deploy/indexer/Dockerfile").matchAll(/([A-Z_]+)=\w+/g)].map(([, name]) => name);
    const expected: Record<string, Set<string>> = { indexer: new Set(), replicas: new Set() };
    const expectAt = (variables: string, places: readonly string[]) => {
      const names = [...variables.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name = ""]) => name);
      for (const place of places) {
        for (const name of names) if (!image.includes(name)) expected[place]?.add(name);
      }
    };
    const settings = tableRows(section(readPage("docs/indexer.md"), "Environment"));
    expect(settings).to.have.length.above(15);
    for (const [variables = "", place = ""] of settings) {
      expect(given, variables).to.have.property(place);
      expectAt(variables, given[place] ?? []);
    }
    const signing = tableRows(section(readPage("docs/trust.md"), "From an indexer"));
    for (const [variables = ""] of signing.filter(([name]) => name?.includes("QUITTANCE_"))) {
      expectAt(variables, ["replicas"]);
    }
    expect(passed("start")).to.deep.equal([...(expected.indexer ?? [])].sort());
    expect(passed("serve")).to.deep.equal([...(expected.replicas ?? [])].sort());
  });

  it("has every setting in the example, and a place for the files of keys", () => {
    const example = read("deploy/indexer/settings.env.example");
    const asked = [...example.matchAll(/^([A-Z0-9_]+)=/gm)].map(([, variable]) => variable);
    const used = new Set([...text.matchAll(/\$\{([A-Z0-9_]+)/g)].map(([, variable]) => variable));
    // That one is for a single start.
    used.delete("QUITTANCE_REREAD");
    expect([...asked].sort()).to.deep.equal(["COMPOSE_PROFILES", ...used].sort());
    for (const [name, { command, volumes }] of indexers) {
      const isReplica = command?.[0] === "serve";
      expect(volumes ?? [], name).to.deep.equal(isReplica ? ["./trust:/trust:ro"] : []);
    }
    expect(example).to.include("/trust/");
    expect(read(".gitignore").split("\n")).to.include.members([
      "/deploy/indexer/trust/",
      "/deploy/indexer/backup/",
    ]);
    expect(read("deploy/indexer/.dockerignore")).to.match(/^\*$/m);
  });

  it("keeps figures to the operator, and names each caller to the replicas by its own address", () => {
    const balancer = read("deploy/indexer/Caddyfile");
    expect(balancer).to.match(/@figures path \/metrics /);
    expect(balancer).to.match(/respond @figures .* 404/);
    expect(balancer).to.include("header_up X-Forwarded-For {client_ip}");
    const [, variable] = /trusted_proxies static \{\$(\w+):private_ranges\}/.exec(balancer) ?? [];
    expect(services.balancer?.environment).to.have.property(variable ?? "");
  });

  it("gives the database the passwords that the script of the roles reads", () => {
    const script = read("deploy/indexer/roles.sql");
    const wanted = [...script.matchAll(/\\getenv \w+ (\w+)/g)].map(([, variable]) => variable);
    expect(wanted).to.have.length(5);
    expect(services.postgres?.environment).to.include.keys(wanted as string[]);
    expect(services.postgres?.volumes).to.include("./roles.sql:/docker-entrypoint-initdb.d/roles.sql:ro");
    for (const role of ["quittance_indexer", "quittance_reader"]) {
      expect(script).to.include(`create role ${role} login`);
      expect(text).to.include(`postgres://${role}:`);
    }
  });
});
