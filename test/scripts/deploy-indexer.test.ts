import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { parse } from "yaml";

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
      ...["backup", "balancer", "indexer-a", "indexer-b", "postgres", "replica-1", "replica-2"],
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
    const [, program, ...options] = JSON.parse(entry ?? "[]") as string[];
    expect(program).to.equal("ponder");
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

  it("sets variables that the indexer reads, and asks for each in the example", () => {
    const known = read("docs/indexer.md") + read("deploy/indexer/Dockerfile");
    for (const [name, { environment = {} }] of indexers) {
      for (const variable of Object.keys(environment)) {
        expect(known, `${name} ${variable}`).to.include(`\`${variable}\``);
      }
    }
    const example = read("deploy/indexer/settings.env.example");
    const asked = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, variable]) => variable);
    const needed = new Set([...text.matchAll(/\$\{([A-Z_]+):\?\}/g)].map(([, variable]) => variable));
    expect(asked).to.include.members([...needed]);
    const used = new Set([...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, variable]) => variable));
    expect(["COMPOSE_PROFILES", ...used]).to.include.members(asked);
  });

  it("gives the database the passwords that the script of the roles reads", () => {
    const script = read("deploy/indexer/roles.sql");
    const wanted = [...script.matchAll(/\\getenv \w+ (\w+)/g)].map(([, variable]) => variable);
    expect(wanted).to.have.length(3);
    expect(services.postgres?.environment).to.include.keys(wanted as string[]);
    expect(services.postgres?.volumes).to.include("./roles.sql:/docker-entrypoint-initdb.d/roles.sql:ro");
    for (const role of ["quittance_indexer", "quittance_reader"]) {
      expect(script).to.include(`create role ${role} login`);
      expect(text).to.include(`postgres://${role}:`);
    }
  });
});
