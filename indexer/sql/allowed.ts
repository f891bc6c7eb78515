/** What the parse tree of a statement may be made of, in the words of PostgreSQL's parser. */
export const NODES: ReadonlySet<string> = new Set([
  ...["SelectStmt", "ResTarget", "WithClause", "CommonTableExpr", "SubLink"],
  ...["RangeVar", "RangeSubselect", "JoinExpr", "Alias"],
  ...["ColumnRef", "A_Star", "A_Const", "A_Expr", "A_ArrayExpr", "A_Indirection", "A_Indices", "ParamRef"],
  ...["String", "Integer", "Float", "Boolean", "BitString", "List"],
  ...["TypeCast", "TypeName", "CollateClause", "FuncCall", "SQLValueFunction"],
  ...["BoolExpr", "NullTest", "BooleanTest", "CaseExpr", "CaseWhen", "CoalesceExpr", "MinMaxExpr", "RowExpr"],
  ...["SortBy", "WindowDef", "GroupingFunc", "GroupingSet"],
]);

/**
 * Functions of `pg_catalog` that a statement may call. None of them changes anything, waits, reads anything but its
 * arguments and the clock, or makes rows out of nothing: a role without rights may still take all the locks there are
 * (`pg_advisory_lock`), sleep, write to the log of changes (`pg_logical_emit_message`) or set its own limits (`set_config`).
 */
export const FUNCTIONS: ReadonlySet<string> = new Set([
  ...["count", "sum", "avg", "min", "max", "bool_and", "bool_or", "array_agg", "string_agg", "json_agg"],
  ...["json_build_array", "json_build_object", "json_object_agg"],
  ...["row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead"],
  ...["first_value", "last_value", "nth_value"],
  ...["lower", "upper", "length", "btrim", "ltrim", "rtrim", "replace", "substring", "position", "concat"],
  ...["now", "extract", "date_trunc", "to_timestamp", "timezone"],
  ...["abs", "cbrt", "ceil", "ceiling", "degrees", "div", "exp", "floor", "ln", "log", "mod", "pi", "power"],
  ...["radians", "random", "round", "sign", "sqrt", "width_bucket"],
  ...["acos", "asin", "atan", "atan2", "cos", "cot", "sin", "tan"],
]);
