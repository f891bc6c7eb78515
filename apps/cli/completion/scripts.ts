import type { Command } from "commander";

/** Shells that are completed. */
export const shells = ["bash", "zsh", "fish"] as const;

/** One command with what can follow it. */
interface Node {
  /** Words by which it is called, without the command's own name. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly { readonly flag: string; readonly description: string }[];
}

function nodesOf(command: Command, path: readonly string[] = []): Node[] {
  const inner = command.commands.filter((each) => each.name() !== "help");
  const options = command.createHelp().visibleOptions(command);
  const own: Node = {
    path: path.join(" "),
    commands: inner.map((each) => ({ name: each.name(), description: each.description() })),
    options: options.flatMap(({ long, description }) => (long ? [{ flag: long, description }] : [])),
  };
  return [own, ...inner.flatMap((each) => nodesOf(each, [...path, each.name()]))];
}

/** The script that completes a command in a shell. It is made of the command's own names only. */
export function completionScript(shell: (typeof shells)[number], command: Command): string {
  const nodes = nodesOf(command);
  const name = command.name();
  if (shell === "fish") return fishScript(name, nodes);
  const script = bashScript(name, nodes);
  return shell === "bash" ? script : `autoload -U +X bashcompinit && bashcompinit\n${script}`;
}

function bashScript(name: string, nodes: readonly Node[]): string {
  const cases = nodes
    .map(({ path, commands, options }) => {
      const words = [...commands.map((each) => each.name), ...options.map(({ flag }) => flag)].join(" ");
      return `    "${path}") words="${words}" ;;`;
    })
    .join("\n");
  const paths = nodes
    .map(({ path }) => path.replaceAll(" ", "/"))
    .filter((path) => path !== "")
    .join(" ");
  return `_${name}_paths="${paths}"
_${name}() {
  local path="" word words="" current="\${COMP_WORDS[COMP_CWORD]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " $_${name}_paths " in
      *" \${path:+$path/}$word "*) path="\${path:+$path/}$word" ;;
    esac
  done
  case "\${path//\\// }" in
${cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _${name} ${name}`;
}

function fishScript(name: string, nodes: readonly Node[]): string {
  const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const isAt = (path: string) =>
    path === ""
      ? "__fish_use_subcommand"
      : path
          .split(" ")
          .map((word) => `__fish_seen_subcommand_from ${word}`)
          .join("; and ");
  return nodes
    .flatMap(({ path, commands, options }) => {
      const inner = commands.map((each) => each.name).join(" ");
      const unnamed = path === "" || inner === "" ? "" : `; and not __fish_seen_subcommand_from ${inner}`;
      return [
        ...commands.map(
          (each) =>
            `complete -c ${name} -f -n ${quoted(isAt(path) + unnamed)} -a ${each.name} -d ${quoted(each.description)}`,
        ),
        ...options.map(
          ({ flag, description }) =>
            `complete -c ${name} -n ${quoted(isAt(path))} -l ${flag.slice(2)} -d ${quoted(description)}`,
        ),
      ];
    })
    .join("\n");
}
