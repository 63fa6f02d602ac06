package dev.varve.protocol.client;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Welcome;

/** What a lane tells the client. Called on event loops. */
interface LaneOwner {
    /**
     * The daemon's answer to our greeting.
     *
     * @throws ProtocolException when what the daemon says of itself cannot be used
     */
    void welcomed(Welcome welcome) throws ProtocolException;

    /** False until the daemon has answered once: till then nothing is tried again. */
    boolean everWelcomed();

    /** Nothing on any lane can go on. */
    void failed(ProtocolException cause);
}
