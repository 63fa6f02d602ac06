package dev.varve.k8s.rule;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as Kubernetes writes them: {@code 10Gi}, {@code 1500m}, {@code 5e3}. */
final class Quantity {
    private static final Pattern FORM =
            Pattern.compile("([+-]?[0-9.]+)([eE][+-]?[0-9]+|[a-zA-Z]*)");
    private static final String DECIMAL = "kMGTPE";
    private static final Map<String, Integer> SMALL = Map.of("m", -3, "u", -6, "n", -9, "", 0);

    private Quantity() {}

    /** The amount; nothing is zero. */
    static BigDecimal parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.isEmpty()) {
            return BigDecimal.ZERO;
        }
        if (!form.matches()) {
            throw new IllegalArgumentException("no quantity: " + text);
        }
        String suffix = form.group(2);
        if (suffix.length() > 1 && (suffix.charAt(0) == 'e' || suffix.charAt(0) == 'E')) {
            return suffix.equals("Ei") ? scale(form.group(1), "Ei") : new BigDecimal(text);
        }
        return scale(form.group(1), suffix);
    }

    private static BigDecimal scale(String number, String suffix) {
        BigDecimal value = new BigDecimal(number);
        Integer power = SMALL.get(suffix);
        if (power != null) {
            return value.scaleByPowerOfTen(power);
        }
        int step = "KMGTPE".indexOf(suffix.charAt(0)) + 1;
        if (suffix.length() == 2 && suffix.charAt(1) == 'i' && step > 0) {
            return value.multiply(BigDecimal.valueOf(1024).pow(step));
        }
        int decimal = DECIMAL.indexOf(suffix) + 1;
        if (suffix.length() != 1 || decimal == 0) {
            throw new IllegalArgumentException("no quantity: " + number + suffix);
        }
        return value.scaleByPowerOfTen(3 * decimal);
    }
}
