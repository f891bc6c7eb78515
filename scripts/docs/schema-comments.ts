import { globSync, readFileSync } from "node:fs";
import ts from "typescript";

type Comment = string | undefined;
type Columns = Record<string, Comment>;

/** What the doc comments of the indexer's schema say, by the names in GraphQL; undefined where there is none. */
export interface SchemaComments {
  readonly tables: Record<string, { readonly says: Comment; readonly columns: Columns }>;
  readonly enums: Record<string, Comment>;
}

/** Reads `indexer/schema`. */
export function schemaComments(): SchemaComments {
  const sources = globSync("indexer/schema/*.ts")
    .sort()
    .map((file) => ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));
  const statements = sources.flatMap((source) => source.statements.filter(ts.isVariableStatement));
  const shared = new Map(statements.flatMap((statement) => sharedColumns(statement)));
  const found: SchemaComments = { tables: {}, enums: {} };
  for (const statement of statements) {
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer === undefined || !ts.isCallExpression(initializer)) continue;
      const callee = initializer.expression.getText();
      const comment = commentOf(statement);
      if (callee === "onchainEnum") found.enums[name.getText()] = comment;
      const columns = callee === "onchainTable" ? objectOf(initializer.arguments[1]) : undefined;
      if (columns !== undefined) {
        found.tables[name.getText()] = { says: comment, columns: columnsIn(columns, shared) };
      }
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
): Columns {
  const own: Columns = {};
  for (const property of properties) {
    if (ts.isSpreadAssignment(property) && ts.isCallExpression(property.expression)) {
      const among = shared.get(property.expression.expression.getText());
      if (among !== undefined) Object.assign(own, columnsIn(among, shared));
      continue;
    }
    if (property.name !== undefined) own[property.name.getText()] = commentOf(property);
  }
  return own;
}

/** The text of a doc comment in one line. */
function commentOf(node: ts.Node): Comment {
  const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1)?.comment;
  return ts.getTextOfJSDocComment(comment)?.replace(/\s+/g, " ").trim();
}
