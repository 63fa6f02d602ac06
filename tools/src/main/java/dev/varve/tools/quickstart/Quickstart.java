package dev.varve.tools.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.push.Cancellation;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.config.DaemonConfiguration;
import dev.varve.repo.config.ListenAddress;
import dev.varve.repo.daemon.Daemon;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * A whole round: backup, increment, kill and resume, restore, compare. Success is said only of what
 * was compared. Confined to one thread.
 */
public final class Quickstart {
    private static final int EQUAL = 0;
    private static final int DIFFERENT = 1;
    private static final String VAULT = "quickstart";
    private static final long VOLUME_BYTES = 192L << 20;
    private static final long KILL_AFTER_BYTES = 8L << 20;
    private static final long SEED = 25;

    private final Output output;
    private final Commands commands;
    private final Cancellation cancellation;
    private final Steps steps = new Steps();

    public Quickstart(
            Output output, Supplier<CommandLine> commandLines, Cancellation cancellation) {
        this.output = output;
        this.commands = new Commands(commandLines);
        this.cancellation = cancellation;
    }

    /**
     * Runs it on a directory, which is only read.
     *
     * @return exit code: 0 when everything compared equal, 1 when something differs
     */
    public int run(Path path) throws IOException, InterruptedException {
        if (!Files.isDirectory(path)) {
            throw new ProtocolException(
                    ErrorCode.SOURCE_UNREADABLE,
                    path + " is not a directory",
                    "name a directory: varve quickstart PATH");
        }
        Path work = Files.createTempDirectory("varve-quickstart-");
        DaemonConfiguration configuration =
                DaemonConfiguration.DEFAULT
                        .withData(work.resolve("repository"))
                        .withListen(new ListenAddress("127.0.0.1", 0))
                        .withAdmin(new ListenAddress("127.0.0.1", 0));
        try (Daemon daemon = Daemon.start(configuration)) {
            Path profile = enrol(daemon, work);
            say("a daemon serves " + work + " at " + ListenAddress.of(daemon.listenAddress()));
            trees(path.toRealPath(), work, profile);
            volumes(path.toRealPath(), work, profile);
            step("check --level proof");
            JsonNode check = run("check", "--level", "proof", "--profile", profile.toString());
            steps.compared(
                    "check --level proof",
                    check.get("clean").asBoolean() ? null : check.get("findings").toString());
            steps.add("check --level proof", check);
        } finally {
            delete(work);
        }
        return report();
    }

    private Path enrol(Daemon daemon, Path work) throws IOException {
        String data = work.resolve("repository").toString();
        Path profile = work.resolve("profile.json");
        commands.run("vault", "create", VAULT, "--data", data);
        commands.run(
                "client",
                "enroll",
                VAULT,
                "--data",
                data,
                "--vault",
                VAULT,
                "--to",
                ListenAddress.of(daemon.listenAddress()).toString(),
                "--out",
                profile.toString());
        return profile;
    }

    private void trees(Path source, Path work, Path profile)
            throws IOException, InterruptedException {
        Path copy = work.resolve("copy");
        step("backing up " + source);
        String first = backup("backup of PATH", source, work, profile, "tree");
        step("copying it and changing a part");
        SourceCopy.make(source, copy);
        int changes = SourceCopy.change(copy);
        step("backing up the copy, with " + changes + " changes");
        String second = backup("increment: changed copy", copy, work, profile, "tree");
        backup("increment: nothing changed", copy, work, profile, "tree");
        restoreTree("restore of PATH", first, source, work, profile);
        restoreTree("restore of the changed copy", second, copy, work, profile);
        delete(copy);
    }

    private void volumes(Path source, Path work, Path profile)
            throws IOException, InterruptedException {
        Path image = work.resolve("volume.img");
        step("making a volume image of its files");
        Random random = new Random(SEED);
        VolumeImage.make(source, image, VOLUME_BYTES, random);
        step("pushing the volume, and killing that push with SIGKILL");
        long stored =
                new KilledPush(work.resolve("repository/segments"), work.resolve("killed.log"))
                        .run(KILL_AFTER_BYTES, backupArguments(image, work, profile, "volume"));
        steps.killed("push killed with SIGKILL", stored);
        requireNoPoint(profile, "volume");
        String first = backup("the same push, resumed", image, work, profile, "volume");
        Path before = work.resolve("before.img");
        Files.copy(image, before);
        VolumeImage.change(image, random);
        step("changing 1 % of its blocks and pushing the increment");
        String second = backup("increment: 1 % of blocks", image, work, profile, "volume");
        restoreVolume("restore of the volume", first, before, work, profile);
        restoreVolume("restore of its increment", second, image, work, profile);
    }

    private String backup(String name, Path source, Path work, Path profile, String chain)
            throws IOException, InterruptedException {
        JsonNode result = run(backupArguments(source, work, profile, chain));
        steps.add(name, result);
        if (result.get("warnings").asLong() > 0) {
            steps.compared(name, "ended with warnings: " + result.get("warningList"));
        }
        return result.get("point").asText();
    }

    private static String[] backupArguments(Path source, Path work, Path profile, String chain) {
        return new String[] {
            "backup",
            source.toString(),
            "--profile",
            profile.toString(),
            "--chain",
            chain,
            "--state-dir",
            work.resolve("state").toString()
        };
    }

    private void restoreTree(String name, String point, Path expected, Path work, Path profile)
            throws IOException, InterruptedException {
        Path target = work.resolve("restored");
        step(name + ", compared with " + expected);
        steps.add(name, run("restore", point, target.toString(), "--profile", profile.toString()));
        TreeComparison.Result result = TreeComparison.compare(expected, target);
        steps.compared(name, result.equal() ? null : String.join("\n", result.differences()));
        steps.counted(result);
        delete(target);
    }

    private void restoreVolume(String name, String point, Path expected, Path work, Path profile)
            throws IOException, InterruptedException {
        Path target = work.resolve("restored.img");
        step(name + ", compared with " + expected);
        steps.add(name, run("restore", point, target.toString(), "--profile", profile.toString()));
        long mismatch = Files.mismatch(expected, target);
        steps.compared(name, mismatch < 0 ? null : "differs at byte " + mismatch);
        steps.counted(Files.size(expected));
        delete(target);
    }

    private void requireNoPoint(Path profile, String chain)
            throws IOException, InterruptedException {
        JsonNode points = run("points", "list", "--chain", chain, "--profile", profile.toString());
        if (!points.get("points").isEmpty()) {
            throw new ProtocolException(
                    ErrorCode.INTERNAL, "the killed push left a restore point", "report it");
        }
    }

    private JsonNode run(String... arguments) throws IOException, InterruptedException {
        cancellation.check();
        return commands.run(arguments);
    }

    private int report() {
        steps.table().forEach(output::line);
        steps.differences().forEach(output::remark);
        boolean equal = steps.allEqual();
        output.line(
                equal
                        ? "All equal: " + steps.summary() + "."
                        : "NOT equal: " + steps.differences().size() + " comparisons differ.");
        ObjectNode object = steps.describe();
        output.event(object.put("equal", equal));
        return equal ? EQUAL : DIFFERENT;
    }

    private void step(String what) throws ProtocolException {
        cancellation.check();
        say(what);
    }

    private void say(String what) {
        if (!output.json()) {
            output.remark("... " + what);
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
