package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.DamagedImage;
import dev.varve.protocol.message.Finding;
import dev.varve.protocol.model.Uid;
import dev.varve.tools.output.Output;
import java.util.ArrayList;
import java.util.List;

/** What a check found wrong, with the places in words: offsets of volumes, paths of trees. */
final class Findings {
    private final List<ObjectNode> found = new ArrayList<>();

    boolean isEmpty() {
        return found.isEmpty();
    }

    void addAll(CheckResult result, PathNames names) throws InterruptedException {
        for (Finding finding : result.getFindingsList()) {
            ObjectNode object =
                    Output.object()
                            .put("what", finding.getWhat())
                            .put("segment", finding.getSegment())
                            .put("offsetBytes", finding.getOffsetBytes());
            ArrayNode images = object.putArray("images");
            for (DamagedImage image : finding.getImagesList()) {
                add(images.addObject(), image, names);
            }
            found.add(object);
        }
        if (result.getFindingsLeftOut() > 0) {
            found.add(
                    Output.object()
                            .put("what", result.getFindingsLeftOut() + " more findings left out"));
        }
    }

    /** Damage that this client met itself. */
    void add(String what, String point, String chain) {
        ObjectNode object = Output.object().put("what", what);
        object.putArray("images").addObject().put("point", point).put("chain", chain);
        found.add(object);
    }

    void describe(ArrayNode list) {
        list.addAll(found);
    }

    List<String> lines() {
        return found.stream().map(Findings::line).toList();
    }

    private static String line(ObjectNode finding) {
        StringBuilder text = new StringBuilder("DAMAGED ").append(finding.get("what").asText());
        if (!finding.path("segment").asText().isEmpty()) {
            text.append(" (").append(finding.get("segment").asText());
            text.append(" at ").append(finding.get("offsetBytes").asLong()).append(')');
        }
        for (JsonNode image : finding.path("images")) {
            text.append("\n  point ").append(image.get("point").asText());
            text.append(", chain ").append(image.get("chain").asText());
            image.path("offsetsBytes").forEach(at -> text.append("\n    offset ").append(at));
            image.path("paths").forEach(path -> text.append("\n    ").append(path.asText()));
            if (image.path("placesLeftOut").asLong() > 0) {
                text.append("\n    and ").append(image.get("placesLeftOut")).append(" more");
            }
        }
        return text.toString();
    }

    private static void add(ObjectNode object, DamagedImage image, PathNames names)
            throws InterruptedException {
        object.put("point", Uid.of(image.getPointId().toByteArray()).toString());
        object.put("chain", image.getChain());
        ArrayNode offsets = object.putArray("offsetsBytes");
        image.getBlockOffsetsBytesList().forEach(offsets::add);
        ArrayNode paths = object.putArray("paths");
        Uid point = Uid.of(image.getPointId().toByteArray());
        for (ByteString keys : image.getEntryKeyPathsList()) {
            paths.add(names.path(point, image.getChain(), keys.toByteArray()));
        }
        object.put("placesLeftOut", image.getPlacesLeftOut());
    }
}
