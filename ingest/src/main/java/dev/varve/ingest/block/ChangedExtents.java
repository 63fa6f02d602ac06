package dev.varve.ingest.block;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a tracker says changed since the base. A text file, one extent a line: {@code offset
 * length}, in bytes, decimal or hexadecimal after 0x, apart by blanks; empty lines and what follows
 * {@code #} are skipped. Extents may overlap, come in any order, and reach beyond the volume.
 */
public record ChangedExtents(List<Extent> extents) implements ChangeTracker {
    public ChangedExtents {
        extents = List.copyOf(extents);
    }

    /**
     * Reads the file.
     *
     * @throws ProtocolException CONFIGURATION, names the line
     */
    public static ChangedExtents read(Path file) throws ProtocolException {
        List<Extent> extents = new ArrayList<>();
        try {
            int number = 0;
            for (String line : Files.readAllLines(file, UTF_8)) {
                number++;
                String text = line.replaceFirst("#.*", "").strip();
                if (!text.isEmpty()) {
                    extents.add(parse(file, number, text));
                }
            }
        } catch (ProtocolException e) {
            throw e; // is an IOException, too
        } catch (IOException e) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    "changed extents " + file + " cannot be read: " + e.getMessage(),
                    "",
                    e);
        }
        return new ChangedExtents(extents);
    }

    /** Whatever the base is: who wrote the file must know it. */
    @Override
    public Answer ask(Question question) {
        BlockSet blocks = new BlockSet(question.sizeBytes(), question.blockBytes());
        extents.forEach(blocks::add);
        return new Answer.Changed(blocks);
    }

    private static Extent parse(Path file, int number, String text) throws ProtocolException {
        String[] words = text.split("\\s+", -1);
        try {
            if (words.length == 2) {
                return new Extent(Long.decode(decimal(words[0])), Long.decode(decimal(words[1])));
            }
        } catch (IllegalArgumentException e) {
            // Said below, with the line.
        }
        throw new ProtocolException(
                ErrorCode.CONFIGURATION,
                file + " line " + number + ": \"" + text + "\" is not an offset and a length",
                "write one extent a line: offset length, in bytes, decimal or 0x hexadecimal");
    }

    /** Leading zeros do not mean octal here. */
    private static String decimal(String word) {
        return word.startsWith("0x") ? word : word.replaceFirst("^0+(?=\\d)", "");
    }
}
