package dev.varve.tools.command;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.io.StorageDirectory;
import dev.varve.repo.store.segment.SegmentClass;
import dev.varve.repo.store.segment.SegmentDump;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What one segment holds, or each of them. */
@Command(
        name = "dump-segment",
        description =
                "Print what a segment holds, record by record; without SEGMENT, what all hold.",
        customSynopsis = {
            "varve repo dump-segment [-h] [--json] DIR [SEGMENT]",
            "varve repo dump-segment [-h] [--json] [SEGMENT] --data=DIR"
        },
        footer = {
            "",
            "Examples:",
            "  varve repo dump-segment /srv/varve",
            "  varve repo dump-segment /srv/varve meta/0000000000000002.seg",
            "  varve repo dump-segment data/0000000000000001.seg --data /srv/varve"
        })
final class DumpSegmentCommand extends OfflineCommand {
    private static final String SEGMENTS = "segments";

    @Parameters(
            arity = "0..2",
            paramLabel = "DIR|SEGMENT",
            description = {
                "DIR: the repository's directory, unless --data names it.",
                "SEGMENT: a file below DIR/segments, like meta/0000000000000002.seg."
            })
    List<String> named = List.of();

    @Override
    int run(Output output) throws IOException {
        List<String> segments = new ArrayList<>(named);
        boolean alone = data == null && !segments.isEmpty();
        Path folder = repository(alone ? Path.of(segments.removeFirst()) : null);
        if (segments.size() > 1) {
            throw usage(
                    "beside --data only one segment is named, not "
                            + String.join(" and ", segments),
                    "name one segment, or none to print all");
        }
        StorageDirectory directory = new FileStorageDirectory(DataDirectory.open(folder).root());
        boolean good =
                segments.isEmpty()
                        ? printAll(directory, output)
                        : print(directory, segments.getFirst(), output);
        return good ? DONE : ErrorCode.DAMAGED.exitCode();
    }

    private static boolean printAll(StorageDirectory directory, Output output) throws IOException {
        int segments = 0;
        int damaged = 0;
        for (SegmentClass segmentClass : SegmentClass.values()) {
            for (String name : directory.list(segmentClass.folder())) {
                segments++;
                Path file = Path.of(segmentClass.folder(), name);
                String segment = Path.of(SEGMENTS).relativize(file).toString();
                damaged += printOrSay(directory, segment, output) ? 0 : 1;
            }
        }
        output.line(segments + " segments, " + damaged + " damaged");
        output.event(
                Output.object()
                        .put("segments", segments)
                        .put("damaged", damaged)
                        .put("good", damaged == 0));
        return damaged == 0;
    }

    /** One whose header cannot be read does not keep the others from being printed. */
    private static boolean printOrSay(StorageDirectory directory, String segment, Output output)
            throws IOException {
        try {
            return print(directory, segment, output);
        } catch (ProtocolException e) {
            say(segment, false, segment + ": " + e.getMessage(), output);
            return false;
        }
    }

    private static boolean print(StorageDirectory directory, String segment, Output output)
            throws IOException {
        StringBuilder text = new StringBuilder();
        boolean good = SegmentDump.print(directory, file(directory, segment), text);
        say(segment, good, text.toString(), output);
        return good;
    }

    private static String file(StorageDirectory directory, String segment)
            throws ProtocolException {
        Path root = directory.path();
        Path file = root.resolve(SEGMENTS).resolve(segment).normalize();
        if (!file.startsWith(root)) {
            throw usage(segment + " is not below " + root, "name a file below DIR/segments");
        }
        return root.relativize(file).toString();
    }

    private static void say(String segment, boolean good, String text, Output output) {
        output.line(text.stripTrailing());
        output.event(Output.object().put("segment", segment).put("good", good).put("text", text));
    }
}
