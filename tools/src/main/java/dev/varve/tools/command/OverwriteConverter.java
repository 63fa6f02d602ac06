package dev.varve.tools.command;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code if-newer}, which no Java name can be. */
final class OverwriteConverter implements ITypeConverter<RestoreCommand.Overwrite> {
    @Override
    public RestoreCommand.Overwrite convert(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "never" -> RestoreCommand.Overwrite.NEVER;
            case "if-newer" -> RestoreCommand.Overwrite.IF_NEWER;
            case "always" -> RestoreCommand.Overwrite.ALWAYS;
            default ->
                    throw new TypeConversionException(
                            "\"" + value + "\" is not never, if-newer or always");
        };
    }
}
