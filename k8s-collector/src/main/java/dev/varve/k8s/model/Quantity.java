package dev.varve.k8s.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as Kubernetes writes them: {@code 10Gi}, {@code 1500m}, {@code 5e3}, {@code 123}. */
public final class Quantity {
    private static final Pattern FORM =
            Pattern.compile(
                    "([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
                            + "(n|u|m|k|M|G|T|P|E|[KMGTPE]i)?");
    private static final Map<String, BigDecimal> UNITS =
            Map.ofEntries(
                    Map.entry("n", new BigDecimal("1e-9")),
                    Map.entry("u", new BigDecimal("1e-6")),
                    Map.entry("m", new BigDecimal("1e-3")),
                    Map.entry("k", BigDecimal.TEN.pow(3)),
                    Map.entry("M", BigDecimal.TEN.pow(6)),
                    Map.entry("G", BigDecimal.TEN.pow(9)),
                    Map.entry("T", BigDecimal.TEN.pow(12)),
                    Map.entry("P", BigDecimal.TEN.pow(15)),
                    Map.entry("E", BigDecimal.TEN.pow(18)),
                    Map.entry("Ki", BigDecimal.TWO.pow(10)),
                    Map.entry("Mi", BigDecimal.TWO.pow(20)),
                    Map.entry("Gi", BigDecimal.TWO.pow(30)),
                    Map.entry("Ti", BigDecimal.TWO.pow(40)),
                    Map.entry("Pi", BigDecimal.TWO.pow(50)),
                    Map.entry("Ei", BigDecimal.TWO.pow(60)));

    private Quantity() {}

    /**
     * The amount.
     *
     * @throws IllegalArgumentException names what is none
     */
    public static BigDecimal parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no quantity");
        }
        String unit = form.group(2);
        BigDecimal factor =
                unit == null ? BigDecimal.ONE : UNITS.getOrDefault(unit, BigDecimal.ONE);
        return new BigDecimal(form.group(1)).multiply(factor);
    }

    /**
     * The amount in bytes, rounded up.
     *
     * @throws IllegalArgumentException names what is none, is below zero, or does not fit a long
     */
    public static long bytes(String text) {
        BigDecimal amount = parse(text);
        if (amount.signum() < 0) {
            throw new IllegalArgumentException("'" + text + "' is less than nothing");
        }
        try {
            return amount.setScale(0, RoundingMode.CEILING).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is more than fits", e);
        }
    }
}
