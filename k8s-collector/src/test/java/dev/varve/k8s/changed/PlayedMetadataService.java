package dev.varve.k8s.changed;

import com.google.protobuf.Message;
import dev.varve.ingest.block.Extent;
import dev.varve.k8s.changed.message.BlockMetadata;
import dev.varve.k8s.changed.message.BlockMetadataType;
import dev.varve.k8s.changed.message.GetMetadataAllocatedRequest;
import dev.varve.k8s.changed.message.GetMetadataAllocatedResponse;
import dev.varve.k8s.changed.message.GetMetadataDeltaRequest;
import dev.varve.k8s.changed.message.GetMetadataDeltaResponse;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot metadata service by gRPC over TLS, as the sidecar of a CSI driver offers it; what it
 * answers is what a test says. A fake: it proves what is done with answers, not any driver.
 */
public final class PlayedMetadataService implements AutoCloseable {
    public static final String TOKEN = "a token for the played audience";

    private final PlayedCertificate certificate;
    private final Server server;
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile Function<Asked, Answer> behaviour =
            question -> new Answer(List.of(), Status.UNIMPLEMENTED);

    /**
     * A question.
     *
     * @param base handle of the earlier snapshot; empty: what is allocated was asked for
     */
    public record Asked(
            String namespace, String snapshot, String base, long startingOffset, int maxResults) {}

    /**
     * One message of a stream.
     *
     * @param capacityBytes of the volume, as it is told
     */
    public record Told(BlockMetadataType type, long capacityBytes, List<Extent> ranges) {}

    /**
     * A stream.
     *
     * @param end null: it never ends
     */
    public record Answer(List<Told> told, @Nullable Status end) {}

    /** Listens on this machine, for the host name of the certificate. */
    public PlayedMetadataService(String host) throws IOException, GeneralSecurityException {
        certificate = PlayedCertificate.of(host);
        server =
                OkHttpServerBuilder.forPort(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                TlsServerCredentials.create(
                                        stream(certificate.certificate()),
                                        stream(certificate.privateKey())))
                        .addService(service())
                        .build()
                        .start();
    }

    public PlayedMetadataService() throws IOException, GeneralSecurityException {
        this("localhost");
    }

    public String address() {
        return "localhost:" + server.getPort();
    }

    /** What a SnapshotMetadataService would publish, as PEM. */
    public String caCert() {
        return certificate.certificate();
    }

    public void behave(Function<Asked, Answer> next) {
        behaviour = next;
    }

    /** Each question that came with the right token. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Answers as the interface asks for it: what ends behind the starting offset, in order. */
    public static Function<Asked, Answer> well(
            BlockMetadataType type, long capacityBytes, List<Extent> ranges, int inOneMessage) {
        return question -> {
            List<Extent> behind =
                    ranges.stream()
                            .filter(each ->
                                    each.offsetBytes() + each.lengthBytes()
                                            > question.startingOffset())
                            .toList();
            List<Told> told = new ArrayList<>();
            for (int i = 0; i < behind.size(); i += inOneMessage) {
                int end = Math.min(behind.size(), i + inOneMessage);
                told.add(new Told(type, capacityBytes, behind.subList(i, end)));
            }
            if (told.isEmpty()) {
                told.add(new Told(type, capacityBytes, List.of()));
            }
            return new Answer(told, Status.OK);
        };
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(MetadataCalls.SERVICE)
                .addMethod(
                        MetadataCalls.ALLOCATED,
                        ServerCalls.asyncServerStreamingCall(this::allocated))
                .addMethod(MetadataCalls.DELTA, ServerCalls.asyncServerStreamingCall(this::changed))
                .build();
    }

    private void allocated(
            GetMetadataAllocatedRequest request,
            StreamObserver<GetMetadataAllocatedResponse> stream) {
        answer(
                request.getSecurityToken(),
                new Asked(
                        request.getNamespace(),
                        request.getSnapshotName(),
                        "",
                        request.getStartingOffset(),
                        request.getMaxResults()),
                stream,
                (told, ranges) ->
                        GetMetadataAllocatedResponse.newBuilder()
                                .setBlockMetadataType(told.type())
                                .setVolumeCapacityBytes(told.capacityBytes())
                                .addAllBlockMetadata(ranges)
                                .build());
    }

    private void changed(
            GetMetadataDeltaRequest request, StreamObserver<GetMetadataDeltaResponse> stream) {
        answer(
                request.getSecurityToken(),
                new Asked(
                        request.getNamespace(),
                        request.getTargetSnapshotName(),
                        request.getBaseSnapshotId(),
                        request.getStartingOffset(),
                        request.getMaxResults()),
                stream,
                (told, ranges) ->
                        GetMetadataDeltaResponse.newBuilder()
                                .setBlockMetadataType(told.type())
                                .setVolumeCapacityBytes(told.capacityBytes())
                                .addAllBlockMetadata(ranges)
                                .build());
    }

    private <A extends Message> void answer(
            String token,
            Asked question,
            StreamObserver<A> stream,
            BiFunction<Told, List<BlockMetadata>, A> message) {
        if (!token.equals(TOKEN)) {
            stream.onError(Status.UNAUTHENTICATED.asRuntimeException());
            return;
        }
        asked.add(question);
        Answer answer = behaviour.apply(question);
        for (Told told : answer.told()) {
            stream.onNext(message.apply(told, ranges(told)));
        }
        if (answer.end() != null && answer.end().isOk()) {
            stream.onCompleted();
        } else if (answer.end() != null) {
            stream.onError(answer.end().asRuntimeException());
        }
    }

    private static List<BlockMetadata> ranges(Told told) {
        return told.ranges().stream()
                .map(range ->
                        BlockMetadata.newBuilder()
                                .setByteOffset(range.offsetBytes())
                                .setSizeBytes(range.lengthBytes())
                                .build())
                .toList();
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
