package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.changed.MetadataSource;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Finds out whom a mover may ask which blocks of its snapshot changed: the SnapshotMetadataService
 * of the driver, in whichever version it is served. A mover asks itself, in the collector's
 * namespace and of the snapshot that is staged there.
 * docs/decisions/0025-movers-ask-what-changed.md.
 */
final class ChangedBlocks {
    /** Of a PEM bundle; more would crowd out the Pod that carries it. */
    private static final int MOST_CA_BYTES = 64 << 10;

    private final VolumeTools tools;

    ChangedBlocks(VolumeTools tools) {
        this.tools = tools;
    }

    /**
     * What a mover is told.
     *
     * @param audience of the token that it needs; empty where nothing is asked
     */
    record Answer(MetadataSource source, String audience) {}

    /**
     * For the mover of a snapshot. A service that is missing or may not be looked at is a full
     * read.
     *
     * @throws ClusterException when the API server cannot be asked now; the run may go on later
     */
    Answer of(CaptureState.Taken taken) throws IOException, InterruptedException {
        try {
            return find(taken);
        } catch (ClusterException e) {
            if (e.isPassing()) {
                throw e;
            }
            return fullRead(taken, String.valueOf(e.getMessage()));
        }
    }

    private Answer find(CaptureState.Taken taken) throws IOException, InterruptedException {
        String driver = taken.plan().driver();
        Optional<ApiResource> resource = tools.served().find(Served.METADATA_SERVICE);
        if (resource.isEmpty()) {
            return fullRead(taken, "the cluster serves no SnapshotMetadataService");
        }
        Optional<ObjectNode> service = tools.acts().cluster().get(resource.get(), "", driver);
        if (service.isEmpty()) {
            return fullRead(taken, "driver " + driver + " has no SnapshotMetadataService");
        }
        JsonNode spec = service.get().path("spec");
        String address = spec.path("address").asText("");
        String audience = spec.path("audience").asText("");
        String caCert = pem(spec.path("caCert").asText(""));
        if (address.isEmpty() || audience.isEmpty() || caCert.isEmpty()) {
            return fullRead(
                    taken, "SnapshotMetadataService " + driver + " lacks address, audience or CA");
        }
        String account = tools.movers().serviceAccount();
        if (account.isEmpty()) {
            return fullRead(taken, "movers have no ServiceAccount to ask " + driver + " with");
        }
        if (!isThere(account)) {
            return fullRead(taken, "the movers' ServiceAccount " + account + " is not there");
        }
        String staged = Stager.stagedSnapshot(tools, taken.plan());
        return new Answer(
                new MetadataSource(
                        taken.handle(),
                        "",
                        address,
                        caCert,
                        tools.movers().namespace(),
                        staged,
                        new StandingHandles(tools).find(taken)),
                audience);
    }

    /** Without it no Pod that names it would be made at all. */
    private boolean isThere(String account) throws IOException, InterruptedException {
        ApiResource accounts = tools.served().require(Served.SERVICE_ACCOUNT);
        String namespace = tools.movers().namespace();
        return tools.acts().cluster().get(accounts, namespace, account).isPresent();
    }

    /** As the resource has it: bytes in base 64. Empty for anything else. */
    private static String pem(String base64) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(base64);
            return bytes.length > MOST_CA_BYTES ? "" : new String(bytes, StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static Answer fullRead(CaptureState.Taken taken, String why) {
        return new Answer(MetadataSource.unasked(taken.handle(), why), "");
    }
}
