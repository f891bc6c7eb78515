import ts from "typescript";
import { causeIn, type ErrorFacts } from "./contract-errors.ts";

/** The last string in an expression: what it says when nothing better is known. */
function lastText(node: ts.Node): string {
  let text = "";
  const visit = (each: ts.Node) => {
    if (ts.isStringLiteralLike(each)) text = each.text;
    ts.forEachChild(each, visit);
  };
  visit(node);
  return text;
}

/** Said of a class whose errors are each given a remedy where they are thrown. */
const OWN_REMEDY = "Follow the error's own `remedy`.";

/** The text of a class's `remedy`: of the property or of the parameter's default; empty when there is none. */
function remedyIn(declaration: ts.ClassDeclaration): string {
  let remedy = "";
  let isGiven = false;
  const visit = (node: ts.Node) => {
    isGiven ||= ts.isShorthandPropertyAssignment(node) && node.name.text === "remedy";
    const isNamed =
      (ts.isPropertyAssignment(node) || ts.isParameter(node)) && node.name.getText() === "remedy";
    if (isNamed && node.initializer !== undefined) remedy ||= lastText(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return remedy === "" && isGiven ? OWN_REMEDY : remedy;
}

function commentOf(declaration: ts.ClassDeclaration): string {
  const [comment] = ts.getJSDocCommentsAndTags(declaration).filter(ts.isJSDoc);
  return (ts.getTextOfJSDocComment(comment?.comment) ?? "").replace(/\s+/g, " ").trim();
}

/** What the source of an error class of the SDK says of it, read when a table asks. */
export type SdkErrors = ReadonlyMap<string, () => ErrorFacts>;

/** The classes in these TypeScript sources that are errors with a comment of their own. */
export function readSdkErrors(sources: ReadonlyMap<string, string>): SdkErrors {
  const found = new Map<string, () => ErrorFacts>();
  for (const [file, source] of sources) {
    const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
    for (const statement of tree.statements) {
      if (!ts.isClassDeclaration(statement) || !statement.name?.text.endsWith("Error")) continue;
      const name = statement.name.text;
      found.set(name, () => {
        const remedy = remedyIn(statement);
        if (remedy === "") throw new Error(`${name} in ${file} has no remedy`);
        return { when: causeIn(commentOf(statement), `${name} in ${file}`), remedy };
      });
    }
  }
  return found;
}
