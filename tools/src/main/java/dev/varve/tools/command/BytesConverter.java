package dev.varve.tools.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as 500GiB, or plain numbers of bytes. */
final class BytesConverter implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})(?:([KMGTPE])iB)?");
    private static final String UNITS = "KMGTPE";
    private static final int BITS_PER_UNIT = 10;

    @Override
    public Long convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw bad(text, "write a number of bytes, or a number and a unit, such as 500GiB");
        }
        int unit = form.group(2) == null ? 0 : UNITS.indexOf(form.group(2)) + 1;
        try {
            return Math.multiplyExact(Long.parseLong(form.group(1)), 1L << (BITS_PER_UNIT * unit));
        } catch (ArithmeticException e) {
            throw bad(text, "it is over 8 EiB");
        }
    }

    private static TypeConversionException bad(String text, String why) {
        return new TypeConversionException("'" + text + "' is no size: " + why);
    }
}
