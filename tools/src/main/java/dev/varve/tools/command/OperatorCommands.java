package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.repo.vault.OperatorDocument;
import dev.varve.repo.vault.Role;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** People who may use the admin side, by the data directory; beside a running daemon or without. */
@Command(
        name = "operator",
        description = "People who may use the admin side: a role and a token for each.",
        subcommands = {
            OperatorCommands.Add.class,
            OperatorCommands.ListPeople.class,
            OperatorCommands.Remove.class,
            OperatorCommands.Rotate.class
        })
final class OperatorCommands extends GroupCommand {

    /** What all share. */
    abstract static class OfPeople extends VarveCommand {
        @Option(
                names = "--data",
                required = true,
                paramLabel = "DIR",
                description = "The repository's directory.")
        Path data = Path.of("");
    }

    /** What is about one person. */
    abstract static class OfPerson extends OfPeople {
        @Parameters(paramLabel = "NAME", description = "The person's name.")
        String name = "";
    }

    /** What makes a token. */
    abstract static class WithToken extends OfPerson {
        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                description = {
                    "Write the token there, mode 0600; it must not be there yet.",
                    "Without it the token is printed, this once."
                })
        @Nullable Path tokenFile;

        /** Makes the token, once it is clear where it goes. */
        int hand(Output output, String words, ObjectNode event, Making making) throws IOException {
            if (tokenFile == null) {
                String token = making.token();
                output.line(words);
                output.line("token  " + token);
                output.event(event.put("token", token));
            } else {
                Path file = tokenFile;
                TokenFile.write(file, making);
                output.line(words + "; the token is in " + file);
                output.event(event.put("tokenFile", file.toString()));
            }
            return DONE;
        }
    }

    /** A new token. */
    @FunctionalInterface
    interface Making {
        String token() throws IOException;
    }

    @Command(
            name = "add",
            description = {
                "Let a person in, by a token that only they should have.",
                "Roles: reader (looks), writer (tries policies, too), operator (locks, policies,"
                        + " ends), security-officer (with a second one: ends governance, trusts the"
                        + " clock), legal (holds)."
            },
            footer = {
                "",
                "Examples:",
                "  varve operator add eva --role security-officer --token-file eva.token \\",
                "      --data /srv/varve",
                "  varve operator add lea --role legal --data /srv/varve"
            })
    static final class Add extends WithToken {
        @Option(names = "--role", required = true, paramLabel = "ROLE", description = "As above.")
        String role = "";

        @Override
        int run(Output output) throws IOException {
            Role known =
                    Role.ofWord(role)
                            .orElseThrow(() ->
                                    usage(
                                            "there is no role \"" + role + "\"",
                                            Arrays.stream(Role.values())
                                                    .map(Role::word)
                                                    .collect(Collectors.joining(", "))));
            return hand(
                    output,
                    name + " is in, as " + role,
                    Output.object().put("operator", name).put("role", role),
                    () -> DataDirectory.open(data).operators().add(name, known));
        }
    }

    @Command(
            name = "rotate",
            description = {
                "Give a person a new token; the old one is worth nothing from now on.",
                "What they asked other officers for with the old one has to be asked again."
            },
            footer = {
                "",
                "Example:",
                "  varve operator rotate eva --token-file eva.new --data /srv/varve"
            })
    static final class Rotate extends WithToken {
        @Override
        int run(Output output) throws IOException {
            return hand(
                    output,
                    name + " has a new token",
                    Output.object().put("operator", name),
                    () -> DataDirectory.open(data).operators().rotate(name));
        }
    }

    @Command(
            name = "remove",
            description = "A person's token is worth nothing from now on.",
            footer = {"", "Example:", "  varve operator remove eva --data /srv/varve"})
    static final class Remove extends OfPerson {
        @Override
        int run(Output output) throws IOException {
            DataDirectory.open(data).operators().remove(name);
            output.line(name + " is out");
            output.event(Output.object().put("operator", name).put("removed", true));
            return DONE;
        }
    }

    @Command(
            name = "list",
            description = "List the people and their roles; tokens are kept nowhere.",
            footer = {"", "Example:", "  varve operator list --data /srv/varve --json"})
    static final class ListPeople extends OfPeople {
        @Override
        int run(Output output) throws IOException {
            Table table = new Table("OPERATOR", "ROLE", "ADDED");
            ObjectNode all = Output.object();
            ArrayNode list = all.putArray("operators");
            for (OperatorDocument person : DataDirectory.open(data).operators().list()) {
                list.addObject()
                        .put("operator", person.name())
                        .put("role", person.role())
                        .put("addedMillis", person.addedMillis());
                table.add(person.name(), person.role(), Instant.ofEpochMilli(person.addedMillis()));
            }
            table.print(output);
            output.event(all);
            return DONE;
        }
    }
}
