package dev.varve.tools.command;

import dev.varve.k8s.blueprint.Blueprint;
import dev.varve.k8s.blueprint.BlueprintFormat;
import dev.varve.k8s.blueprint.Blueprints;
import dev.varve.k8s.held.AskedHooks;
import dev.varve.k8s.held.Protections;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Whether and by what applications are held still while their volumes are cut. */
final class BlueprintOptions {
    /** How blueprints find their applications. */
    enum Use {
        RECOGNISED,
        NONE
    }

    @Option(
            names = "--blueprints",
            defaultValue = "recognised",
            paramLabel = "USE",
            description = {
                "With --volumes: recognised, to hold applications still while their volumes are"
                        + " cut, or none. Default: ${DEFAULT-VALUE}.",
                "A Pod's annotation varve.dev/blueprint: NAME or none goes before."
            })
    Use use = Use.RECOGNISED;

    @Option(
            names = "--blueprint",
            paramLabel = "FILE",
            description =
                    "A blueprint of your own, beside or in place of ours of its name. Repeatable.")
    List<Path> files = List.of();

    @Option(
            names = "--no-hooks",
            description =
                    "With --volumes: run no command that a Pod asks for by an annotation"
                            + " hooks.varve.dev/….")
    boolean noHooks;

    AskedHooks hooks() {
        return noHooks ? AskedHooks.none() : AskedHooks.annotated();
    }

    Protections protections() throws IOException {
        List<Blueprint> own = new ArrayList<>();
        for (Path each : files) {
            own.add(read(each));
        }
        return use == Use.NONE
                ? Protections.none()
                : Protections.everywhere(Blueprints.own().with(own));
    }

    private static Blueprint read(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            return BlueprintFormat.read(text, file.toString());
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    String.valueOf(e.getMessage()),
                    "docs/formats/blueprint.md says what a blueprint is");
        }
    }
}
