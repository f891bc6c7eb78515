import { globSync, readFileSync } from "node:fs";
import ts from "typescript";

/** What the doc comments of the indexer's schema say, by the names in GraphQL. */
export interface SchemaComments {
  readonly tables: Readonly<Record<string, string>>;
  readonly enums: Readonly<Record<string, string>>;
  /** By table and column. */
  readonly columns: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Found {
  readonly tables: Record<string, string>;
  readonly enums: Record<string, string>;
  readonly columns: Record<string, Record<string, string>>;
}

/** Reads `indexer/schema`. Columns without a comment of their own are left out. */
export function schemaComments(): SchemaComments {
  const sources = globSync("indexer/schema/*.ts")
    .sort()
    .map((file) => ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));
  const statements = sources.flatMap((source) => source.statements.filter(ts.isVariableStatement));
  const shared = new Map(statements.flatMap((statement) => sharedColumns(statement)));
  const found: Found = { tables: {}, enums: {}, columns: {} };
  for (const statement of statements) {
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer === undefined || !ts.isCallExpression(initializer)) continue;
      const callee = initializer.expression.getText();
      const comment = commentOf(statement);
      if (callee === "onchainEnum" && comment !== undefined) found.enums[name.getText()] = comment;
      if (callee !== "onchainTable") continue;
      if (comment !== undefined) found.tables[name.getText()] = comment;
      const columns = objectOf(initializer.arguments[1]);
      if (columns !== undefined) found.columns[name.getText()] = columnsIn(columns, shared);
    }
  }
  return found;
}

/** Columns that several tables have: `const created = () => ({ … })`. */
function sharedColumns(statement: ts.VariableStatement): [string, ts.ObjectLiteralExpression][] {
  return statement.declarationList.declarations.flatMap(({ name, initializer }) => {
    const columns = objectOf(initializer);
    return columns === undefined ? [] : [[name.getText(), columns]];
  });
}

/** The object that an arrow function returns. */
function objectOf(node: ts.Node | undefined): ts.ObjectLiteralExpression | undefined {
  if (node === undefined || !ts.isArrowFunction(node) || !ts.isParenthesizedExpression(node.body))
    return undefined;
  const { expression } = node.body;
  return ts.isObjectLiteralExpression(expression) ? expression : undefined;
}

function columnsIn(
  { properties }: ts.ObjectLiteralExpression,
  shared: ReadonlyMap<string, ts.ObjectLiteralExpression>,
): Record<string, string> {
  const own: Record<string, string> = {};
  for (const property of properties) {
    if (ts.isSpreadAssignment(property) && ts.isCallExpression(property.expression)) {
      const among = shared.get(property.expression.expression.getText());
      if (among !== undefined) Object.assign(own, columnsIn(among, shared));
      continue;
    }
    const comment = commentOf(property);
    if (property.name !== undefined && comment !== undefined) own[property.name.getText()] = comment;
  }
  return own;
}

/** The text of a doc comment in one line. */
function commentOf(node: ts.Node): string | undefined {
  const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1)?.comment;
  return ts.getTextOfJSDocComment(comment)?.replace(/\s+/g, " ").trim();
}
