package dev.varve.tools.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandTreeTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static List<String> allCommands() {
        List<String> names = new ArrayList<>();
        collect("", CommandTree.commandLine(), names);
        return names;
    }

    private static void collect(String before, CommandLine line, List<String> names) {
        line.getSubcommands()
                .forEach((name, below) -> {
                    names.add(before + name);
                    collect(before + name + " ", below, names);
                });
    }

    private int run(String... arguments) {
        return CommandTree.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @ParameterizedTest
    @MethodSource("allCommands")
    void everyCommandHasHelp(String command) {
        int exitCode = run((command + " --help").split(" "));

        assertThat(exitCode).isZero();
        assertThat(out.toString()).contains("Usage: varve " + command);
    }

    @ParameterizedTest
    @MethodSource("allCommands")
    void everyCommandThatDoesSomethingShowsAnExample(String command) {
        run((command + " --help").split(" "));

        boolean group = out.toString().contains("Commands:");
        assertThat(group || out.toString().contains("Example")).isTrue();
    }

    @Test
    void theNamesAreTheAgreedOnes() {
        assertThat(allCommands())
                .contains(
                        "quickstart",
                        "serve",
                        "vault create",
                        "vault list",
                        "vault show",
                        "vault delete",
                        "vault quota",
                        "client enroll",
                        "client list",
                        "client revoke",
                        "key add",
                        "key list",
                        "key rotate",
                        "key remove",
                        "backup",
                        "points list",
                        "points show",
                        "ls",
                        "cat",
                        "diff",
                        "restore",
                        "check",
                        "repo stat",
                        "repo rebuild-index",
                        "repo dump-segment",
                        "clock status",
                        "clock trust",
                        "unlock",
                        "operator add",
                        "operator list",
                        "operator remove",
                        "operator rotate",
                        "officer request",
                        "officer approve",
                        "officer refuse",
                        "officer list",
                        "guard serve",
                        "guard status",
                        "jobs list",
                        "jobs show",
                        "jobs run",
                        "jobs cancel");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve --data d --listen 127.0.0.1:1 --admin 127.0.0.1:2",
                "serve --data d --config f",
                "vault create v --data d",
                "client enroll n --data d --vault v --to 127.0.0.1:1 --out p",
                "backup s --profile p --chain c --json",
                "backup s --to h:1 --vault v --chain c --level max --streams 3"
                        + " --changed-extents f --exclude g",
                "restore latest:c t --profile p",
                "restore 0123 t --path p --streams 2 --overwrite if-newer",
                "points list --profile p --json",
                "check --level quick --profile p --json",
                "check --level proof latest:c",
                "clock status --data d",
                "clock trust --why w --data d --token-file t --json",
                "unlock p --vault v --why w --within 2h --admin http://h:1 --token-file t",
                "operator add n --role legal --token-file t --data d",
                "officer request weaken-policy --vault v --keep-last 1 --why w --data d",
                "officer approve 1 --data d --token-file t",
                "officer refuse 1 --why w --data d --token-file t",
                "officer list --data d --json",
                "guard serve --data d --socket s --user 1000 --json",
                "guard status --data d --socket s --json",
                "clock status --data d --json",
                "repo stat --data d",
                "repo stat d --json",
                "repo rebuild-index --data d",
                "repo rebuild-index d",
                "repo dump-segment s --data d",
                "repo dump-segment --data d",
                "repo dump-segment d s",
                "repo dump-segment d",
                "key add --for other.json --profile p",
                "ls latest:c:etc",
                "diff a b"
            })
    void theAgreedFormsParse(String form) {
        CommandTree.commandLine().parseArgs(form.split(" "));
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        int exitCode = run("backup", "source", "--no-such-option");

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains("[USAGE]").contains("what to do:");
    }

    @Test
    void aGroupAloneSaysWhatThereIs() {
        int exitCode = run("vault");

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains("create, list, show");
    }

    @Test
    void errorsAreJsonWhenAskedFor(@TempDir Path directory) throws IOException {
        String profile = directory.resolve("none.json").toString();

        int exitCode = run("points", "list", "--profile", profile, "--json");

        JsonNode error = new ObjectMapper().readTree(out.toString()).get("error");
        assertThat(exitCode).isEqualTo(78);
        assertThat(error.get("name").asText()).isEqualTo("CONFIGURATION");
        assertThat(error.get("code").asInt()).isEqualTo(28);
        assertThat(error.get("exitCode").asInt()).isEqualTo(78);
        assertThat(error.get("message").asText()).contains(profile);
        assertThat(error.get("advice").asText()).contains("varve client enroll");
    }

    @Test
    void aSourceThatIsNotThereIsSaidBeforeAnythingIsConnected(@TempDir Path directory) {
        int exitCode = run("backup", directory.resolve("nothing").toString(), "--chain", "c");

        assertThat(exitCode).isEqualTo(87);
        assertThat(err.toString()).contains("does not exist");
    }

    @Test
    void aVaultIsMadeListedAndShown(@TempDir Path directory) throws IOException {
        String data = directory.resolve("data").toString();

        assertThat(run("vault", "create", "team-a", "--data", data)).isZero();
        assertThat(run("vault", "create", "team-a", "--data", data)).isNotZero();
        out.getBuffer().setLength(0);
        assertThat(run("vault", "list", "--data", data, "--json")).isZero();

        JsonNode vaults = new ObjectMapper().readTree(out.toString()).get("vaults");
        assertThat(vaults).hasSize(1);
        assertThat(vaults.get(0).get("vault").asText()).isEqualTo("team-a");
        assertThat(vaults.get(0).get("encryption").asText()).isEqualTo("aes-256-gcm");
    }

    @Test
    void theFirstClientMakesTheKeyAndTheSecondIsToldHowToGetIn(@TempDir Path directory)
            throws IOException {
        String data = directory.resolve("data").toString();
        Path one = directory.resolve("one.json");
        Path two = directory.resolve("two.json");
        Path three = directory.resolve("three.json");
        run("vault", "create", "v", "--data", data);

        assertThat(enroll("one", data, one)).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(enroll("two", data, two)).isZero();
        assertThat(err.toString()).contains("varve key add --for " + two);
        assertThat(enroll("three", data, three, "--unlock", one.toString())).isZero();

        out.getBuffer().setLength(0);
        run("vault", "show", "v", "--data", data, "--json");
        JsonNode slots = new ObjectMapper().readTree(out.toString()).get("keySlots");
        assertThat(slots.findValuesAsText("label")).containsExactly("one", "three");
        assertThat(Files.getPosixFilePermissions(one)).hasSize(2);
        assertThat(enroll("four", data, one)).isEqualTo(88);
    }

    private int enroll(String name, String data, Path out, String... more) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "client",
                                "enroll",
                                name,
                                "--data",
                                data,
                                "--vault",
                                "v",
                                "--to",
                                "127.0.0.1:7500",
                                "--out",
                                out.toString()));
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }
}
