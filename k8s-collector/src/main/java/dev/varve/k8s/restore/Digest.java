package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names what will be sent, so that a plan is carried out unchanged or not at all. */
final class Digest {
    private Digest() {}

    /** SHA-256 of the object's JSON, in hex. */
    static String of(ObjectNode object) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] json = object.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(digest.digest(json));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
