package dev.varve.protocol.client;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.message.Points;
import org.jspecify.annotations.Nullable;

/** Joins a list that comes in several frames. Confined to an event loop. */
final class PointsAnswer implements Request.Answer<Points> {
    private Points.Builder sum = Points.newBuilder();

    /** The list is asked for again from its beginning. */
    void restart() {
        sum = Points.newBuilder();
    }

    @Override
    public @Nullable Points take(Frame frame) throws ProtocolException {
        sum.addAllPoints(
                Request.expect(frame, FrameType.POINTS).parse(Points.parser()).getPointsList());
        return frame.header().more() ? null : sum.build();
    }
}
