package dev.varve.k8s.changed;

import dev.varve.ingest.block.BlockSet;
import dev.varve.k8s.changed.message.GetMetadataAllocatedRequest;
import dev.varve.k8s.changed.message.GetMetadataAllocatedResponse;
import dev.varve.k8s.changed.message.GetMetadataDeltaRequest;
import dev.varve.k8s.changed.message.GetMetadataDeltaResponse;
import io.grpc.CallOptions;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Speaks with the snapshot metadata service of a driver, over TLS that is verified against the
 * certificates it published. Confined to one thread.
 */
final class MetadataClient implements AutoCloseable {
    /** Of a message; far above what {@link Limits#ranges} ranges need. */
    private static final int MESSAGE_BYTES = 4 << 20;

    /** What another call would not change. */
    private static final Set<Status.Code> LASTING =
            Set.of(
                    Status.Code.UNAUTHENTICATED,
                    Status.Code.PERMISSION_DENIED,
                    Status.Code.INVALID_ARGUMENT,
                    Status.Code.NOT_FOUND,
                    Status.Code.OUT_OF_RANGE,
                    Status.Code.FAILED_PRECONDITION,
                    Status.Code.RESOURCE_EXHAUSTED,
                    Status.Code.UNIMPLEMENTED);

    private final MetadataSource source;
    private final Path token;
    private final Limits limits;
    private final ManagedChannel channel;

    /**
     * Connects at the first call.
     *
     * @param token file with a token for the service's audience; read for each call, because it is
     *     renewed
     */
    MetadataClient(MetadataSource source, Path token, Limits limits) throws IOException {
        this.source = source;
        this.token = token;
        this.limits = limits;
        int colon = source.address().lastIndexOf(':');
        if (colon < 1) {
            throw new MetadataException("has the address " + source.address() + ", not HOST:PORT");
        }
        channel =
                OkHttpChannelBuilder.forAddress(
                                source.address().substring(0, colon),
                                port(source.address().substring(colon + 1)))
                        .sslSocketFactory(PublishedTrust.sockets(source.caCert()))
                        .tlsConnectionSpec(PublishedTrust.VERSIONS, PublishedTrust.CIPHERS)
                        .maxInboundMessageSize(MESSAGE_BYTES)
                        .build();
    }

    private static int port(String text) throws MetadataException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new MetadataException("has the port " + text);
        }
    }

    /** The blocks of the snapshot that have data. */
    BlockSet allocated(long sizeBytes, int blockBytes) throws IOException, InterruptedException {
        return fold(new RangeFold(sizeBytes, blockBytes), this::askAllocated);
    }

    /** The blocks in which the snapshot differs from an earlier one. */
    BlockSet changed(String baseHandle, long sizeBytes, int blockBytes)
            throws IOException, InterruptedException {
        return fold(
                new RangeFold(sizeBytes, blockBytes),
                (fold, options) -> askChanged(baseHandle, fold, options));
    }

    private void askAllocated(RangeFold fold, CallOptions options) throws IOException {
        GetMetadataAllocatedRequest request =
                GetMetadataAllocatedRequest.newBuilder()
                        .setSecurityToken(readToken())
                        .setNamespace(source.namespace())
                        .setSnapshotName(source.snapshot())
                        .setStartingOffset(fold.endBytes())
                        .setMaxResults(limits.ranges())
                        .build();
        Iterator<GetMetadataAllocatedResponse> answers =
                ClientCalls.blockingServerStreamingCall(
                        channel, MetadataCalls.ALLOCATED, options, request);
        while (answers.hasNext()) {
            GetMetadataAllocatedResponse each = answers.next();
            fold.add(
                    each.getBlockMetadataType(),
                    each.getVolumeCapacityBytes(),
                    each.getBlockMetadataList());
        }
    }

    private void askChanged(String baseHandle, RangeFold fold, CallOptions options)
            throws IOException {
        GetMetadataDeltaRequest request =
                GetMetadataDeltaRequest.newBuilder()
                        .setSecurityToken(readToken())
                        .setNamespace(source.namespace())
                        .setBaseSnapshotId(baseHandle)
                        .setTargetSnapshotName(source.snapshot())
                        .setStartingOffset(fold.endBytes())
                        .setMaxResults(limits.ranges())
                        .build();
        Iterator<GetMetadataDeltaResponse> answers =
                ClientCalls.blockingServerStreamingCall(
                        channel, MetadataCalls.DELTA, options, request);
        while (answers.hasNext()) {
            GetMetadataDeltaResponse each = answers.next();
            fold.add(
                    each.getBlockMetadataType(),
                    each.getVolumeCapacityBytes(),
                    each.getBlockMetadataList());
        }
    }

    private String readToken() throws IOException {
        return Files.readString(token, StandardCharsets.US_ASCII).strip();
    }

    /** One call, whose answer is folded as it comes. */
    @FunctionalInterface
    private interface Call {
        void ask(RangeFold fold, CallOptions options) throws IOException;
    }

    /**
     * Asks until a call has nothing to add: a stream that ends well and too early, because a driver
     * counts its answers or lost its own source, is then found out, not believed.
     */
    private BlockSet fold(RangeFold fold, Call call) throws IOException, InterruptedException {
        Deadline whole = Deadline.after(limits.whole().toMillis(), TimeUnit.MILLISECONDS);
        int failures = 0;
        while (true) {
            long before = fold.endBytes();
            Status end = end(fold, call, whole);
            boolean toldMore = fold.endBytes() > before;
            if (end.isOk() && (!toldMore || fold.isAtEnd())) {
                break;
            }
            failures = end.isOk() || toldMore ? 0 : failures + 1;
            if (failures == limits.attempts()
                    || whole.isExpired()
                    || LASTING.contains(end.getCode())) {
                throw new MetadataException("ends by " + words(end));
            }
        }
        if (!fold.hasAnswer()) {
            throw new MetadataException("says nothing, not even that nothing changed");
        }
        return fold.blocks();
    }

    private Status end(RangeFold fold, Call call, Deadline whole)
            throws IOException, InterruptedException {
        Deadline one = Deadline.after(limits.call().toMillis(), TimeUnit.MILLISECONDS);
        fold.beginCall();
        try {
            call.ask(fold, CallOptions.DEFAULT.withDeadline(whole.minimum(one)));
            return Status.OK;
        } catch (StatusRuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while the snapshot metadata service was asked");
            }
            return e.getStatus();
        }
    }

    private static String words(Status end) {
        if (end.isOk()) {
            return "its limit, with more to tell";
        }
        StringBuilder words = new StringBuilder(end.getCode().toString());
        if (end.getDescription() != null) {
            words.append(' ').append(end.getDescription());
        }
        for (Throwable cause = end.getCause(); cause != null; cause = cause.getCause()) {
            words.append(": ").append(cause.getMessage());
        }
        return words.toString();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
