package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    void addAll(CheckResult result) {
        for (Finding finding : result.getFindingsList()) {
            ObjectNode object =
                    Output.object()
                            .put("what", finding.getWhat())
                            .put("segment", finding.getSegment())
                            .put("offsetBytes", finding.getOffsetBytes());
            ArrayNode images = object.putArray("images");
            for (DamagedImage image : finding.getImagesList()) {
                add(images.addObject(), image);
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
        return found.stream().map(Object::toString).toList();
    }

    private void add(ObjectNode object, DamagedImage image) {
        object.put("point", Uid.of(image.getPointId().toByteArray()).toString());
        object.put("chain", image.getChain());
        ArrayNode offsets = object.putArray("offsetsBytes");
        image.getBlockOffsetsBytesList().forEach(offsets::add);
        object.put("placesLeftOut", image.getPlacesLeftOut());
    }
}
