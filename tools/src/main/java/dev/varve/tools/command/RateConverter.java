package dev.varve.tools.command;

import dev.varve.protocol.rate.RateSchedule;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 10MiB/s} or {@code "08:00-18:00 10MiB/s, 50MiB/s"}. */
final class RateConverter implements ITypeConverter<RateSchedule> {
    @Override
    public RateSchedule convert(String value) {
        try {
            return RateSchedule.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
