package dev.varve.tools.command;

import dev.varve.ingest.tree.Overwrite;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code if-newer}, which no Java name can be. */
final class OverwriteConverter implements ITypeConverter<Overwrite> {
    @Override
    public Overwrite convert(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "never" -> Overwrite.NEVER;
            case "if-newer" -> Overwrite.IF_NEWER;
            case "always" -> Overwrite.ALWAYS;
            default ->
                    throw new TypeConversionException(
                            "\"" + value + "\" is not never, if-newer or always");
        };
    }
}
