package dev.varve.repo.vault;

import dev.varve.repo.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Acts of officers in {@code officer-acts/}; none is ever taken away. One process at a time. */
public final class OfficerActFiles {
    private static final Pattern NAME = Pattern.compile("[0-9]{6,18}");

    private final RepositoryFiles files;
    private final DocumentFolder<OfficerAct> folder;

    OfficerActFiles(RepositoryFiles files) {
        this.files = files;
        this.folder =
                new DocumentFolder<>(
                        files.officerActs(),
                        OfficerAct.class,
                        OfficerAct.FORMAT,
                        OfficerAct.VERSION);
    }

    /** A request that is not written yet, under the next number. */
    public OfficerAct draft(ActSubject subject, ActRequest request) throws IOException {
        List<OfficerAct> all = list();
        long number = all.isEmpty() ? 1 : Long.parseLong(all.getLast().name()) + 1;
        return new OfficerAct(
                OfficerAct.FORMAT,
                OfficerAct.VERSION,
                files.repositoryId(),
                name(number),
                subject,
                request,
                OfficerAct.State.REQUESTED.word(),
                "",
                "");
    }

    /** The name of a number. */
    public static String name(long number) {
        return String.format(Locale.ROOT, "%06d", number);
    }

    /** Durable when this returns. */
    public void write(OfficerAct act) throws IOException {
        AtomicFile.createFolder(files.officerActs());
        folder.write(act);
    }

    /** Empty: there is none of this name. */
    public Optional<OfficerAct> find(String name) throws IOException {
        return NAME.matcher(name).matches()
                ? folder.find(name, files.repositoryId())
                : Optional.empty();
    }

    /** Oldest first. */
    public List<OfficerAct> list() throws IOException {
        if (!Files.isDirectory(files.officerActs())) {
            return List.of(); // A repository from before there were acts.
        }
        return folder.list(files.repositoryId()).stream()
                .sorted(Comparator.comparingLong(act -> Long.parseLong(act.name())))
                .toList();
    }
}
