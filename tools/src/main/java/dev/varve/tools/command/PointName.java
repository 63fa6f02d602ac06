package dev.varve.tools.command;

import com.google.protobuf.ByteString;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Uid;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How people name restore points: an id, the beginning of one, or {@code latest:CHAIN}. */
final class PointName {
    static final String LATEST = "latest:";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,32}");
    private static final int ID_DIGITS = 2 * Uid.LENGTH;

    private final RepositoryClient client;

    PointName(RepositoryClient client) {
        this.client = client;
    }

    /** A point and one of its images. */
    record Chosen(PointDocument point, PointImage image) {}

    /** A point's image and a path in it, empty for its top. */
    record ChosenPath(Chosen chosen, String path) {}

    /**
     * The point meant.
     *
     * @throws ProtocolException POINT_UNKNOWN; USAGE when several ids begin so
     */
    PointDocument point(String name) throws ProtocolException, InterruptedException {
        if (name.startsWith(LATEST)) {
            return latest(name.substring(LATEST.length()));
        }
        String digits = name.toLowerCase(Locale.ROOT);
        if (!HEX.matcher(digits).matches()) {
            throw unknown("\"" + name + "\" names no restore point");
        }
        ListPoints.Builder request = ListPoints.newBuilder();
        if (digits.length() == ID_DIGITS) {
            request.setPointId(ByteString.copyFrom(Uid.parse(digits).toBytes()));
        }
        List<PointDocument> found = new ArrayList<>();
        for (PointDocument point : client.listPoints(request.build()).getPointsList()) {
            if (id(point).startsWith(digits)) {
                found.add(point);
            }
        }
        if (found.isEmpty()) {
            throw unknown("no restore point of this vault has an id that begins with " + digits);
        }
        if (found.size() > 1) {
            throw VarveCommand.usage(
                    found.size() + " restore points have an id that begins with " + digits,
                    "write more digits");
        }
        return found.getFirst();
    }

    /**
     * The image of {@code chain} in a point; null: of the chain in {@code latest:CHAIN}, or the
     * only one.
     *
     * @throws ProtocolException POINT_UNKNOWN; USAGE when it must be said which
     */
    Chosen choose(String name, @Nullable String chain)
            throws ProtocolException, InterruptedException {
        PointDocument point = point(name);
        String wanted = chain;
        if (wanted == null && name.startsWith(LATEST)) {
            wanted = name.substring(LATEST.length());
        }
        List<String> chains = point.getImagesList().stream().map(PointImage::getChain).toList();
        if (wanted == null && chains.size() > 1) {
            throw VarveCommand.usage(
                    "restore point " + id(point) + " has the chains " + String.join(", ", chains),
                    "say which with --chain NAME");
        }
        for (PointImage image : point.getImagesList()) {
            if (wanted == null || image.getChain().equals(wanted)) {
                return new Chosen(point, image);
            }
        }
        throw unknown("restore point " + id(point) + " has no image of chain " + wanted);
    }

    /**
     * Reads {@code POINT[:PATH]}. Chain names may have colons in them: the longest chain that fits
     * is meant.
     */
    ChosenPath choosePath(String text, @Nullable String chain)
            throws ProtocolException, InterruptedException {
        if (!text.startsWith(LATEST)) {
            int colon = text.indexOf(':');
            String name = colon < 0 ? text : text.substring(0, colon);
            return new ChosenPath(choose(name, chain), colon < 0 ? "" : text.substring(colon + 1));
        }
        String rest = text.substring(LATEST.length());
        int end = rest.length();
        while (end > 0) {
            ListPoints request =
                    ListPoints.newBuilder()
                            .setChain(rest.substring(0, end))
                            .setLatest(true)
                            .build();
            if (client.listPoints(request).getPointsCount() > 0) {
                String path = end < rest.length() ? rest.substring(end + 1) : "";
                return new ChosenPath(choose(LATEST + rest.substring(0, end), chain), path);
            }
            end = rest.lastIndexOf(':', end - 1);
        }
        throw unknown("no chain of this vault fits \"" + rest + "\"");
    }

    static String id(PointDocument point) {
        return Uid.of(point.getPointId().toByteArray()).toString();
    }

    private PointDocument latest(String chain) throws ProtocolException, InterruptedException {
        ListPoints request = ListPoints.newBuilder().setChain(chain).setLatest(true).build();
        List<PointDocument> points = client.listPoints(request).getPointsList();
        if (points.isEmpty()) {
            throw unknown("no restore point has the chain \"" + chain + "\"");
        }
        return points.getLast();
    }

    private static ProtocolException unknown(String message) {
        return new ProtocolException(
                ErrorCode.POINT_UNKNOWN, message, "varve points list shows what there is");
    }
}
