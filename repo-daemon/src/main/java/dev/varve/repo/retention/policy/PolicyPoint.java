package dev.varve.repo.retention.policy;

import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Uid;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a policy looks at of a point.
 *
 * @param clockMillis the retention clock at its commit
 */
public record PolicyPoint(Uid id, long clockMillis, Set<String> chains, Label label) {
    public PolicyPoint {
        chains = Set.copyOf(chains);
    }

    public static PolicyPoint of(PointDocument point) {
        return new PolicyPoint(
                Uid.of(point.getPointId().toByteArray()),
                point.getCommittedClockMillis(),
                point.getImagesList().stream()
                        .map(PointImage::getChain)
                        .collect(Collectors.toSet()),
                point.getLabel());
    }
}
