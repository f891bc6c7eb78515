import { expect } from "chai";
import { placeOfStore, requireSqlite } from "../../indexer/documents/desk.ts";
import { readDocumentSettings } from "../../indexer/settings/documents.ts";
import { type Deployment, SettingsError } from "../../indexer/settings/settings.ts";

const DEPLOYMENT: Deployment = {
  ...{ chainId: 8_453, jurorPools: [], startBlock: 1 },
  address: "0x00000000000000000000000000000000000000aa",
};
const refused = (env: Record<string, string>): string => {
  try {
    readDocumentSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error("it was taken");
};

describe("the settings of documents", () => {
  it("look for nothing unless a place is named", () => {
    expect(readDocumentSettings({})).to.deep.equal({
      ...{ stores: [], gateways: [], fromSellers: false, mostBytes: 1_024 * 1_048_576, isOn: false },
    });
    for (const name of ["QUITTANCE_EVIDENCE_URLS", "QUITTANCE_IPFS_GATEWAYS"]) {
      expect(readDocumentSettings({ [name]: "https://a.example" }).isOn, name).to.equal(true);
    }
    expect(readDocumentSettings({ QUITTANCE_EVIDENCE_FROM_SELLERS: "1" })).to.include({
      isOn: true,
      fromSellers: true,
    });
  });

  it("have each store once, in their order", () => {
    const env = { QUITTANCE_EVIDENCE_URLS: "https://b.example/x, http://10.0.0.7 ,https://b.example/x" };
    expect(readDocumentSettings(env).stores).to.deep.equal(["https://b.example/x", "http://10.0.0.7"]);
  });

  it("are refused by name, without a URL in the message", () => {
    const secret = "ftp://user:secret@a.example";
    const message = refused({ QUITTANCE_EVIDENCE_URLS: `https://a.example,${secret}` });
    expect(message).to.match(/QUITTANCE_EVIDENCE_URLS has no valid URL in place 2/);
    expect(message).to.not.include("secret");
    const many = Array.from({ length: 9 }, (_, index) => `https://${index}.example`);
    expect(readDocumentSettings({ QUITTANCE_IPFS_GATEWAYS: many.slice(1).join() }).gateways).to.have.length(
      8,
    );
    expect(refused({ QUITTANCE_IPFS_GATEWAYS: many.join() })).to.match(/9 URLs. Name 8 at most/);
    expect(refused({ QUITTANCE_EVIDENCE_FROM_SELLERS: "yes" })).to.match(
      /QUITTANCE_EVIDENCE_FROM_SELLERS is "yes"/,
    );
    for (const value of ["0", "-1", "1.5", "1048577", "all"]) {
      expect(refused({ QUITTANCE_DOCUMENTS_MIB: value })).to.match(/QUITTANCE_DOCUMENTS_MIB/);
    }
    expect(readDocumentSettings({ QUITTANCE_DOCUMENTS_MIB: "1048576" }).mostBytes).to.equal(2 ** 40);
  });

  it("keep documents beside the folder of PGlite, of each contract apart, or in PostgreSQL", () => {
    const pglite = { database: { kind: "pglite", directory: "/data/rows" }, deployment: DEPLOYMENT } as const;
    expect(placeOfStore(pglite, "/indexer", true)).to.deep.equal({
      kind: "sqlite",
      path: "/data/rows.documents.sqlite",
    });
    const pathOf = (chainId: number) => {
      const database = { kind: "pglite", directory: undefined } as const;
      const place = placeOfStore({ database, deployment: { ...DEPLOYMENT, chainId } }, "/indexer", true);
      return place.kind === "sqlite" ? place.path : "";
    };
    expect(pathOf(1)).to.match(/^\/indexer\/\.ponder\/documents-[0-9a-f]{16}\.sqlite$/);
    expect(pathOf(1)).to.not.equal(pathOf(2));
    const database = { kind: "postgres", connectionString: "postgres://a" } as const;
    expect(placeOfStore({ database, deployment: DEPLOYMENT }, "/indexer", false)).to.deep.equal({
      ...{ kind: "postgres", url: "postgres://a", isReader: true },
    });
  });

  it("say which Node SQLite takes, at the very version", () => {
    for (const version of ["22.13.0", "22.20.1", "24.0.0"])
      expect(() => requireSqlite(version)).to.not.throw();
    for (const version of ["20.19.0", "22.12.0"])
      expect(() => requireSqlite(version)).to.throw(SettingsError, /22\.13/);
  });
});
